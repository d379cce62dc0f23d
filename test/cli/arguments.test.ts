import path from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { stubEnvironment, temporaryFolder } from '../support/sandbox-scene.ts';
import { expectDecent } from './support/decent.ts';
import { hostileText } from './support/hostile.ts';
import { runCli } from './support/run-cli.ts';

beforeEach(() => stubEnvironment());

const COMMANDS = [
  [],
  ['audit'],
  ['demo'],
  ['plan'],
  ['apply'],
  ['undo'],
  ['explain'],
  ['verify'],
  ['sandbox'],
  ['rules'],
  ['rules', 'list'],
  ['rules', 'show'],
  ['rules', 'test'],
  ['config'],
  ['config', 'init'],
  ['config', 'check'],
  ['config', 'schema'],
  ['config', 'show'],
  ['doctor'],
  ['profile'],
  ['profile', 'create'],
  ['profile', 'list'],
  ['profile', 'show'],
  ['help'],
] as const;

/** Options that take a value, each with some that are right. The places to write to are added at the end. */
const VALUED: Readonly<Record<string, readonly string[]>> = {
  '--format': ['text', 'json', 'csv', 'csv:gaps', 'markdown', 'xlsx', 'html'],
  '--now': ['2026-06-01', '2026-06-01T12:00:00Z', '9999-12-31', '0000-01-01'],
  '--concurrency': ['1', '1000'],
  '--deadline': ['1', '0.001'],
  '--fail-on': ['none', 'critical'],
  '--baseline': ['latest'],
  '--account': ['111122223333'],
  '--ou': ['r-ab12'],
  '--region': ['eu-central-1'],
  '--rule': ['map-tag-missing'],
  '--resume': ['latest'],
  '--shard': ['1/2'],
  '--seed': ['7'],
  '--name': ['chat'],
  '--from': ['amazon.nova-pro-v1:0'],
  '--agreement': ['ABCDE12345'],
  '--only': ['0123456789ab'],
  '--max-changes': ['5'],
  '--run': ['latest', '20260601T000000Z-abcdef'],
  '--port': ['0'],
  '--latency': ['0'],
  '--fault': ['throttled@*'],
};
const SWITCHES = [
  '--quiet',
  '--verbose',
  '--no-color',
  '--no-spend',
  '--alert',
  '--exit-code',
  '--help',
  '--version',
  '-x',
];

const option = fc.oneof(
  fc
    .constantFrom(...Object.entries(VALUED))
    .chain(([name, right]) =>
      fc
        .oneof({ weight: 4, arbitrary: fc.constantFrom(...right) }, { weight: 1, arbitrary: hostileText })
        .map((value) => [name, value]),
    ),
  fc.constantFrom(...SWITCHES).map((name) => [name]),
  // A path that a hostile text makes stays below the folder of the test, by way of --out and --config at the end.
  hostileText.filter((text) => !/[/\\=]/.test(text)).map((text) => [text]),
);

const commandLine = fc
  .tuple(fc.constantFrom(...COMMANDS), fc.array(option, { maxLength: 4 }))
  .map(([command, options]) => [...command, ...options.flat()])
  .filter((argv) => !argv.some((word) => /^[a-z]+(:[a-z]+)?=/.test(word)));

async function end(argv: readonly string[]) {
  const interruption = new AbortController();
  // The sandbox serves until it is interrupted.
  if (argv.includes('sandbox')) interruption.abort();
  return runCli(argv, { interrupted: interruption.signal });
}

describe('any command line', () => {
  test('made of real options and hostile values ends in an exit code, without a stack', async () => {
    const dir = await temporaryFolder();
    const places = ['--config', path.join(dir, 'mapwarden.yaml'), '--out', path.join(dir, 'out')];

    const codes = new Set<number>();

    await fc.assert(
      fc.asyncProperty(commandLine, async (line) => {
        const small = line.includes('demo') || line.includes('sandbox') ? ['--accounts', '1', '--regions', '1'] : [];
        const ended = await end([...line, ...places, ...small]);

        expectDecent(ended);
        codes.add(ended.code);
      }),
      { numRuns: 150 },
    );

    // Else all of them would have been refused, and nothing been tried.
    expect(codes.size).toBeGreaterThan(1);
  });

  test('made of noise is wrong usage or help', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(hostileText, { minLength: 1, maxLength: 6 }), async (line) => {
        const ended = await end(line);

        expectDecent(ended);
        expect([0, 2]).toContain(ended.code);
      }),
      { numRuns: 200 },
    );
  });
});
