import { beforeAll, describe, expect, test } from 'vitest';
import { type Built, buildFunctions, buildLikeSam, FUNCTIONS, loadedAtStart } from '../../.ci/lambda-bundle.ts';

/** Of the file that Lambda is told to load and of everything that it imports at once; libraries are most of it. */
const MOST_BYTES = 900_000;
/** The same as SAM builds it: its esbuild has no plug-ins, and keeps the schemas of operations that nobody calls. */
const MOST_BYTES_BY_SAM = 1_075_000;

/** What no function needs before something is told, resumed, paced, signed or looked for by a pattern. */
const ON_DEMAND =
  /re2js|client-(sns|ssm|lambda|scheduler|eventbridge|secrets-manager)|p-queue|s3-request-presigner|src\/(slack|report\/alert-(forms|sns|slack|amazon-q|events))/;

describe('npm run build:lambda', () => {
  let built: Built;
  beforeAll(async () => {
    built = await buildFunctions();
  });

  test('writes the same bytes on repeat', async () => {
    const again = await buildFunctions();
    const shown = ({ files }: Built) =>
      files.map(({ name, contents }) => [name, Buffer.from(contents).toString('base64')]);
    expect(shown(again)).toEqual(shown(built));
  });

  test.for(FUNCTIONS)('%s exports its handler alone, and loads at most 900 KB at start', (name) => {
    expect(built.metafile.outputs[`dist/lambda/${name}.mjs`]?.exports).toEqual(['handler']);
    expect(loadedAtStart(built.metafile, name).bytes).toBeLessThanOrEqual(MOST_BYTES);
  });

  test.for(['audit', 'report'] as const)('%s has nothing of zod but what zod/mini needs', (name) => {
    const { modules } = loadedAtStart(built.metafile, name);
    expect(modules.filter((file) => /zod\/v4\/(classic|core\/.*json-schema)/.test(file))).toEqual([]);
  });

  test.for(FUNCTIONS)('%s has in it, and does not load at start, what few invocations need', (name) => {
    const { modules } = loadedAtStart(built.metafile, name);
    expect(modules.filter((file) => ON_DEMAND.test(file))).toEqual([]);
    expect(Object.keys(built.metafile.inputs).some((file) => file.includes('re2js'))).toBe(true);
  });

  test.for(FUNCTIONS)('%s has neither the sandbox nor the command line in it', (name) => {
    const { modules } = loadedAtStart(built.metafile, name);
    const all = Object.keys(built.metafile.inputs);
    expect(modules.length).toBeGreaterThan(100);
    expect(all.filter((file) => /^src\/(sandbox|cli)\/|commander/.test(file))).toEqual([]);
  });

  test('has no reporter that no function offers', () => {
    const reporters = Object.keys(built.metafile.inputs).filter((file) =>
      /^src\/report\/(html|xlsx|sarif|ocsf|junit|formats)|preact|write-excel-file|d3-/.test(file),
    );
    expect(reporters).toEqual([]);
  });

  test('resolves everything within itself', () => {
    const external = Object.values(built.metafile.outputs).flatMap(({ imports }) =>
      imports.filter((each) => each.external && !each.path.startsWith('node:')).map(({ path }) => path),
    );
    const builtin = new Set([
      'fs',
      'path',
      'os',
      'crypto',
      'http',
      'https',
      'http2',
      'stream',
      'buffer',
      'process',
      'url',
      'util',
      'child_process',
      'async_hooks',
      'fs/promises',
      'tls',
      'net',
      'zlib',
      'events',
    ]);
    expect(external.filter((name) => !builtin.has(name))).toEqual([]);
  });
});

describe('sam build', () => {
  test.for(FUNCTIONS)('makes of %s what loads at most 1,075 KB at start, and the rest when needed', async (name) => {
    const { bytes, modules } = loadedAtStart(await buildLikeSam(name), name);
    expect(bytes).toBeLessThanOrEqual(MOST_BYTES_BY_SAM);
    expect(modules.filter((file) => ON_DEMAND.test(file))).toEqual([]);
  });
});
