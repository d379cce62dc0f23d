import { describe, expect, test } from 'vitest';
import type { EvaluationOutcome } from '../../src/domain/evaluation.ts';
import type { LedgerEntry } from '../../src/domain/ledger.ts';
import { appliedTags, mayBeTakenAway, strippedFrom, wasTakenAway, withStripped } from '../../src/engine/stripped.ts';
import { aRecord } from '../contract/records.ts';
import { aFinding } from '../support/run-builder.ts';

const ARN = 'arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/abc';
const KEY = 'map-migrated';

function entry(over: Partial<LedgerEntry> = {}): LedgerEntry {
  return {
    at: '2026-05-01T08:00:00.000Z',
    operation: 'apply',
    planHash: 'a'.repeat(64),
    actionId: 'a1',
    arn: ARN,
    action: { type: 'put-tag', arn: ARN, key: KEY, value: 'migABCDE12345' },
    outcome: 'applied',
    before: {},
    after: { [KEY]: 'migABCDE12345' },
    code: null,
    deniedBy: null,
    requestId: null,
    message: null,
    ...over,
  };
}

const run = (runId: string, ...entries: LedgerEntry[]) => ({ runId, entries });
const undone = entry({ operation: 'undo', action: { type: 'remove-tag', arn: ARN, key: KEY } });
const found = (tags: Record<string, string> | undefined, ...runs: ReturnType<typeof run>[]) =>
  strippedFrom(ARN, tags && new Map(Object.entries(tags)), appliedTags(runs));

describe('a tag was stripped', () => {
  test('where it was applied and is gone', () => {
    expect(found({}, run('r1', entry()))).toEqual({ times: 1, appliedAt: '2026-05-01T08:00:00.000Z', runId: 'r1' });
  });

  test('where what was wrong before is there again', () => {
    expect(found({ [KEY]: 'MIGABCDE12345' }, run('r1', entry()))?.times).toBe(1);
  });

  test('as often as runs applied it', () => {
    const runs = [run('r1', entry()), run('r2', entry({ at: '2026-05-02T08:00:00.000Z' }))];
    expect(found({}, ...runs)).toEqual({ times: 2, appliedAt: '2026-05-02T08:00:00.000Z', runId: 'r2' });
  });

  test('also where an undo found it gone already: somebody else had taken it', () => {
    expect(found({}, run('r1', entry(), { ...undone, outcome: 'unchanged' }))?.times).toBe(1);
  });

  test('as often as before, where only the last run was undone', () => {
    const runs = [run('r1', entry()), run('r2', entry()), run('r3', entry(), undone)];
    expect(found({}, ...runs)).toMatchObject({ times: 2, runId: 'r2' });
  });

  test('once, where one run recorded it twice', () => {
    expect(found({}, run('r1', entry(), entry()))?.times).toBe(1);
  });
});

describe('a tag was not stripped', () => {
  test.for<[string, ReturnType<typeof found>]>([
    ['where it is still there', found({ [KEY]: 'migABCDE12345' }, run('r1', entry()))],
    ['where it was undone', found({}, run('r1', entry(), undone))],
    ['where nothing was applied', found({}, run('r1', entry({ outcome: 'refused' }), entry({ outcome: 'unchanged' })))],
    ['where the tags could not be read', found(undefined, run('r1', entry()))],
    ['on another resource', strippedFrom('arn:other', new Map(), appliedTags([run('r1', entry())]))],
  ])('%s', ([, stripped]) => {
    expect(stripped).toBeNull();
  });
});

describe('the finding about a stripped tag', () => {
  const stripped = (times: number) => ({ times, appliedAt: '2026-05-01T08:00:00.000Z', runId: 'r1' });

  test('says when it was applied, and how Terraform would leave it alone', () => {
    const { remediation, stripped: own } = withStripped(aFinding(), KEY, stripped(1));
    expect(own).toEqual(stripped(1));
    expect(remediation.kind).toBe('automatic');
    expect(remediation.note).toContain('applied once, last on 2026-05-01 by run r1, and is gone again');
    expect(remediation.note).toContain(`ignore_tags { keys = ["${KEY}"] }`);
    expect(remediation.note).toContain(`default_tags { tags = { "${KEY}" = "migABCDE12345" } }`);
  });

  test('asks for nothing after the second time', () => {
    const { remediation } = withStripped(aFinding(), KEY, stripped(2));
    expect(remediation).toMatchObject({ kind: 'manual', action: null, command: null });
    expect(remediation.note).toContain('mapwarden leaves the resource alone from now on');
  });

  test('is as it was where nothing was stripped, or where it is not about the tag', () => {
    expect(withStripped(aFinding(), KEY, null)).toEqual(aFinding());
    const other = aFinding({ defect: null });
    expect(withStripped(other, KEY, stripped(1))).toEqual(other);
  });
});

describe('a tag that was right in the run before', () => {
  const RIGHT = { [KEY]: 'migABCDE12345' };
  const now = (tags: Readonly<Record<string, string>> | null) =>
    aFinding({ resource: { ...aFinding().resource, arn: ARN, tags } });
  const recorded = (tags: Readonly<Record<string, string>> | null, outcomes: Record<string, EvaluationOutcome>) =>
    aRecord({ arn: ARN, tags, outcomes });
  const good = { 'map-tag-missing': 'compliant', 'map-tag-agreement-unknown': 'compliant' } as const;

  test('was taken away where it is another one, or none', () => {
    for (const tags of [{}, { [KEY]: 'todo' }, { [KEY]: 'migabcde12345' }, { 'Map-Migrated': 'migABCDE12345' }])
      expect(wasTakenAway(now(tags), recorded(RIGHT, good), KEY)).toBe(true);
  });

  test('was not where it is the same: the configuration has made it wrong', () => {
    expect(wasTakenAway(now(RIGHT), recorded(RIGHT, good), KEY)).toBe(false);
    expect(wasTakenAway(now({}), recorded({ other: 'migABCDE12345' }, good), KEY)).toBe(false);
  });

  test.for<[Readonly<Record<string, string>> | null, Record<string, EvaluationOutcome>]>([
    [{}, { ...good, 'map-tag-missing': 'non_compliant' }],
    [RIGHT, { ...good, 'map-tag-agreement-unknown': 'non_compliant' }],
    [RIGHT, { ...good, 'map-tag-missing': 'insufficient_data' }],
    [RIGHT, { 'map-tag-missing': 'not_applicable' }],
    [RIGHT, { 'map-model-not-listed': 'compliant' }],
    [null, good],
  ])('was not right with the tags %j and the outcomes %j', ([tags, outcomes]) => {
    expect(wasTakenAway(now({}), recorded(tags, outcomes), KEY)).toBe(false);
  });

  test('is not known of a carrier that the run before did not have', () => {
    expect(wasTakenAway(now({}), undefined, KEY)).toBe(false);
  });

  test('is looked for by the rules about tags only, and where no ledger tells of the carrier', () => {
    const none = appliedTags([]);
    expect(mayBeTakenAway(now({}), none)).toBe(true);
    expect(mayBeTakenAway({ ...now({}), ruleId: 'map-model-not-listed' }, none)).toBe(false);
    expect(mayBeTakenAway({ ...now({}), resource: { ...now({}).resource, arn: null } }, none)).toBe(false);
    expect(mayBeTakenAway(now({}), appliedTags([run('r', entry())]))).toBe(false);
    expect(mayBeTakenAway(now({}), appliedTags([run('r', entry(), undone)]))).toBe(false);
  });
});
