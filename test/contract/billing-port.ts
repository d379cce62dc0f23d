import { describe, expect, test } from 'vitest';
import { AwsError } from '../../src/domain/errors.ts';
import type { BillingPort, CostQuery } from '../../src/ports/billing.ts';

/** A line of usage, priced in hundredths of a dollar. */
export interface BilledLine {
  readonly day: string;
  readonly accountId: string;
  readonly service: string;
  readonly usageType: string;
  readonly region: string;
  /** Under the map tag's key, and under the principal's; '' for none. */
  readonly value: string;
  readonly principal: string;
  readonly cents: number;
}

/** The map tag's key is active, its principal form too; the key `owner` is inactive; every other one was never seen. */
export interface BillingScene {
  readonly lines: readonly BilledLine[];
  readonly maxRequests: number;
}

const ONE = '111122223333';
const TWO = '444455556666';
const BEDROCK = 'Amazon Bedrock';
const KEY = 'map-migrated';
const PRINCIPAL = `iamPrincipal/${KEY}`;

function line(change: Partial<BilledLine>): BilledLine {
  return {
    day: '2026-05-10',
    accountId: ONE,
    service: BEDROCK,
    usageType: 'USE1-NovaPro-input-tokens',
    region: 'us-east-1',
    value: 'migABCDE12345',
    principal: '',
    cents: 100,
    ...change,
  };
}

const LINES: readonly BilledLine[] = [
  line({}),
  line({ day: '2026-05-02', cents: 1 }),
  line({ day: '2026-05-01', cents: 7_000 }),
  line({ day: '2026-04-30', cents: 20 }),
  line({ value: 'mig$odd$', cents: 30 }),
  line({ value: '', principal: 'migROLE', cents: 4 }),
  line({ accountId: TWO, value: '', cents: 5 }),
  line({ accountId: TWO, service: 'Amazon Simple Storage Service', usageType: 'EUW1-Storage', cents: 600 }),
  line({ accountId: TWO, usageType: 'EUW1-DataTransfer-Out-Bytes', region: 'eu-west-1', value: '', cents: 8 }),
];

const MAY: CostQuery = {
  start: '2026-05-01',
  end: '2026-06-01',
  granularity: 'MONTHLY',
  metric: 'AmortizedCost',
  groupBy: [{ dimension: 'LINKED_ACCOUNT' }],
  filter: {},
};

/** What every source of the bill keeps to. */
export function billingPortContract(name: string, open: (scene: BillingScene) => Promise<BillingPort>): void {
  /** Keys with hundredths of a dollar; the form of an amount is the port's own affair. */
  async function ask(change: Partial<CostQuery>) {
    const port = await open({ lines: LINES, maxRequests: 12 });
    const rows = await port.costs({ ...MAY, ...change });
    expect(port.requests()).toBe(1);
    for (const { unit } of rows) expect(unit).toBe('USD');
    return rows.map(({ start, keys, amount }) => [start, ...keys, Math.round(Number(amount) * 100)].join(' ')).sort();
  }

  describe(`the bill of ${name}`, () => {
    test('has the days from the start up to, not including, the end', async () => {
      expect(await ask({ start: '2026-05-02', end: '2026-05-10' })).toEqual([`2026-05-02 ${ONE} 1`]);
    });

    test('has a row for each month, which begins where the query does', async () => {
      const answer = await ask({ start: '2026-04-15', filter: { accounts: [ONE] } });
      expect(answer).toEqual([`2026-04-15 ${ONE} 20`, `2026-05-01 ${ONE} 7135`]);
    });

    test('has values of tags as they are, and no value as the empty one', async () => {
      const groupBy = [{ dimension: 'LINKED_ACCOUNT' } as const, { tag: KEY }];
      expect(await ask({ groupBy, filter: { services: [BEDROCK] } })).toEqual([
        `2026-05-01 ${ONE}  4`,
        `2026-05-01 ${ONE} mig$odd$ 30`,
        `2026-05-01 ${ONE} migABCDE12345 7101`,
        `2026-05-01 ${TWO}  13`,
      ]);
    });

    test('has values of principals for what has none of its own', async () => {
      const groupBy = [{ dimension: 'SERVICE' } as const, { tag: PRINCIPAL }];
      expect(await ask({ groupBy, filter: { withoutTag: KEY, services: [BEDROCK] } })).toEqual([
        `2026-05-01 ${BEDROCK}  13`,
        `2026-05-01 ${BEDROCK} migROLE 4`,
      ]);
    });

    test.for([
      ['a service', { services: ['Amazon Simple Storage Service'] }, 600],
      ['an account', { accounts: [TWO] }, 613],
      ['a region', { regions: ['eu-west-1'] }, 8],
      ['a usage type left out', { accounts: [TWO], withoutUsageTypes: ['EUW1-Storage'] }, 13],
      ['a value', { tag: { key: KEY, values: ['mig$odd$'] } }, 30],
      ['all of them', { accounts: [TWO], services: [BEDROCK], regions: ['us-east-1'], withoutTag: KEY }, 5],
    ] as const)('is narrowed by %s', async ([, filter, cents]) => {
      const rows = await ask({ filter });
      expect(rows.map((row) => Number(row.split(' ').at(-1)))).toEqual([cents]);
    });

    test('has nothing where nothing was billed', async () => {
      expect(await ask({ filter: { services: ['Amazon Nothing'] } })).toEqual([]);
    });

    test('tells the usage types of services, sorted', async () => {
      const port = await open({ lines: LINES, maxRequests: 12 });
      expect(await port.usageTypes({ start: '2026-05-01', end: '2026-06-01', services: [BEDROCK] })).toEqual([
        'EUW1-DataTransfer-Out-Bytes',
        'USE1-NovaPro-input-tokens',
      ]);
    });

    test('tells the state of each key that it is asked for, in that order', async () => {
      const port = await open({ lines: LINES, maxRequests: 12 });
      const states = await port.allocationTags([PRINCIPAL, 'nobody', 'owner', KEY]);
      expect(states.map(({ key, status }) => [key, status])).toEqual([
        [PRINCIPAL, 'active'],
        ['nobody', 'never-seen'],
        ['owner', 'inactive'],
        [KEY, 'active'],
      ]);
    });

    test('tells whether it has values under a key in the time', async () => {
      const port = await open({ lines: LINES, maxRequests: 12 });
      const ask = (key: string, start: string, end: string) => port.hasTagValues({ key, start, end });
      expect(await ask(PRINCIPAL, '2026-05-10', '2026-05-11')).toBe(true);
      expect(await ask(PRINCIPAL, '2026-05-01', '2026-05-10')).toBe(false);
      expect(await ask('nobody', '2026-05-01', '2026-06-01')).toBe(false);
      expect(port.requests()).toBe(3);
    });

    test('has a row for each day, where it is asked by day', async () => {
      const answer = await ask({ granularity: 'DAILY', start: '2026-05-01', end: '2026-05-10' });
      expect(answer).toEqual([`2026-05-01 ${ONE} 7000`, `2026-05-02 ${ONE} 1`]);
    });

    test('takes more services than fit into one list of a filter', async () => {
      const services = [...Array.from({ length: 100 }, (_, index) => `Service ${index}`), BEDROCK];
      const answer = await ask({ filter: { services, accounts: [TWO] } });
      expect(answer).toEqual([`2026-05-01 ${TWO} 13`]);
    });

    test('leaves out more usage types than fit into one list of a filter', async () => {
      const types = [...Array.from({ length: 100 }, (_, index) => `Type ${index}`), 'EUW1-DataTransfer-Out-Bytes'];
      const answer = await ask({ filter: { withoutUsageTypes: types, services: [BEDROCK], accounts: [TWO] } });
      expect(answer).toEqual([`2026-05-01 ${TWO} 5`]);
    });

    test('is asked for no more pages than it may be, whatever they are of', async () => {
      const port = await open({ lines: LINES, maxRequests: 3 });
      await port.allocationTags([KEY]);
      await port.usageTypes({ start: '2026-05-01', end: '2026-06-01', services: [BEDROCK] });
      await port.costs(MAY);
      const refused = await port.costs(MAY).catch((error: unknown) => error);
      expect(refused instanceof AwsError && refused.failure.code).toBe('RequestBudgetExhausted');
      expect(port.requests()).toBe(3);
    });
  });
}
