import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AwsError } from '../../src/domain/errors.ts';
import { GAP_OUTCOMES, TARGET_OUTCOMES } from '../../src/domain/outcome.ts';
import type { InventoryPort } from '../../src/ports/inventory.ts';
import type { OrganizationPort } from '../../src/ports/organization.ts';
import { both, finished, management, member, run } from '../support/audit-scene.ts';
import { aCatalog, aFailure, anAccount, anAgreement, aProfile, settings } from '../support/builders.ts';
import { fakeInventory, fakeOrganization, fakeRegions } from '../support/fakes.ts';

const untagged = (over: Parameters<typeof aProfile>[0]) => aProfile({ ...over, tags: new Map() });

describe('coverage', () => {
  test('has every account in every region exactly once', async () => {
    const { head, resources } = await finished();
    expect(head.coverage).toMatchObject({ complete: true, targets: 4, selection: null, gaps: [] });
    expect(head.coverage.byOutcome.scanned).toBe(4);
    expect(resources.map(({ accountId, region }) => `${accountId}/${region}`)).toEqual([
      '000000000001/eu-west-1',
      '000000000001/us-east-1',
      '111122223333/eu-west-1',
      '111122223333/us-east-1',
    ]);
  });

  test('includes regions that only another account names, disabled ones too', async () => {
    const regions = fakeRegions(both, {
      '000000000001': [...both, { region: 'eu-south-1', state: 'disabled' }],
    });
    const { head } = await finished({ regions });
    expect(head.coverage.targets).toBe(6);
    expect(head.coverage.byOutcome['region-disabled']).toBe(2);
  });

  test('counts inactive accounts in every region without a call', async () => {
    const accounts = [management, anAccount({ id: '222222222222', state: 'SUSPENDED' })];
    const regions = fakeRegions(both);
    const inventory = fakeInventory();
    const { head } = await finished({ accounts, regions, inventory });
    expect(head.coverage.byOutcome['account-inactive']).toBe(2);
    expect(regions.asked).not.toContain('222222222222');
    expect(inventory.listed.every((place) => place.startsWith('000000000001'))).toBe(true);
  });

  test('falls back to the dated list where no account would name its regions', async () => {
    const failure = aFailure({ operation: 'account:ListRegions' });
    const regions = fakeRegions(both, { '000000000001': failure, '111122223333': failure });
    const { head } = await finished({ regions });
    expect(head.coverage.targets).toBe(2 * aCatalog().regions.size);
    expect(head.coverage.byOutcome['service-unavailable']).toBe(2);
  });

  test('takes a refused token for a disabled region only where the list could not tell', async () => {
    const refused = aFailure({ outcome: 'failed', code: 'UnrecognizedClientException' });
    const regions = fakeRegions([...both, { region: 'eu-south-1', state: 'enabled' }], { '111122223333': aFailure() });
    const inventory = fakeInventory({ '111122223333/eu-south-1': refused, '000000000001/eu-south-1': refused });
    const { head } = await finished({ regions, inventory });
    expect(head.coverage.byOutcome).toMatchObject({ 'region-disabled': 1, failed: 1 });
  });

  test('adds up for any mixture of outcomes, and each gap is told once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...GAP_OUTCOMES, 'ok' as const), { maxLength: 6 }),
        async (outcomes) => {
          const accounts = outcomes.map((_, index) => anAccount({ id: String(index).padStart(12, '0') }));
          const shelves = Object.fromEntries(
            outcomes.flatMap((outcome, index) =>
              outcome === 'ok' ? [] : [[`${String(index).padStart(12, '0')}/us-east-1`, aFailure({ outcome })]],
            ),
          );
          const { head } = await finished({
            accounts: [management, ...accounts.slice(2)],
            inventory: fakeInventory(shelves),
          });
          const sum = TARGET_OUTCOMES.reduce((total, outcome) => total + head.coverage.byOutcome[outcome], 0);
          expect(sum).toBe(head.coverage.targets);
          const places = head.coverage.gaps.map(({ accountId, region }) => `${accountId}/${region}`);
          expect(new Set(places).size).toBe(places.length);
          expect(head.coverage.complete).toBe(places.length === 0);
        },
      ),
      { numRuns: 25 },
    );
  });

  test('one gap makes one finding about its account, with the counts', async () => {
    const inventory = fakeInventory({ '111122223333/us-east-1': aFailure({ outcome: 'scp-denied' }) });
    const { head, findings } = await finished({ inventory });
    expect(head.coverage.gaps).toEqual([
      expect.objectContaining({
        accountId: '111122223333',
        region: 'us-east-1',
        outcome: 'scp-denied',
        requestId: 'request-1',
      }),
    ]);
    expect(findings).toEqual([expect.objectContaining({ ruleId: 'audit-coverage-gap', accountId: '111122223333' })]);
  });
});

describe('findings', () => {
  test('from tags that may be stale are confirmed, and vanish where the service says otherwise', async () => {
    const stale = untagged({ region: 'us-east-1' });
    const inventory = fakeInventory(
      { '111122223333/us-east-1': [stale] },
      { [stale.arn]: { state: 'read', carrier: aProfile({ region: 'us-east-1' }) } },
    );
    const { findings, head } = await finished({ inventory });
    expect(inventory.confirmed).toEqual([stale.arn]);
    expect(findings).toEqual([]);
    expect(head.totals).toMatchObject({ resources: 4, compliant: 4, nonCompliant: 0 });
  });

  test('are not made of a carrier that is gone by then', async () => {
    const stale = untagged({ region: 'us-east-1' });
    const inventory = fakeInventory({ '111122223333/us-east-1': [stale] }, { [stale.arn]: { state: 'gone' } });
    const { head } = await finished({ inventory });
    expect(head.totals.resources).toBe(3);
    expect(head.coverage.complete).toBe(true);
  });

  test('are not made of tags that could not be confirmed: the target is a gap, the carrier insufficient', async () => {
    const stale = untagged({ region: 'us-east-1' });
    const { tags: _, ...unread } = stale;
    const inventory = fakeInventory(
      { '111122223333/us-east-1': [stale] },
      { [stale.arn]: { state: 'unread', carrier: unread, failure: aFailure({ outcome: 'throttled' }) } },
    );
    const { head, findings, resources } = await finished({ inventory });
    expect(head.coverage.byOutcome.throttled).toBe(1);
    expect(head.totals).toMatchObject({ insufficientData: 1, nonCompliant: 0 });
    expect(findings.map(({ ruleId }) => ruleId)).toEqual(['audit-coverage-gap']);
    expect(resources.find(({ arn }) => arn === stale.arn)).toMatchObject({ tags: null });
  });

  test('come in the order account, region, resource, rule, those about agreements first', async () => {
    const inventory = fakeInventory({
      '111122223333/eu-west-1': [
        untagged({ region: 'eu-west-1', id: 'bbb' }),
        untagged({ region: 'eu-west-1', id: 'aaa' }),
      ],
      '111122223333/us-east-1': aFailure(),
      '000000000001/us-east-1': [untagged({ accountId: '000000000001', region: 'us-east-1' })],
    });
    const endingSoon = anAgreement({ endsOn: '2026-06-10' });
    const request = { settings: settings({ agreements: [endingSoon] }) };
    const { findings } = await finished({ inventory, request });
    expect(findings.map(({ accountId, region, ruleId, resource }) => [accountId, region, ruleId, resource.id])).toEqual(
      [
        [null, null, 'map-agreement-ending-soon', 'agreement/ABCDE12345'],
        ['000000000001', 'us-east-1', 'map-tag-missing', 'abcdefghijkl'],
        ['111122223333', null, 'audit-coverage-gap', 'account/111122223333'],
        ['111122223333', 'eu-west-1', 'map-tag-missing', 'aaa'],
        ['111122223333', 'eu-west-1', 'map-tag-missing', 'bbb'],
      ],
    );
  });

  test('are the same whichever target ends first, and in whatever order accounts are listed', async () => {
    const late = new Promise<readonly ReturnType<typeof aProfile>[]>((resolve) => {
      setTimeout(() => resolve([untagged({ accountId: '000000000001', region: 'eu-west-1' })]), 5);
    });
    const shelves = { '000000000001/eu-west-1': late, '111122223333/us-east-1': [untagged({ region: 'us-east-1' })] };
    const one = await finished({ inventory: fakeInventory(shelves) });
    const organization = {
      ...fakeOrganization([management]),
      async *accounts() {
        yield* [member, management];
      },
    };
    const other = await finished({ organization, inventory: fakeInventory(shelves) });
    expect(other).toMatchObject({ head: one.head, findings: one.findings, resources: one.resources });
  });
});

test('an organization that cannot be read fails the audit and leaves no run', async () => {
  const failure = aFailure({ operation: 'organizations:ListAccounts' });
  const organization: OrganizationPort = {
    ...fakeOrganization([management]),
    // biome-ignore lint/correctness/useYield: it fails before it yields
    async *accounts() {
      throw new AwsError(failure);
    },
  };
  const { result, store } = await run({ organization });
  await expect(result).rejects.toThrow(AwsError);
  expect(await store.open('latest')).toBeUndefined();
});

test('a list of accounts without the management account is not taken for the whole one', async () => {
  const organization: OrganizationPort = {
    ...fakeOrganization([management]),
    async *accounts() {
      yield member;
    },
  };
  const { result } = await run({ organization });
  await expect(result).rejects.toThrow('IncompleteListing');
});

test('what was listed stays, unread, whatever hinders its confirmation', async () => {
  const listed = [untagged({ region: 'us-east-1' }), aProfile({ region: 'us-east-1', id: 'zzz' })];
  const inventory: InventoryPort = {
    ...fakeInventory({ '111122223333/us-east-1': listed }),
    confirm: async () => {
      throw new AwsError(aFailure({ outcome: 'not-reached', code: 'DeadlineExceeded' }));
    },
  };
  const { head, resources } = await finished({ inventory });
  expect(head.coverage.byOutcome['not-reached']).toBe(1);
  expect(head.totals).toMatchObject({ resources: 5, compliant: 4, insufficientData: 1 });
  expect(resources).toHaveLength(5);
});

test('a bug is not taken for a gap: it ends the run, and the run is abandoned', async () => {
  const inventory: InventoryPort = {
    ...fakeInventory(),
    list: async () => {
      throw new TypeError('a bug');
    },
  };
  const { result, store } = await run({ inventory });
  await expect(result).rejects.toThrow('a bug');
  expect(store.abandoned).toHaveLength(1);
});

test('progress is told of every target, and of regions that the dated list does not know', async () => {
  const { events } = await finished({ regions: fakeRegions([...both, { region: 'xx-new-1', state: 'enabled' }]) });
  expect(events.filter((event) => event === 'finished')).toHaveLength(6);
  expect(events).toContain('planned 6');
  expect(events.find((event) => event.startsWith('note'))).toContain('xx-new-1');
});
