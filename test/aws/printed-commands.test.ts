import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createProfileCommand, profileOrder } from '../../src/engine/profile-order.ts';
import { activateTagsCommand, putTagCommand } from '../../src/engine/tag-command.ts';
import { flagOf, misfits, parseAwsCommand } from '../support/aws-command.ts';
import { aProfile } from '../support/builders.ts';
import { builtinRules } from '../support/builtin-rules.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What a tag or description could hold; no shell and no AWS API can be given a NUL. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }).map((text) => text.replaceAll('\0', '')),
  fc.constantFrom("it's", '$(id)', '`id`', 'a b', '"', '\\', '\n', 'a,b=c', '[1]', '{}', '~', '#', '', '-x'),
);

/** Tags as the AWS CLI reads them: JSON, or `key=…,value=…`. */
function tagsOf(argument: string): unknown {
  if (argument.startsWith('[')) return JSON.parse(argument);
  return [Object.fromEntries(argument.split(',').map((part) => part.split('=')))];
}

describe('the command that puts a tag', () => {
  test.for(['inference-profile', 'provisioned-throughput'] as const)('of %s is one that AWS takes', (type) => {
    const command = parseAwsCommand(putTagCommand(aProfile({ type }), 'map-migrated', 'migABCDE12345') ?? '');
    expect(misfits(command)).toEqual([]);
    expect(command).toMatchObject({ service: 'bedrock', operation: 'tag-resource' });
  });

  test('says the tag and the resource, whatever they are', () => {
    fc.assert(
      fc.property(anyText, anyText, anyText, (arn, key, value) => {
        const command = parseAwsCommand(putTagCommand(aProfile({ arn }), key, value) ?? '');
        expect(misfits(command)).toEqual([]);
        expect(flagOf(command, 'resource-arn')).toBe(arn);
        expect(tagsOf(flagOf(command, 'tags') ?? '')).toEqual([{ key, value }]);
      }),
    );
  });
});

test('the command that creates a profile says the whole order, whatever is in it', () => {
  const place = { partition: 'aws', accountId: '111122223333', region: 'eu-central-1' };
  fc.assert(
    fc.property(anyText, anyText, anyText, (name, description, value) => {
      const copyFrom = 'arn:aws:bedrock:eu-central-1::foundation-model/amazon.nova-pro-v1:0';
      const order = profileOrder(place, { name, description, copyFrom, tag: { key: 'map-migrated', value } });
      const command = parseAwsCommand(createProfileCommand(place, order));
      expect(misfits(command)).toEqual([]);
      expect(flagOf(command, 'inference-profile-name')).toBe(name);
      expect(flagOf(command, 'description') ?? '').toBe(description);
      expect(flagOf(command, 'model-source')).toBe(`copyFrom=${copyFrom}`);
      expect(tagsOf(flagOf(command, 'tags') ?? '')).toEqual([{ key: 'map-migrated', value }]);
    }),
  );
});

test('the command that activates a cost allocation tag names its key, whatever it is', () => {
  fc.assert(
    fc.property(anyText, (key) => {
      const command = parseAwsCommand(activateTagsCommand([key]));
      expect(misfits(command)).toEqual([]);
      const status = flagOf(command, 'cost-allocation-tags-status') ?? '';
      const shorthand = `TagKey=${key},Status=Active`;
      if (status !== shorthand) expect(JSON.parse(status)).toEqual([{ TagKey: key, Status: 'Active' }]);
    }),
  );
});

/** `aws SERVICE OPERATION`, with the flags that follow. */
const MENTION = /\baws [a-z][a-z0-9]+ [a-z][a-z0-9]*(?:-[a-z0-9]+)+(?: --[a-z-]+ [^\s"'`();]+)*/g;

/** Over line ends, as people read it. */
function mentionsIn(text: string): readonly string[] {
  return text.replaceAll('\\\n', '').replace(/\s+/g, ' ').match(MENTION) ?? [];
}

test('commands in the notes of rules are ones that AWS takes', () => {
  const commands = builtinRules().flatMap(({ definition }) => mentionsIn(definition.remediation.note));
  expect(commands.map((each) => each.split(' ')[2])).toEqual(['start-cost-allocation-tag-backfill']);
  for (const command of commands) expect(misfits(parseAwsCommand(command)), command).toEqual([]);
});

test('every command of the AWS CLI that sources and documents name exists, with its flags', async () => {
  const mentions: string[] = [];
  for (const folder of ['src', 'rules', 'docs', 'README.md']) {
    for (const file of await textsBelow(path.join(ROOT, folder)))
      mentions.push(...mentionsIn(await readFile(file, 'utf8')));
  }
  expect(mentions.length).toBeGreaterThan(3);
  const unknown = mentions.flatMap((mention) => {
    // What is only named need not be whole.
    const wrong = misfits(parseAwsCommand(mention)).filter((text) => !text.endsWith('is required'));
    return wrong.map((text) => `${mention}: ${text}`);
  });
  expect(unknown).toEqual([]);
});

async function textsBelow(place: string): Promise<readonly string[]> {
  if (place.endsWith('.md')) return [place];
  const names = await readdir(place, { recursive: true });
  return names.filter((name) => /\.(ts|md|yaml)$/.test(name)).map((name) => path.join(place, name));
}

describe('the check itself', () => {
  test.for([
    ['aws bedrock tag-resource --resource-arn a', '--tags is required'],
    ['aws bedrock tag-resource --resource-arn a --tags b --tag c', '--tag is no member of the input'],
    ['aws bedrock tag-resource --tags a --tags b --resource-arn c', '--tags is given twice'],
    ['aws bedrock tag-resources --tags a', 'there is no aws bedrock tag-resources'],
    ['aws rock tag-resource --tags a', 'there is no aws rock tag-resource'],
  ] as const)('of %s finds: %s', ([text, misfit]) => {
    expect(misfits(parseAwsCommand(text))).toEqual([misfit]);
  });

  test('refuses what a shell would act upon', () => {
    expect(() => parseAwsCommand('aws bedrock tag-resource --tags $(id)')).toThrow('a shell acts upon');
  });
});
