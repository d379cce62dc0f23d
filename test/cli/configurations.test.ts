import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { CONFIGURATION_TEMPLATE } from '../../src/config/template.ts';
import { stubEnvironment, temporaryFolder } from '../support/sandbox-scene.ts';
import { expectDecent } from './support/decent.ts';
import { hostileText, NASTY } from './support/hostile.ts';
import { runCli } from './support/run-cli.ts';

beforeEach(() => stubEnvironment());

const COMMANDS = [
  ['config', 'check'],
  ['config', 'show'],
  ['rules', 'list'],
  ['rules', 'test'],
  ['explain', 'arn:x'],
  ['audit'],
] as const;

const bytes = fc.uint8Array({ maxLength: 200 });
const template = new TextEncoder().encode(CONFIGURATION_TEMPLATE);

/** The template with some bytes of it replaced. */
const damaged = fc
  .tuple(fc.nat(template.length), fc.nat(20), fc.uint8Array({ maxLength: 20 }))
  .map(([at, length, put]) => Buffer.concat([template.subarray(0, at), put, template.subarray(at + length)]));

/** In order as YAML, with a hostile text at a place where one is allowed. */
const quoted = fc
  .tuple(
    hostileText,
    fc.constantFrom(
      (text: string) => ({ agreements: [{ ...AGREEMENT, name: text }] }),
      (text: string) => ({ agreements: [AGREEMENT], [text]: text }),
      (text: string) => ({ agreements: [{ ...AGREEMENT, id: text, tagValue: text }] }),
      (text: string) => ({ agreements: [AGREEMENT], store: { type: 'directory', path: text } }),
      (text: string) => ({ agreements: [AGREEMENT], rules: { directories: [text] } }),
      (text: string) => ({ agreements: [AGREEMENT], rules: { rulesets: [`${text}.yaml`] } }),
      (text: string) => ({ agreements: [AGREEMENT], rules: { settings: { [text]: 'off' } } }),
      (text: string) => ({ agreements: [AGREEMENT], owners: { tagKey: text, accounts: { [text]: text } } }),
    ),
  )
  .map(([text, make]) => Buffer.from(JSON.stringify({ version: 1, ...make(text) })));

const AGREEMENT = { id: 'ABCDE12345', acceptedOn: '2025-02-03', endsOn: '2028-02-02' };

test('whatever bytes the configuration holds, every command ends in an exit code, without a stack', async () => {
  const dir = await temporaryFolder();
  const file = path.join(dir, 'mapwarden.yaml');
  const places = ['--config', file, '--out', path.join(dir, 'out')];

  await fc.assert(
    fc.asyncProperty(fc.oneof(bytes, damaged, quoted), fc.constantFrom(...COMMANDS), async (content, command) => {
      await writeFile(file, content);

      const ended = await runCli([...command, ...places]);

      expectDecent(ended);
      expect(ended.code).not.toBe(1);
    }),
    { numRuns: 200 },
  );
});

test.for([...NASTY, '\u0000', '\u0085'].map((text) => ({ text })))(
  'what config show prints of the name $text is a configuration that says the same',
  async ({ text }) => {
    const dir = await temporaryFolder();
    const first = path.join(dir, 'first.yaml');
    const second = path.join(dir, 'second.yaml');
    const name = `name ${text}`;
    // As an escape, since the character itself is not allowed in the file.
    const json = JSON.stringify({ version: 1, agreements: [{ ...AGREEMENT, name }] });
    await writeFile(first, json.replaceAll('\u007f', String.raw`\u007f`));

    const shown = await runCli(['config', 'show', '--quiet', '--config', first]);
    await writeFile(second, shown.stdout);
    const again = await runCli(['config', 'show', '--quiet', '--config', second]);

    expectDecent(shown);
    expect(shown.code).toBe(0);
    expect(again).toEqual(shown);
  },
);
