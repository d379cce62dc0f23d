import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CHANGE_KINDS, type Change } from '../../src/domain/alerts.ts';
import { SEVERITIES } from '../../src/domain/severity.ts';
import { digestOf } from '../../src/engine/digest.ts';
import { aChange, aDigest, aRoute, CONSOLE, PLACE } from '../support/alerts.ts';
import { aFinding, aGap, aHead, aSpend, NOW } from '../support/run-builder.ts';

const run = (over: Parameters<typeof aHead>[0] = {}) => ({ head: aHead(over), place: PLACE, consoleUrl: CONSOLE });
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
    const spend = aSpend({ judged: false, lost: '0', atRisk: '0' });
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

  test('has the same id for the same run and route, and another one for each other', () => {
    const idOf = (routeId: string, runId: string) =>
      digestOf(aRoute({ id: routeId }), [aChange()], run({ head: { runId } }))?.id;
    expect(idOf('a', 'x')).toBe(idOf('a', 'x'));
    expect(new Set([idOf('a', 'x'), idOf('b', 'x'), idOf('a', 'y'), idOf('ax', ''), idOf('', 'ax')]).size).toBe(5);
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
