import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/domain/finding.ts';
import type { RuleCounts } from '../../src/domain/report.ts';
import { type ComparedRun, diffRuns, type LaterRun } from '../../src/engine/run-diff.ts';
import { ACCOUNT_ID, aFinding, aGap, aHead, aSpendFinding, type RunParts } from '../support/run-builder.ts';

const RULES = ['map-tag-missing', 'map-spend-unattributed'];
const ruleCounts = (id: string, insufficientData = 0): RuleCounts => ({
  id,
  title: id,
  severity: 'high',
  note: '',
  compliant: 0,
  nonCompliant: 0,
  notApplicable: 0,
  insufficientData,
});

function aSide(parts: RunParts = {}): ComparedRun {
  return { head: aHead({ rules: RULES.map((id) => ruleCounts(id)), ...parts }), findings: parts.findings ?? [] };
}

function later(parts: RunParts = {}, over: Partial<LaterRun> = {}): LaterRun {
  return { ...aSide(parts), remembered: new Set(), outcomeOf: () => undefined, ...over };
}

const ids = (findings: readonly Finding[]) => findings.map(({ id }) => id);

describe('of two runs', () => {
  test('is told what is new, what is resolved, and what is in both only where it changed', () => {
    const diff = diffRuns(
      aSide({ findings: [aFinding({}, 1), aFinding({}, 2), aFinding({}, 3)] }),
      later({ findings: [aFinding({}, 2), aFinding({ severity: 'critical' }, 3), aFinding({}, 4)] }),
    );

    expect([ids(diff.new), ids(diff.resolved), ids(diff.notLookedAt)]).toEqual([['finding-4'], ['finding-1'], []]);
    expect(diff.changed).toEqual([
      {
        finding: aFinding({ severity: 'critical' }, 3),
        changes: [{ what: 'severity', from: 'high', to: 'critical' }],
      },
    ]);
  });

  test('new and open are the same, suppressed is not', () => {
    const statuses = (from: Finding['status'], to: Finding['status']) =>
      diffRuns(
        aSide({ findings: [aFinding({ status: from })] }),
        later({ findings: [aFinding({ status: to })] }),
      ).changed.flatMap(({ changes }) => changes);

    expect(statuses('new', 'open')).toEqual([]);
    expect(statuses('open', 'suppressed')).toEqual([{ what: 'status', from: 'open', to: 'suppressed' }]);
  });

  test('changes of defect, owner and strips are told, none where there was none', () => {
    const stripped = { times: 2, appliedAt: '2026-05-01T00:00:00.000Z', runId: 'r' };
    const { changed } = diffRuns(
      aSide({ findings: [aFinding()] }),
      later({ findings: [aFinding({ defect: 'blank', owner: 'me', stripped })] }),
    );

    expect(changed.flatMap(({ changes }) => changes)).toEqual([
      { what: 'defect', from: 'missing', to: 'blank' },
      { what: 'owner', from: null, to: 'me' },
      { what: 'stripped', from: null, to: '2' },
    ]);
  });

  test('a finding that either has as resolved is none', () => {
    const resolved = aFinding({ status: 'resolved' });
    expect(diffRuns(aSide({ findings: [resolved] }), later())).toMatchObject({ resolved: [], notLookedAt: [] });
    expect(ids(diffRuns(aSide({ findings: [aFinding()] }), later({ findings: [resolved] })).resolved)).toEqual([
      'finding-1',
    ]);
  });

  test('targets that only one could read are told', () => {
    const [one, two, three] = ['eu-west-1', 'eu-west-2', 'eu-west-3'].map((region) => aGap({ region }));
    if (!one || !two || !three) throw new Error('there are three');
    const { coverage, from, to } = diffRuns(aSide({ gaps: [one, two] }), later({ gaps: [two, three] }));

    expect(coverage.lost.map(({ region }) => region)).toEqual(['eu-west-3']);
    expect(coverage.regained.map(({ region }) => region)).toEqual(['eu-west-1']);
    expect([from.complete, to.complete]).toEqual([false, false]);
  });
});

describe('a finding that the second run lacks is not resolved', () => {
  const selection = { accounts: [], ous: [], regions: [], rules: [] };
  test.for<readonly [string, Finding, LaterRun, boolean]>([
    [
      'where its target was not read',
      aFinding(),
      later({ gaps: [aGap({ accountId: ACCOUNT_ID, region: 'us-east-1' })] }),
      false,
    ],
    [
      'unless another one was not read',
      aFinding(),
      later({ gaps: [aGap({ accountId: ACCOUNT_ID, region: 'eu-west-1' })] }),
      true,
    ],
    ['where its rule was not asked', aFinding(), later({ rules: [] }), false],
    ['where its rule could not tell', aFinding(), later({}, { outcomeOf: () => 'insufficient_data' }), false],
    ['unless its rule was content', aFinding(), later({}, { outcomeOf: () => 'compliant' }), true],
    ['where the run carried it over unseen', aFinding(), later({}, { remembered: new Set(['finding-1']) }), false],
    [
      'where its account was not selected',
      aFinding(),
      later({ selection: { ...selection, accounts: ['000000000001'] } }),
      false,
    ],
    ['unless its account was', aFinding(), later({ selection: { ...selection, accounts: [ACCOUNT_ID] } }), true],
    ['unless its OU was', aFinding(), later({ selection: { ...selection, ous: ['ou-root-apps'] } }), true],
    [
      'where its region was not selected',
      aFinding(),
      later({ selection: { ...selection, regions: ['eu-west-1'] } }),
      false,
    ],
    ['unless its region was', aFinding(), later({ selection: { ...selection, regions: ['us-east-1'] } }), true],
    [
      'of an account, where regions were selected',
      aSpendFinding('1'),
      later({ selection: { ...selection, regions: ['us-east-1'] } }),
      false,
    ],
    [
      'of an account, where the rule could not tell of some',
      aSpendFinding('1'),
      later({ rules: [ruleCounts('map-spend-unattributed', 1)] }),
      false,
    ],
    ['of an account, unless the rule could', aSpendFinding('1'), later(), true],
    [
      'of an agreement, whatever was selected',
      aFinding({ accountId: null, region: null, resource: { ...aFinding().resource, arn: null } }),
      later({ selection: { ...selection, accounts: ['000000000001'] } }),
      true,
    ],
    [
      'without an OU, where an OU was selected',
      aFinding({ ouPath: null }),
      later({ selection: { ...selection, ous: ['ou-root-apps'] } }),
      false,
    ],
  ])('%s', ([, finding, to, isResolved]) => {
    const { resolved, notLookedAt } = diffRuns(aSide({ findings: [finding] }), to);
    expect([resolved.length, notLookedAt.length]).toEqual(isResolved ? [1, 0] : [0, 1]);
  });
});

test('a run differs from itself in nothing, and the way back turns new into gone', () => {
  const numbers = fc.uniqueArray(fc.nat(20));
  fc.assert(
    fc.property(numbers, numbers, (a, b) => {
      const of = (list: readonly number[]) => list.map((n) => aFinding({}, n));
      expect(diffRuns(aSide({ findings: of(a) }), later({ findings: of(a) }))).toMatchObject({
        new: [],
        resolved: [],
        changed: [],
        notLookedAt: [],
      });
      const there = diffRuns(aSide({ findings: of(a) }), later({ findings: of(b) }));
      const back = diffRuns(aSide({ findings: of(b) }), later({ findings: of(a) }));
      expect(ids(there.new).sort()).toEqual(ids(back.resolved).sort());
      expect(ids(there.resolved).sort()).toEqual(ids(back.new).sort());
    }),
  );
});
