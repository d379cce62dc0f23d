import {
  GetCostAndUsageCommand,
  type GetCostAndUsageCommandInput,
  type GetCostAndUsageCommandOutput,
  type GroupDefinition,
} from '@aws-sdk/client-cost-explorer';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildUsageLine, costing, type UsageLine } from '../../src/sandbox/books.ts';
import type { SandboxOptions } from '../../src/sandbox/server.ts';
import type { World } from '../../src/sandbox/world.ts';
import { cut } from '../support/books.ts';
import { assume, clients, errorOf, MANAGEMENT, MEMBER, OTHER, open, smallWorld } from './support.ts';

const KEY = 'map-migrated';
const VALUE = 'migABCDE12345';
const tagged = (value: string, principal?: string): Pick<UsageLine, 'tags'> => ({
  tags: { resource: { [KEY]: value }, principal: principal === undefined ? {} : { [KEY]: principal } },
});
const MAY = { day: '2026-05-20', accountId: MEMBER };
const ACCOUNT: GroupDefinition = { Type: 'DIMENSION', Key: 'LINKED_ACCOUNT' };
const SERVICE: GroupDefinition = { Type: 'DIMENSION', Key: 'SERVICE' };
const TAG: GroupDefinition = { Type: 'TAG', Key: KEY };

/** A question about 1 May to 1 June 2026; it is asked on 1 June. */
function question(change: Partial<GetCostAndUsageCommandInput> = {}): GetCostAndUsageCommandInput {
  return {
    TimePeriod: { Start: '2026-05-01', End: '2026-06-01' },
    Granularity: 'MONTHLY',
    Metrics: ['AmortizedCost'],
    ...change,
  };
}

async function openBooks(
  books: readonly UsageLine[],
  change: Partial<World> = {},
  options: Partial<SandboxOptions> = {},
) {
  const sandbox = await open(options, smallWorld({ books, ...change }));
  const { ce } = clients(sandbox, sandbox.credentials);
  const ask = (input: Partial<GetCostAndUsageCommandInput> = {}) =>
    ce.send(new GetCostAndUsageCommand(question(input)));
  return { sandbox, ask };
}

/** Amounts by group, all buckets together in their order. */
function groups(answer: GetCostAndUsageCommandOutput, metric = 'AmortizedCost') {
  return (answer.ResultsByTime ?? []).flatMap(({ TimePeriod, Groups = [] }) =>
    Groups.map((group) => [TimePeriod?.Start, ...(group.Keys ?? []), group.Metrics?.[metric]?.Amount].join(' | ')),
  );
}

describe('costs', () => {
  test('are exact sums by account and tag value, and a group without lines is left out', async () => {
    const { ask } = await openBooks([
      buildUsageLine({ ...MAY, ...tagged(VALUE) }, '0.1'),
      buildUsageLine({ ...MAY, ...tagged(VALUE) }, '0.2000000001'),
      buildUsageLine(MAY, '7'),
      buildUsageLine({ ...MAY, accountId: OTHER, ...tagged('') }, '3'),
    ]);

    const answer = await ask({ GroupBy: [ACCOUNT, TAG] });

    expect(groups(answer)).toEqual([
      `2026-05-01 | ${MEMBER} | ${KEY}$ | 7`,
      `2026-05-01 | ${MEMBER} | ${KEY}$${VALUE} | 0.3000000001`,
      `2026-05-01 | ${OTHER} | ${KEY}$ | 3`,
    ]);
    expect(answer.ResultsByTime?.[0]?.Total).toEqual({});
    expect(answer.GroupDefinitions).toEqual([ACCOUNT, TAG]);
    expect(answer.DimensionValueAttributes).toEqual([
      { Value: MEMBER, Attributes: { description: 'payments' } },
      { Value: OTHER, Attributes: { description: 'claims' } },
    ]);
  });

  test('without groups are a total of the metrics that were asked for, and only those', async () => {
    const amounts = { ...costing('4'), AmortizedCost: '5', UsageQuantity: '12.5' };
    const { ask } = await openBooks([buildUsageLine({ ...MAY, amounts })]);

    const answer = await ask({ Metrics: ['AmortizedCost', 'UnblendedCost', 'UsageQuantity', 'NormalizedUsageAmount'] });

    expect(answer.ResultsByTime).toMatchObject([
      {
        Total: {
          AmortizedCost: { Amount: '5', Unit: 'USD' },
          UnblendedCost: { Amount: '4', Unit: 'USD' },
          UsageQuantity: { Amount: '12.5', Unit: 'N/A' },
          NormalizedUsageAmount: { Amount: '0', Unit: 'N/A' },
        },
        Groups: [],
      },
    ]);
    expect(Object.keys((await ask()).ResultsByTime?.[0]?.Total ?? {})).toEqual(['AmortizedCost']);
  });

  test('come by calendar month, cut at both ends of the period, and the month that is not over is an estimate', async () => {
    const { ask } = await openBooks([
      buildUsageLine({ ...MAY, day: '2026-04-20' }, '1'),
      buildUsageLine({ ...MAY, day: '2026-04-21' }, '2'),
      buildUsageLine({ ...MAY, day: '2026-04-30' }, '4'),
      buildUsageLine({ ...MAY, day: '2026-05-31' }, '8'),
      buildUsageLine({ ...MAY, day: '2026-06-01' }, '16'),
    ]);

    const { ResultsByTime } = await ask({ TimePeriod: { Start: '2026-04-21', End: '2026-06-02' } });

    expect(ResultsByTime?.map((result) => [result.TimePeriod, result.Total?.['AmortizedCost']?.Amount])).toEqual([
      [{ Start: '2026-04-21', End: '2026-05-01' }, '6'],
      [{ Start: '2026-05-01', End: '2026-06-01' }, '8'],
      [{ Start: '2026-06-01', End: '2026-06-02' }, '16'],
    ]);
    expect(ResultsByTime?.map(({ Estimated }) => Estimated)).toEqual([false, false, true]);
  });

  test('come by day, empty days too', async () => {
    const { ask } = await openBooks([buildUsageLine({ ...MAY, day: '2026-05-02' }, '2')]);
    const TimePeriod = { Start: '2026-05-01', End: '2026-05-04' };

    const answer = await ask({ Granularity: 'DAILY', TimePeriod, GroupBy: [SERVICE] });

    expect(answer.ResultsByTime?.map(({ TimePeriod: period }) => period?.Start)).toEqual([
      '2026-05-01',
      '2026-05-02',
      '2026-05-03',
    ]);
    expect(groups(answer)).toEqual(['2026-05-02 | Amazon Bedrock | 2']);
    expect(answer.ResultsByTime?.[0]).toMatchObject({ Groups: [], Total: {} });
  });

  test('keep a dollar and a blank in a tag value', async () => {
    const { ask } = await openBooks([buildUsageLine({ ...MAY, ...tagged(' mig$5 ') })]);

    expect(groups(await ask({ GroupBy: [TAG] }))).toEqual([`2026-05-01 | ${KEY}$ mig$5  | 1`]);
  });

  test('of the principal come under a key with a prefix', async () => {
    const principal = { key: `iamPrincipal/${KEY}`, status: 'Active', updatedAt: '2026-04-01T08:00:00.000Z' } as const;
    const { ask } = await openBooks([buildUsageLine({ ...MAY, tags: { resource: {}, principal: { [KEY]: VALUE } } })], {
      allocationTags: [principal],
    });

    expect(groups(await ask({ GroupBy: [{ Type: 'TAG', Key: principal.key }] }))).toEqual([
      `2026-05-01 | iamPrincipal/${KEY}$${VALUE} | 1`,
    ]);
    expect(groups(await ask({ GroupBy: [TAG] }))).toEqual([`2026-05-01 | ${KEY}$ | 1`]);
  });

  test.for([
    ['never seen', [], ''],
    ['inactive', [{ key: KEY, status: 'Inactive', updatedAt: '2026-01-01T00:00:00.000Z' }], ''],
    ['activated the day after', [{ key: KEY, status: 'Active', updatedAt: '2026-05-21T00:00:00.000Z' }], ''],
    ['activated that day', [{ key: KEY, status: 'Active', updatedAt: '2026-05-20T23:00:00.000Z' }], VALUE],
  ] as const)('show the values of a key that is %s', async ([, allocationTags, shown]) => {
    const { ask } = await openBooks([buildUsageLine({ ...MAY, ...tagged(VALUE) })], { allocationTags });

    expect(groups(await ask({ GroupBy: [TAG] }))).toEqual([`2026-05-01 | ${KEY}$${shown} | 1`]);
  });

  test('of the organization are told to the management account and its audit role, of itself to a member', async () => {
    const { sandbox, ask } = await openBooks([
      buildUsageLine(MAY, '1'),
      buildUsageLine({ ...MAY, accountId: OTHER }, '2'),
      buildUsageLine({ ...MAY, accountId: MANAGEMENT }, '4'),
    ]);
    const command = new GetCostAndUsageCommand(question());
    const totalAs = async (credentials: Parameters<typeof clients>[1]) =>
      (await clients(sandbox, credentials).ce.send(command)).ResultsByTime?.[0]?.Total?.['AmortizedCost']?.Amount;
    const member = { accessKeyId: `AKIA${MEMBER}USER`, secretAccessKey: 'any' };

    expect((await ask()).ResultsByTime?.[0]?.Total?.['AmortizedCost']?.Amount).toBe('7');
    expect(await totalAs(await assume(sandbox, MANAGEMENT))).toBe('7');
    expect(await totalAs(member)).toBe('1');
    expect((await errorOf(totalAs(await assume(sandbox, MEMBER)))).name).toBe('AccessDeniedException');
  });

  test('add up to the same however small the page', async () => {
    const line = fc.record({
      day: fc.constantFrom('2026-04-30', '2026-05-01', '2026-05-15', '2026-05-31'),
      accountId: fc.constantFrom(MANAGEMENT, MEMBER, OTHER),
      service: fc.constantFrom('Amazon Bedrock', 'Claude 3 Haiku (Amazon Bedrock Edition)', 'Amazon S3'),
      cost: fc.tuple(fc.constantFrom('', '-'), fc.nat(), fc.nat({ max: 9_999_999_999 })).map(decimal),
      value: fc.constantFrom('', VALUE, 'MIG'),
    });
    const law = fc.asyncProperty(
      fc.array(line, { maxLength: 30 }),
      fc.integer({ min: 1, max: 4 }),
      async (drafts, size) => {
        const books = drafts.map(({ cost, value, ...rest }) => buildUsageLine({ ...rest, ...tagged(value) }, cost));
        const { ask } = await openBooks(books, {}, { costPageSize: size });
        const keyOf = (one: UsageLine) => `${one.day.slice(0, 7)}/${one.service}/${KEY}$${one.tags.resource[KEY]}`;

        expect(await readAll(ask)).toEqual(cut(books, keyOf));
      },
    );
    await fc.assert(law, { numRuns: 20 });
  });
});

/** Amounts of every page by month, service and tag. */
async function readAll(ask: Awaited<ReturnType<typeof openBooks>>['ask']): Promise<Record<string, string>> {
  const seen: Record<string, string> = {};
  const period = { TimePeriod: { Start: '2026-04-01', End: '2026-06-01' }, GroupBy: [SERVICE, TAG] };
  for (let token: string | undefined, isFirst = true; isFirst || token !== undefined; isFirst = false) {
    const answer = await ask({ ...period, NextPageToken: token });
    for (const group of groups(answer)) {
      const [start = '', service, tag, amount = ''] = group.split(' | ');
      seen[[start.slice(0, 7), service, tag].join('/')] = amount;
    }
    token = answer.NextPageToken;
  }
  return seen;
}

function decimal([sign, whole, fraction]: [string, number, number]): string {
  const text = `${whole}.${String(fraction).padStart(10, '0')}`;
  return /[1-9]/.test(text) ? `${sign}${text}` : '0';
}

describe('a page of costs', () => {
  const books = ['a', 'b', 'c'].map((value) => buildUsageLine({ ...MAY, ...tagged(value) }));

  test('ends in the middle of a month where it is full, and the next one goes on', async () => {
    const { ask, sandbox } = await openBooks(books, {}, { costPageSize: 2 });

    const first = await ask({ GroupBy: [TAG] });
    const second = await ask({ GroupBy: [TAG], NextPageToken: first.NextPageToken });

    expect(groups(first)).toEqual([`2026-05-01 | ${KEY}$a | 1`, `2026-05-01 | ${KEY}$b | 1`]);
    expect(groups(second)).toEqual([`2026-05-01 | ${KEY}$c | 1`]);
    expect(second.NextPageToken).toBeUndefined();
    expect(sandbox.metrics().operations['ce:GetCostAndUsage']).toBe(2);
  });

  test('is whole up to 5,000 groups', async () => {
    const many = Array.from({ length: 5_001 }, (_, index) => buildUsageLine({ ...MAY, ...tagged(`mig${index}`) }));
    const exact = await (await openBooks(many.slice(1))).ask({ GroupBy: [TAG] });
    const over = await (await openBooks(many)).ask({ GroupBy: [TAG] });

    expect([groups(exact).length, exact.NextPageToken]).toEqual([5_000, undefined]);
    expect([groups(over).length, typeof over.NextPageToken]).toEqual([5_000, 'string']);
  });

  test('is refused to a token of another question and to one that is none', async () => {
    const { ask } = await openBooks(books, {}, { costPageSize: 2 });
    const { NextPageToken } = await ask({ GroupBy: [TAG] });

    const changed = await errorOf(ask({ GroupBy: [SERVICE], NextPageToken }));
    const invented = await errorOf(ask({ GroupBy: [TAG], NextPageToken: 'next' }));

    expect(changed).toMatchObject({ name: 'RequestChangedException', $metadata: { httpStatusCode: 400 } });
    expect(invented).toMatchObject({ name: 'InvalidNextTokenException', $metadata: { httpStatusCode: 400 } });
  });
});

describe('a question about costs', () => {
  test.for<[string, Partial<GetCostAndUsageCommandInput>, string]>([
    ['groups by region', { GroupBy: [{ Type: 'DIMENSION', Key: 'REGION' }] }, 'GroupBy DIMENSION REGION is not valid'],
    ['groups by three', { GroupBy: [ACCOUNT, SERVICE, TAG] }, 'up to 2 GroupBy'],
    ['groups by the same twice', { GroupBy: [TAG, TAG] }, 'must differ'],
    ['groups by a tag without a key', { GroupBy: [{ Type: 'TAG', Key: '' }] }, 'GroupBy TAG'],
    ['asks for no metric', { Metrics: [] }, 'At least one metric'],
    ['asks for an unknown metric', { Metrics: ['Cost' as 'AmortizedCost'] }, 'Metric Cost'],
    ['asks for hours', { Granularity: 'HOURLY' }, 'Hourly data granularity is not enabled'],
    ['ends where it starts', { TimePeriod: { Start: '2026-05-01', End: '2026-05-01' } }, 'should be before end date'],
    ['ends after tomorrow', { TimePeriod: { Start: '2026-05-01', End: '2026-06-03' } }, 'end date past'],
    ['starts before the history', { TimePeriod: { Start: '2025-04-30', End: '2026-06-01' } }, 'beyond 14 months'],
    ['starts on no day', { TimePeriod: { Start: '2026-02-30', End: '2026-06-01' } }, 'yyyy-MM-dd'],
    ['names an hour', { TimePeriod: { Start: '2026-05-01T00:00:00Z', End: '2026-06-01' } }, 'yyyy-MM-dd'],
  ])('that %s is refused', async ([, input, text]) => {
    const { ask } = await openBooks([]);

    const error = await errorOf(ask(input));

    expect(error).toMatchObject({ name: 'ValidationException', $metadata: { httpStatusCode: 400 } });
    expect(error.message).toContain(text);
  });

  test('may go back to the first day of the month thirteen months ago, and up to tomorrow', async () => {
    const { ask } = await openBooks([]);

    const answer = await ask({ TimePeriod: { Start: '2025-05-01', End: '2026-06-02' } });

    expect(answer.ResultsByTime).toHaveLength(14);
  });
});
