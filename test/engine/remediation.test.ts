import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Agreement } from '../../src/domain/agreement.ts';
import type { Carrier } from '../../src/domain/carrier.ts';
import { DEFECTS, type Defect, type Remediation } from '../../src/domain/finding.ts';
import { diagnose } from '../../src/engine/diagnose.ts';
import { ruleRemediation, tagRemediation } from '../../src/engine/remediation.ts';
import { putTagCommand } from '../../src/engine/tag-command.ts';
import { definitionOf, ruleDefinition } from './support/rules.ts';
import { ACCOUNT, agreement, carrier, context, ELSEWHERE, TAG, TODAY } from './support/world.ts';

const RULE = ruleDefinition({ remediation: { kind: 'automatic', note: 'The rule’s note.' } });
const OWN = agreement('ABCDE12345');

function remedyOf(of: Carrier, agreements: readonly Agreement[] = [OWN, ELSEWHERE]): Remediation {
  const diagnosis = diagnose(of.tags ?? new Map(), ACCOUNT, agreements, TAG, TODAY);
  if (diagnosis.defect === '') throw new Error('nothing is wrong with it');
  return tagRemediation(RULE, of, { ...diagnosis, defect: diagnosis.defect }, context(agreements));
}

const ARN = 'arn:aws:bedrock:eu-central-1:111122223333:application-inference-profile/abc123';

describe('a tag is put by itself', () => {
  test.for<[string, Readonly<Record<string, string>>, string]>([
    ['where it is missing', {}, 'No tag says which agreement this usage belongs to.'],
    ['where its value is of the wrong case', { 'map-migrated': 'MIGabcde12345' }, 'The value has the wrong case'],
    ['where its value has no prefix', { 'map-migrated': 'ABCDE12345' }, 'The value is an id without its prefix.'],
    ['where its value has a space', { 'map-migrated': 'migABCDE12345 ' }, 'The value contains white space'],
    ['where its value has a prefix of SAP', { 'map-migrated': 'sapABCDE12345' }, 'prefix of another MAP program'],
    ['where its key is of the wrong case', { 'Map-Migrated': 'migABCDE12345' }, 'The key has the wrong case'],
    ['where its key is misspelt', { map_migrated: 'migABCDE12345' }, 'The key is misspelt'],
  ])('%s', ([, tags, meaning]) => {
    const { note, ...remedy } = remedyOf(carrier(tags));
    expect(remedy).toEqual({
      kind: 'automatic',
      action: { type: 'put-tag', arn: ARN, key: 'map-migrated', value: 'migABCDE12345' },
      command: `aws bedrock tag-resource --region eu-central-1 --resource-arn ${ARN} --tags key=map-migrated,value=migABCDE12345`,
    });
    expect(note).toContain(meaning);
    expect(note).toMatch(/ The rule’s note\.$/);
  });

  test('the remedy of a misspelt key says that the wrong one stays', () => {
    expect(definitionOf('map-tag-key-misspelled').remediation.note).toContain('the misspelt one stays');
  });
});

describe('a tag is not put', () => {
  const missing = carrier({});
  const wrong = carrier({ 'map-migrated': 'ABCDE12345' });
  const on = (day: string) => ({ createdAt: `${day}T00:00:00.000Z` });
  const { createdAt, ...ageless } = missing;

  test.for<[string, Carrier, Agreement[], Remediation['kind'], string]>([
    [
      'where no agreement covers the account',
      missing,
      [ELSEWHERE],
      'manual',
      'No configured agreement covers account 111122223333.',
    ],
    ['where several do', missing, [OWN, agreement('B1')], 'manual', 'Which of the agreements ABCDE12345, B1'],
    [
      'where the value could mean nothing',
      carrier({ 'map-migrated': 'todo' }),
      [OWN],
      'manual',
      'Which agreement was meant',
    ],
    [
      'where the agreement is over',
      missing,
      [{ ...OWN, endsOn: '2026-05-31' }],
      'manual',
      'from 2025-02-03 to 2026-05-31, not on 2026-06-01',
    ],
    ['where the agreement has not begun', wrong, [{ ...OWN, startsOn: '2026-06-02' }], 'manual', 'not on 2026-06-01'],
    [
      'where the agreement was accepted too early',
      missing,
      [{ ...OWN, acceptedOn: '2024-12-16' }],
      'manual',
      'only after 2024-12-16',
    ],
    [
      'where the agreement of the corrected value was',
      wrong,
      [{ ...OWN, acceptedOn: '2024-12-16' }],
      'manual',
      'only after 2024-12-16',
    ],
    [
      'where the age of the resource is unknown',
      ageless,
      [OWN],
      'manual',
      'not known whether the resource was created after',
    ],
    [
      'where the resource is as old as the agreement',
      carrier({}, on('2025-02-03')),
      [OWN],
      'recreate',
      'create it anew',
    ],
    [
      'where a wrong tag is on an old resource',
      carrier({ 'map-migrated': 'ABCDE12345' }, on('2020-01-01')),
      [OWN],
      'recreate',
      '2020-01-01',
    ],
    [
      'where the resource is old and the agreement over',
      carrier({}, on('2020-01-01')),
      [{ ...OWN, endsOn: '2026-05-31' }],
      'manual',
      'create it anew',
    ],
    ['where its tags could not be read', carrier(undefined), [OWN], 'manual', 'could not be read'],
    [
      'where Amazon DataZone manages the resource',
      carrier({ AmazonDataZoneDomain: 'd' }),
      [OWN],
      'manual',
      'Amazon DataZone manages',
    ],
    [
      'where it does and the resource is old',
      carrier({ AmazonDataZoneDomain: '' }, on('2020-01-01')),
      [OWN],
      'manual',
      'create it anew',
    ],
    [
      'where it does and nothing is certain',
      carrier({ AmazonDataZoneDomain: '' }),
      [],
      'manual',
      'Amazon DataZone manages',
    ],
  ])('%s', ([, of, agreements, kind, text]) => {
    const { note, ...remedy } = remedyOf(of, agreements);
    expect(remedy).toEqual({ kind, action: null, command: null });
    expect(note).toContain(text);
    expect(createdAt).toBeDefined();
  });

  test.for<[string, Partial<Agreement>, Partial<Carrier>]>([
    ['the first day of the term', { startsOn: TODAY }, {}],
    ['the last day of the term', { endsOn: TODAY }, {}],
    ['an acceptance on 2024-12-17', { acceptedOn: '2024-12-17' }, {}],
    ['a resource of the day after the acceptance', {}, on('2025-02-04')],
    ['a key that only looks like DataZone’s', {}, { tags: new Map([['amazondatazonedomain', '']]) }],
  ])('but for %s it is', ([, changes, of]) => {
    expect(remedyOf(carrier({}, of), [{ ...OWN, ...changes }]).kind).toBe('automatic');
  });
});

test('every defect has its own meaning', () => {
  const meaningOf = (defect: Defect) => {
    const diagnosis = { ...diagnose(new Map(), ACCOUNT, [], TAG, TODAY), defect };
    return tagRemediation(RULE, carrier({}), diagnosis, context([])).note.split('. ')[0];
  };
  expect(new Set(DEFECTS.map(meaningOf)).size).toBe(DEFECTS.length);
});

test('an action makes its own finding go away', () => {
  const values = fc.mixedCase(
    fc.constantFrom('migABCDE12345', 'sapABCDE12345', 'ABCDE12345', ' mig ABCDE12345', 'todo', ''),
  );
  const keys = fc.mixedCase(fc.constantFrom('map-migrated', 'map_migrated', 'team'));
  fc.assert(
    fc.property(fc.dictionary(keys, values), (tags) => {
      const of = carrier(tags);
      if (diagnose(new Map(Object.entries(tags)), ACCOUNT, [OWN], TAG, TODAY).defect === '') return;
      const { action } = remedyOf(of, [OWN]);
      if (action?.type !== 'put-tag') return;
      const after = new Map([...Object.entries(tags), [action.key, action.value]] as const);
      expect(diagnose(after, ACCOUNT, [OWN], TAG, TODAY).defect).toBe('');
    }),
  );
});

describe('the remedy of another rule', () => {
  test('is the one in its file', () => {
    expect(ruleRemediation(definitionOf('map-resource-predates-agreement'))).toMatchObject({
      kind: 'recreate',
      action: null,
    });
  });

  test('is manual where its file promises what nothing can do', () => {
    expect(ruleRemediation(RULE)).toEqual({ kind: 'manual', action: null, command: null, note: 'The rule’s note.' });
  });

  test('adds no space where its file has no note', () => {
    const diagnosis = { ...diagnose(new Map(), ACCOUNT, [OWN], TAG, TODAY), defect: 'missing' as const };
    const rule = ruleDefinition({ remediation: { kind: 'automatic', note: '' } });
    expect(tagRemediation(rule, carrier({}), diagnosis, context([OWN])).note).toMatch(/belongs to\.$/);
  });
});

describe('the command', () => {
  /** The words of a command as a POSIX shell reads them: nothing is special inside single quotes. */
  function wordsOf(command: string): readonly string[] {
    const words = command.match(/(?:'[^']*'|\\'|[A-Za-z0-9_.:/=,+@-])+/g) ?? [];
    expect(words.join(' ')).toBe(command);
    return words.map((word) => word.replace(/'([^']*)'|\\'/g, (_, quoted: string | undefined) => quoted ?? "'"));
  }

  test.for([
    "mig'; rm -rf / #",
    'mig"$(id)`id`\\',
    'a,b=c',
    '{a}',
    '$HOME *',
    'a\nb',
    'é🙂',
    '',
    '-x',
    'file:///etc/passwd',
  ])('keeps %j one word for the shell', (value) => {
    const command = putTagCommand(carrier({}), 'map-migrated', value) ?? '';
    const words = wordsOf(command);
    expect(words.slice(0, -1)).toEqual([
      'aws',
      'bedrock',
      'tag-resource',
      '--region',
      'eu-central-1',
      '--resource-arn',
      ARN,
      '--tags',
    ]);
    const [last = ''] = words.slice(-1);
    expect(last.startsWith('[') ? JSON.parse(last) : last).toEqual(
      last.startsWith('[') ? [{ key: 'map-migrated', value }] : `key=map-migrated,value=${value}`,
    );
  });

  test('is null for a carrier of another service, whose action stays', () => {
    expect(putTagCommand(carrier({}, { type: 'provisioned-throughput' }), 'k', 'v')).toContain(
      'aws bedrock tag-resource',
    );
    expect(putTagCommand(carrier({}, { type: 'iam-principal' }), 'k', 'v')).toBeNull();
    expect(putTagCommand(carrier({}, { type: 'project' }), 'k', 'v')).toBeNull();
  });
});
