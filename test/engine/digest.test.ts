import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CHANGE_KINDS, type Change } from '../../src/domain/alerts.ts';
import { SEVERITIES } from '../../src/domain/severity.ts';
import { digestOf } from '../../src/engine/digest.ts';
import { aChange, aDigest, aRoute, CONSOLE, PLACE } from '../support/alerts.ts';
import { aFinding, aGap, aHead, aSpend, NOW } from '../support/run-builder.ts';

const run = (over: Parameters<typeof aHead>[0] = {}, previous: string | null = '20260531T000000Z-abc123') => ({
  head: aHead(over),
  place: PLACE,
  consoleUrl: CONSOLE,
  previous,
});
const atRisk = (amount: string) => ({ amount, currency: 'USD', days: 30, basis: 'b' });
const lost = (amount: string) => ({ amount, currency: 'USD', start: 's', end: 'e' });

describe('a digest', () => {
  test('says what changed, and in which run', () => {
    const change = aChange();
    expect(digestOf(aRoute(), [change], run({ gaps: [aGap()], spend: aSpend() }))).toEqual({
      schemaVersion: 1,
      kind: 'digest',
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      routeId: 'sns-0123456789ab',
      runId: '20260601T000000Z-abc123',
      at: NOW,
      organizationId: 'o-exampleorg',
      coverage: { complete: false, targets: 11, gaps: 1 },
      money: { currency: 'USD', lost: '4487.6', atRisk: '3900.1' },
      severity: 'high',
      counts: { new: 1, worsened: 0, stripped: 0, 'coverage-lost': 0, reminder: 0, resolved: 0 },
      changes: [change],
      place: PLACE,
      consoleUrl: CONSOLE,
    });
  });

  test.for([{ status: 'not-run' }, { status: 'unavailable', reason: 'r', requests: 1 }] as const)(
    'has no money where spend is %j',
    (spend) => {
      expect(digestOf(aRoute(), [aChange()], run({ spend }))?.money).toBeNull();
    },
  );

  test('has no money where nobody was judged: zero would say that nothing is at risk', () => {
    const spend = aSpend({ judged: false, lost: null, atRisk: null });
    expect(digestOf(aRoute(), [aChange()], run({ spend }))?.money).toBeNull();
  });

  test.for([
    { scope: { ous: ['ou-root-apps'], accounts: [] } },
    { scope: { ous: [], accounts: ['111122223333'] } },
    { owners: ['payments@example.com'] },
  ])('has no money of the organization for a route with %j', (part) => {
    const digest = digestOf(aRoute(part), [aChange()], run({ gaps: [aGap()], spend: aSpend() }));
    expect(digest).toMatchObject({ money: null, coverage: { complete: false, targets: 11, gaps: 1 } });
  });

  test('is not made where there is nothing to say', () => {
    expect(digestOf(aRoute(), [], run())).toBeUndefined();
  });

  test('has the same id for the same news since the same run, whichever run tells them, and another for all else', () => {
    const idOf = (routeId: string, previous: string | null, changes = [aChange()], head = {}) =>
      digestOf(aRoute({ id: routeId }), changes, run({ head }, previous))?.id;
    const two = [aChange({}, 1), aChange({}, 2)];
    const again = { runId: '20260601T000000Z-abc123-2', startedAt: '2026-06-01T00:00:09.000Z' };

    expect(idOf('a', 'x')).toBe(idOf('a', 'x', [aChange()], again));
    expect(idOf('a', 'x', two)).toBe(idOf('a', 'x', two.toReversed(), again));
    const others = [
      idOf('a', 'x'),
      idOf('b', 'x'),
      idOf('a', 'y'),
      idOf('ax', ''),
      idOf('', 'ax'),
      idOf('a', 'x', two),
      idOf('a', 'x', [aChange({ kind: 'reminder' })]),
      idOf('a', 'x', [aChange()], { organization: { id: 'o-other', managementAccountId: 'm', accounts: 1 } }),
      idOf('a', null),
    ];
    expect(new Set(others).size).toBe(others.length);
  });

  test('of a first run has the same id on the same day, and another one where all was forgotten since', () => {
    const idAt = (now: string) => digestOf(aRoute(), [aChange()], run({ head: { now } }, null))?.id;

    expect(idAt('2026-06-01T00:00:00.000Z')).toBe(idAt('2026-06-01T23:59:59.999Z'));
    expect(idAt('2026-06-01T00:00:00.000Z')).not.toBe(idAt('2026-06-02T00:00:00.000Z'));
  });

  test('has the severity of the worst that is not resolved', () => {
    const critical = aChange({ kind: 'resolved', finding: aFinding({ severity: 'critical' }) });
    expect(aDigest([critical, aChange({}, 2)]).severity).toBe('high');
    expect(aDigest([critical]).severity).toBe('informational');
  });

  test('puts the worst first, then what risks most, then what lost most, then the order of the report', () => {
    const changes = [
      aChange({ finding: aFinding({ id: 'low', severity: 'low', atRisk: atRisk('900') }) }),
      aChange({ kind: 'resolved', finding: aFinding({ id: 'gone', severity: 'critical' }) }),
      aChange({ finding: aFinding({ id: 'region b', region: 'us-east-2' }) }),
      aChange({ finding: aFinding({ id: 'region a' }) }),
      aChange({ finding: aFinding({ id: 'lost', lost: lost('5') }) }),
      aChange({ finding: aFinding({ id: 'risk 9', atRisk: atRisk('9') }) }),
      aChange({ finding: aFinding({ id: 'risk 10', atRisk: atRisk('10') }) }),
      aChange({ kind: 'reminder', finding: aFinding({ id: 'critical', severity: 'critical' }) }),
    ];
    expect(aDigest(changes).changes.map(({ finding }) => finding.id)).toEqual([
      'critical',
      'risk 10',
      'risk 9',
      'lost',
      'region a',
      'region b',
      'low',
      'gone',
    ]);
  });

  test('is the same in whichever order the changes come, and counts every one', () => {
    const change = fc.record({
      kind: fc.constantFrom(...CHANGE_KINDS),
      severity: fc.constantFrom(...SEVERITIES),
      amount: fc.option(fc.constantFrom('0', '1', '1.0', '20')),
    });
    const changes = fc.array(change, { minLength: 1, maxLength: 12 }).map((list) =>
      list.map(({ kind, severity, amount }, index): Change => {
        const finding = aFinding({ severity, atRisk: amount === null ? null : atRisk(amount) }, index % 3);
        return { kind, finding: { ...finding, id: `finding-${index}` } };
      }),
    );
    fc.assert(
      fc.property(changes, fc.func(fc.nat()), (list, rank) => {
        const shuffled = list.toSorted((a, b) => rank(a.finding.id) - rank(b.finding.id));
        const digest = aDigest(list);
        expect(aDigest(shuffled)).toEqual(digest);
        expect(Object.values(digest.counts).reduce((sum, count) => sum + count, 0)).toBe(list.length);
      }),
    );
  });
});
