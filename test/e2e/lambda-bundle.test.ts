import { beforeAll, describe, expect, test } from 'vitest';
import { type Built, buildFunctions, FUNCTIONS, loadedAtStart } from '../../.ci/lambda-bundle.ts';

/** Of the file that Lambda is told to load, and of everything that it imports at once: libraries are most of it. */
const MOST_HANDLER_BYTES = 900_000;
const MOST_BYTES_AT_START = 950_000;

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

  test.for(FUNCTIONS)(
    '%s exports its handler from a file of at most 900 KB, and loads at most 950 KB at start',
    (name) => {
      const output = built.metafile.outputs[`dist/lambda/${name}.mjs`];
      expect(output?.exports).toEqual(['handler']);
      expect(output?.bytes).toBeLessThanOrEqual(MOST_HANDLER_BYTES);
      expect(loadedAtStart(built.metafile, name).bytes).toBeLessThanOrEqual(MOST_BYTES_AT_START);
    },
  );

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
