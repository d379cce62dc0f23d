import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Remembered } from '../../src/domain/alerts.ts';
import type { Finding } from '../../src/domain/finding.ts';
import { TARGET_OUTCOMES } from '../../src/domain/outcome.ts';
import {
  accountKey,
  inReportOrder,
  isAnswered,
  type Look,
  track,
  WAIVERS_KEY,
  withTold,
} from '../../src/engine/lifecycle.ts';
import { ACCOUNT_ID, aFinding, aSpendFinding, NOW } from '../support/run-builder.ts';

const EARLIER = '2026-05-01T00:00:00.000Z';
const TOLD = { at: EARLIER, severity: 'high', atRisk: null, stripped: 0 } as const;
const WAIVER = { rule: 'map-tag-missing', resource: '*', reason: 'r', owner: 'o', until: '2026-06-30' };

function past(finding: Finding, told: Remembered['told'] = { route: TOLD }): Remembered {
  return { finding: { ...finding, firstSeen: EARLIER, lastSeen: EARLIER }, told };
}

describe('what an earlier part of the run has told', () => {
  const tracked = (finding: Finding) => ({ findings: [finding], remembered: [{ finding, told: {} }] });

  test('is known to the next part', () => {
    const { remembered } = withTold(tracked(aFinding()), [past(aFinding())]);
    expect(remembered).toEqual([{ finding: aFinding(), told: { route: TOLD } }]);
  });

  test('does not count for a finding that somebody has accepted: once the waiver ends, it is news', () => {
    const accepted = { ...aFinding(), status: 'suppressed', waiver: WAIVER } as const;
    expect(withTold(tracked(accepted), [past(aFinding())]).remembered).toEqual([{ finding: accepted, told: {} }]);
  });

  test('keeps an end for whoever has not heard of it, and for nobody else', () => {
    const ended = { ...aFinding(), status: 'resolved' } as const;
    expect(withTold(tracked(ended), [past(ended)]).remembered).toHaveLength(1);
    expect(withTold(tracked(ended), [past(ended, {})]).remembered).toEqual([]);
  });
});

describe('a finding', () => {
  test('that nobody remembers is new, and remembered from now on', () => {
    expect(track([aFinding()], [], () => true)).toEqual({
      findings: [aFinding()],
      remembered: [{ finding: aFinding(), told: {} }],
    });
  });

  test('that is remembered is open since it was first seen, and what was told of it stays', () => {
    const open = { ...aFinding(), status: 'open', firstSeen: EARLIER };
    expect(track([aFinding()], [past(aFinding())], () => true)).toEqual({
      findings: [open],
      remembered: [{ finding: open, told: { route: TOLD } }],
    });
  });

  test('is never older than its first sight, also where the clock was set back', () => {
    const later = past(aFinding());
    const { findings } = track(
      [aFinding()],
      [{ ...later, finding: { ...later.finding, firstSeen: '2027-01-01T00:00:00.000Z' } }],
      () => true,
    );
    expect(findings[0]?.firstSeen).toBe(NOW);
  });

  test('that is gone is shown once more as resolved, without its money, and forgotten where nobody was told of it', () => {
    const gone = past(aSpendFinding('12.00', { inBaseline: true }), {});
    expect(track([], [gone], () => true)).toEqual({
      findings: [{ ...gone.finding, status: 'resolved', lost: null, atRisk: null, inBaseline: false }],
      remembered: [],
    });
  });

  test('that is gone is remembered as resolved for whoever was told of it, and not shown again', () => {
    const first = track([], [past(aFinding())], () => true);
    expect(first.remembered).toEqual([{ finding: first.findings[0], told: { route: TOLD } }]);
    expect(first.findings).toMatchObject([{ status: 'resolved' }]);
    for (const answer of [true, false]) {
      expect(track([], first.remembered, () => answer)).toEqual({ findings: [], remembered: first.remembered });
    }
  });

  test('that comes back before its end was told is new, and told already', () => {
    const { remembered } = track([], [past(aFinding())], () => true);
    expect(track([aFinding()], remembered, () => true)).toEqual({
      findings: [aFinding()],
      remembered: [{ finding: aFinding(), told: { route: TOLD } }],
    });
  });

  test('at which nobody could look is remembered as it was, and not told', () => {
    const unseen = past(aFinding());
    expect(track([], [unseen], () => false)).toEqual({ findings: [], remembered: [unseen] });
  });

  test('that is accepted is remembered as suppressed, and what was told of it is forgotten', () => {
    const accepted = aFinding({ status: 'suppressed', waiver: WAIVER });
    const { findings, remembered } = track([accepted], [past(aFinding())], () => true);
    expect(findings).toEqual([{ ...accepted, firstSeen: EARLIER }]);
    expect(remembered).toEqual([{ finding: { ...accepted, firstSeen: EARLIER }, told: {} }]);
  });

  test('whose waiver has ended is open, not new', () => {
    const accepted = past(aFinding({ status: 'suppressed', waiver: WAIVER }), {});
    expect(track([aFinding()], [accepted], () => true).findings).toEqual([
      { ...aFinding(), status: 'open', firstSeen: EARLIER },
    ]);
  });

  test('that was accepted and is gone has no waiver any more', () => {
    const accepted = past(aFinding({ status: 'suppressed', waiver: WAIVER }));
    expect(track([], [accepted], () => true).findings).toMatchObject([{ status: 'resolved', waiver: null }]);
  });
});

test('every finding, found or remembered, ends in exactly one place, in the order of the report', () => {
  const ids = fc.uniqueArray(fc.nat(30));
  fc.assert(
    fc.property(ids, ids, fc.nat(7), (found, before, blind) => {
      const answers = ({ id }: Finding) => Number(id.split('-')[1]) % 8 !== blind;
      const sorted = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b).map((n) => aFinding({}, n));
      const { findings, remembered } = track(
        sorted(found),
        sorted(before).map((each) => past(each)),
        answers,
      );

      const byStatus = (status: Finding['status']) => findings.filter((each) => each.status === status).length;
      const again = found.filter((n) => before.includes(n));
      const missing = before.filter((n) => !found.includes(n));
      const unseen = missing.filter((n) => n % 8 === blind);
      expect([byStatus('new'), byStatus('open'), byStatus('resolved')]).toEqual([
        found.length - again.length,
        again.length,
        missing.length - unseen.length,
      ]);
      // Who was told of what is resolved now is still to be told of that.
      expect(remembered).toHaveLength(found.length + missing.length);
      for (const list of [findings, remembered.map(({ finding }) => finding)]) {
        expect(list).toEqual([...list].sort(inReportOrder));
        expect(new Set(list.map(({ id }) => id)).size).toBe(list.length);
      }
      // A second run that finds the same has nothing new and nothing resolved.
      const second = track(sorted(found), remembered, () => false);
      expect(second.findings.map(({ status }) => status)).toEqual(found.map(() => 'open'));
    }),
  );
});

describe('a run has an answer about a finding', () => {
  const look = (over: Partial<Look> = {}): Look => ({
    rules: new Set([aFinding().ruleId, aSpendFinding('1').ruleId]),
    unanswered: new Set(),
    accounts: new Map([[ACCOUNT_ID, { isJudged: true, outcomes: new Map([['us-east-1', 'scanned']]), unread: 0 }]]),
    isWhole: true,
    ...over,
  });

  test.for(TARGET_OUTCOMES)('where its target is %s, or not', (outcome) => {
    const accounts = new Map([
      [ACCOUNT_ID, { isJudged: true, outcomes: new Map([['us-east-1', outcome]]), unread: 0 }],
    ]);
    expect(isAnswered(aFinding(), look({ accounts }))).toBe(['scanned', 'account-inactive'].includes(outcome));
  });

  test.for<readonly [string, Finding, Partial<Look>, boolean]>([
    ['not where its rule was not asked', aFinding(), { rules: new Set() }, false],
    ['not where its rule could not tell', aFinding(), { unanswered: new Set(['finding-1']) }, false],
    ['not where its region was not looked at', aFinding({ region: 'eu-west-1' }), {}, false],
    ['about an account whose rules were asked', aSpendFinding('1'), {}, true],
    [
      'not about an account whose rules were not',
      aSpendFinding('1'),
      { accounts: new Map([[ACCOUNT_ID, { isJudged: false, outcomes: new Map(), unread: 0 }]]) },
      false,
    ],
    ['where the account is in the organization no more', aFinding(), { accounts: new Map() }, true],
    ['not where it was not selected', aFinding(), { accounts: new Map(), isWhole: false }, false],
    ['about an agreement, always', aFinding({ accountId: null, region: null }), { accounts: new Map() }, true],
  ])('%s', ([, finding, over, expected]) => {
    expect(isAnswered(finding, look(over))).toBe(expected);
  });
});

test('findings go by account, region, resource and rule, waivers behind all accounts', () => {
  const { resource } = aFinding();
  const placeless = { accountId: null, region: null } as const;
  const inOrder = [
    aFinding({ ...placeless, resource: { ...resource, type: 'agreement', id: 'agreement/A', arn: null } }),
    aFinding({ ...placeless, resource: { ...resource, type: 'organization', id: 'organization/o-1', arn: null } }),
    aFinding({ accountId: '000000000001', region: null }),
    aFinding({ accountId: '000000000001', region: 'us-east-1' }),
    aFinding({ accountId: '000000000002', region: 'eu-west-1' }, 1),
    aFinding({ accountId: '000000000002', region: 'eu-west-1', ruleId: 'map-x' }, 2),
    aFinding({ accountId: '000000000002', region: 'eu-west-1', ruleId: 'map-y' }, 2),
    aFinding({ ...placeless, resource: { ...resource, type: 'waiver', id: 'waiver/0', arn: null } }),
  ];
  expect([...inOrder].reverse().sort(inReportOrder)).toEqual(inOrder);
  expect(inOrder.map(accountKey)).toEqual([
    '',
    '',
    ...Array(2).fill('000000000001'),
    ...Array(3).fill('000000000002'),
    WAIVERS_KEY,
  ]);
  const [first, same] = [aFinding(), aFinding()];
  expect(inReportOrder(first, same)).toBe(0);
});
