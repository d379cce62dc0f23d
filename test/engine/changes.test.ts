import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ChangeKind, Remembered, Route, Told } from '../../src/domain/alerts.ts';
import type { Finding } from '../../src/domain/finding.ts';
import { isAtLeast, SEVERITIES } from '../../src/domain/severity.ts';
import { changesFor, type Moment } from '../../src/engine/changes.ts';
import { aRoute } from '../support/alerts.ts';
import { ACCOUNT_ID, aFinding, NOW } from '../support/run-builder.ts';

const EARLIER = '2026-05-31T23:59:59.999Z';

function told(over: Partial<Told> = {}): Told {
  return { at: EARLIER, severity: 'high', atRisk: null, stripped: 0, ...over };
}

function before(finding: Finding, last?: Told, route = aRoute()): ReadonlyMap<string, Remembered> {
  return new Map([[finding.id, { finding, told: last ? { [route.id]: last } : {} }]]);
}

function at(now: string, over: Partial<Moment> = {}): Moment {
  return { now, remindAfterDays: 7, unread: 1, stripped: new Set(), ...over };
}

function atRisk(amount: string) {
  return { amount, currency: 'USD', days: 30, basis: 'a test' };
}

function stripped(times: number) {
  return { times, appliedAt: EARLIER, runId: 'r' };
}

/** What a route that was last told this is told of the finding now, and what it then has been told. */
function news(over: Partial<Finding>, last?: Told, route: Partial<Route> = {}, moment: Partial<Moment> = {}) {
  const finding = aFinding({ status: 'open', ...over });
  const { changes, told: after } = changesFor(aRoute(route), before(finding, last), [finding], at(NOW, moment));
  return { kind: changes[0]?.kind, after: after.get(finding.id) };
}

test('a tag that was right is told as stripped, to whoever has not been told of the finding', () => {
  const moment = { stripped: new Set([aFinding().id]) };
  expect(news({}, undefined, {}, moment).kind).toBe('stripped');
  expect(news({}, told(), {}, moment).kind).toBeUndefined();
  expect(news({ severity: 'critical' }, told(), {}, moment).kind).toBe('worsened');
  expect(news({ status: 'suppressed' }, undefined, {}, moment).kind).toBeUndefined();
});

describe('a finding', () => {
  test.for<[name: string, over: Partial<Finding>, last: Told | undefined, kind: ChangeKind | undefined]>([
    ['that nobody was told of', {}, undefined, 'new'],
    ['that an account cannot be seen', { ruleId: 'audit-coverage-gap' }, undefined, 'coverage-lost'],
    ['that was told', {}, told(), undefined],
    ['that an account still cannot be seen', { ruleId: 'audit-coverage-gap' }, told(), undefined],
    ['whose tag was taken away', { stripped: stripped(1) }, undefined, 'stripped'],
    ['whose tag was taken away, as was told', { stripped: stripped(1) }, told({ stripped: 1 }), undefined],
    ['whose tag was taken away once more', { stripped: stripped(2) }, told({ stripped: 1 }), 'stripped'],
    ['that is more severe', { severity: 'critical' }, told(), 'worsened'],
    ['that is less severe', { severity: 'low' }, told(), undefined],
    ['with twice the risk', { atRisk: atRisk('2.0000000000002') }, told({ atRisk: '1.0000000000001' }), 'worsened'],
    ['with not quite twice', { atRisk: atRisk('2.0000000000001') }, told({ atRisk: '1.0000000000001' }), undefined],
    ['with a risk where there was none', { atRisk: atRisk('0.01') }, told({ atRisk: '0' }), 'worsened'],
    ['with none where there was none', { atRisk: atRisk('0.00') }, told({ atRisk: '0' }), undefined],
    ['whose risk was not known', { atRisk: atRisk('0.01') }, told({ atRisk: null }), 'worsened'],
    ['whose risk was not known and is none', { atRisk: atRisk('0.00') }, told({ atRisk: null }), undefined],
    ['whose risk is no longer known', { atRisk: null }, told({ atRisk: '1' }), undefined],
    ['that is accepted', { status: 'suppressed' }, undefined, undefined],
    ['that is accepted since it was told', { status: 'suppressed' }, told(), undefined],
    ['that is gone', { status: 'resolved' }, told(), 'resolved'],
    ['that is gone, of which nobody was told', { status: 'resolved' }, undefined, undefined],
  ])('%s', ([, over, last, kind]) => {
    expect(news(over, last).kind).toBe(kind);
  });

  test.for<[now: string, kind: ChangeKind | undefined]>([
    ['2026-06-06T23:59:59.999Z', undefined],
    ['2026-06-07T00:00:00.000Z', 'reminder'],
    ['2026-06-30T00:00:00.000Z', 'reminder'],
    ['2026-05-01T00:00:00.000Z', undefined],
  ])('that was told on 31 May, at %s', ([now, kind]) => {
    expect(news({}, told(), {}, { now }).kind).toBe(kind);
  });

  test('is told as it was when it was last told of, not as it has been since', () => {
    const change = { severity: 'critical', atRisk: atRisk('5'), stripped: stripped(1) } as const;
    expect(news(change, told()).after).toEqual({ at: NOW, severity: 'critical', atRisk: '5', stripped: 1 });
    expect(news({ severity: 'low', atRisk: atRisk('5') }, told({ atRisk: '4' })).after).toEqual(told({ atRisk: '4' }));
  });

  test('that is accepted or gone counts as never told, so that it is news when it comes back', () => {
    expect(news({ status: 'suppressed' }, told()).after).toBeUndefined();
    expect(news({ status: 'resolved' }, told()).after).toBeUndefined();
  });

  test('that was not seen this time is not told, and what was told of it stays', () => {
    const { changes, told: after } = changesFor(aRoute(), before(aFinding(), told()), [], at(NOW));
    expect(changes).toEqual([]);
    expect(after).toEqual(new Map([[aFinding().id, told()]]));
  });
});

describe('coverage that is lost', () => {
  const lost = (gaps: number, over: Partial<Finding> = {}): Partial<Finding> => ({
    ruleId: 'audit-coverage-gap',
    evidence: { 'coverage.gaps': gaps },
    ...over,
  });
  test.for<
    [name: string, over: Partial<Finding>, last: Told | undefined, unread: number, kind: ChangeKind | undefined]
  >([
    ['for the first time', lost(1, { status: 'new' }), undefined, 1, 'coverage-lost'],
    ['to the end of the run alone', lost(17, { status: 'new' }), undefined, 0, undefined],
    ['to the end of the run, where the run before could not read it either', lost(17), undefined, 0, 'coverage-lost'],
    ['in more targets than was told', lost(2), told({ gaps: 1 }), 2, 'coverage-lost'],
    ['in as many targets as was told', lost(2), told({ gaps: 2 }), 2, undefined],
    ['in fewer targets than was told', lost(1), told({ gaps: 2 }), 1, undefined],
    ['in more targets, which the run did not get to', lost(17), told({ gaps: 1 }), 1, undefined],
    ['in who knows how many more', lost(17), told(), 17, undefined],
    ['under a more severe rule', lost(1, { severity: 'critical' }), told({ gaps: 1 }), 1, 'worsened'],
    ['for as long as until a reminder', lost(1), told({ gaps: 1, at: '2026-05-01T00:00:00.000Z' }), 0, 'reminder'],
    ['and found again', lost(1, { status: 'resolved' }), told({ gaps: 1 }), 0, 'resolved'],
    ['and found again before it was told', lost(1, { status: 'resolved' }), undefined, 0, undefined],
  ])('%s', ([, over, last, unread, kind]) => {
    expect(news(over, last, {}, { unread }).kind).toBe(kind);
  });

  test('is told with all targets that its sentence names, those among them that the run did not get to', () => {
    expect(news(lost(5, { status: 'new' }), undefined, {}, { unread: 2 }).after).toMatchObject({ gaps: 5 });
    expect(news({}, undefined).after).not.toHaveProperty('gaps');
  });
});

describe('a route', () => {
  const payments = { scope: { ous: [], accounts: [ACCOUNT_ID] } };
  const apps = { scope: { ous: ['ou-root-apps'], accounts: [] } };
  const organization = { accountId: null, accountName: null, ouPath: null } as const;
  test.for<[name: string, route: Partial<Route>, over: Partial<Finding>, isTold: boolean]>([
    ['as bad as it asks for', { minSeverity: 'high' }, { severity: 'high' }, true],
    ['worse than it asks for', { minSeverity: 'high' }, { severity: 'critical' }, true],
    ['not so bad', { minSeverity: 'high' }, { severity: 'medium' }, false],
    ['of its account', payments, {}, true],
    ['of another account', payments, { accountId: '222233334444' }, false],
    ['below its OU', apps, {}, true],
    ['in an OU whose id only begins like it', apps, { ouPath: 'o-exampleorg/r-root/ou-root-apps2' }, false],
    ['of no account, for a scope', apps, organization, false],
    ['of no account, for everybody', {}, organization, true],
    ['of its owner', { owners: ['a', 'b'] }, { owner: 'b' }, true],
    ['of another owner', { owners: ['a'] }, { owner: 'A' }, false],
    ['of nobody, for an owner', { owners: ['a'] }, {}, false],
    ['of its owner in another account', { ...payments, owners: ['a'] }, { owner: 'a', accountId: '1' }, false],
  ])('and a finding %s', ([, route, over, isTold]) => {
    expect(news(over, undefined, route).kind).toBe(isTold ? 'new' : undefined);
  });

  test('is told of the end of what it was told, though that is no longer its concern', () => {
    const other = { ...aRoute(), minSeverity: 'critical' } as const;
    expect(news({ status: 'open' }, told(), other)).toEqual({ kind: undefined, after: told() });
    expect(news({ status: 'resolved' }, told(), other).kind).toBe('resolved');
  });

  test('does not mistake what another route was told for its own', () => {
    const finding = aFinding({ status: 'open' });
    const { changes } = changesFor(aRoute({ id: 'other' }), before(finding, told()), [finding], at(NOW));
    expect(changes).toEqual([{ kind: 'new', finding }]);
  });
});

const amount = fc.nat(1_000).map((cents) => atRisk((cents / 8).toFixed(3)));
const findings = fc
  .array(
    fc.record({
      severity: fc.constantFrom(...SEVERITIES),
      status: fc.constantFrom('new' as const, 'open' as const, 'suppressed' as const),
      ruleId: fc.constantFrom('map-tag-missing', 'audit-coverage-gap'),
      owner: fc.constantFrom(null, 'a', 'b'),
      atRisk: fc.option(amount),
      stripped: fc.option(fc.nat(3).map(stripped)),
    }),
    { maxLength: 8 },
  )
  .map((overs) => overs.map((over, index) => aFinding(over, index)));
const route = fc
  .record({ minSeverity: fc.constantFrom(...SEVERITIES), owners: fc.subarray(['a', 'b']) })
  .map((over) => aRoute(over));

function remember(list: readonly Finding[], { id }: Route, byId: ReadonlyMap<string, Told>) {
  return new Map(
    list.map((finding): [string, Remembered] => {
      const last = byId.get(finding.id);
      return [finding.id, { finding, told: last ? { [id]: last } : {} }];
    }),
  );
}

describe('whatever is found', () => {
  test('every open finding that passes the filter is told once, and found again nothing is told', () => {
    fc.assert(
      fc.property(findings, route, (list, to) => {
        const first = changesFor(to, new Map(), list, at(NOW));
        const wanted = list.filter(
          ({ status, severity, owner }) =>
            status !== 'suppressed' &&
            isAtLeast(severity, to.minSeverity) &&
            (to.owners.length === 0 || to.owners.some((each) => each === owner)),
        );
        expect(first.changes.map(({ finding }) => finding)).toEqual(wanted);

        const second = changesFor(to, remember(list, to, first.told), list, at(NOW));
        expect(second.changes).toEqual([]);
        expect(second.told).toEqual(first.told);
      }),
    );
  });

  test('its order changes nothing but the order', () => {
    fc.assert(
      fc.property(findings, findings, route, (earlier, later, to) => {
        const known = remember(earlier, to, changesFor(to, new Map(), earlier, at(EARLIER)).told);
        const forwards = changesFor(to, known, later, at(NOW, { remindAfterDays: 1 }));
        const backwards = changesFor(to, known, [...later].reverse(), at(NOW, { remindAfterDays: 1 }));
        expect([...backwards.changes].reverse()).toEqual(forwards.changes);
        expect(backwards.told).toEqual(forwards.told);
      }),
    );
  });

  test('each that was told is resolved once, when it is gone', () => {
    fc.assert(
      fc.property(findings, route, (list, to) => {
        const first = changesFor(to, new Map(), list, at(NOW));
        const gone = list.map((finding): Finding => ({ ...finding, status: 'resolved' }));
        const second = changesFor(to, remember(list, to, first.told), gone, at(NOW));
        expect(second.changes.map(({ kind, finding }) => [kind, finding.id])).toEqual(
          first.changes.map(({ finding }) => ['resolved', finding.id]),
        );
        expect(second.told.size).toBe(0);
      }),
    );
  });
});
