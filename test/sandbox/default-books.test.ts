import { GetCostAndUsageCommand, GetTagsCommand, ListCostAllocationTagsCommand } from '@aws-sdk/client-cost-explorer';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildUsageLine, type UsageLine } from '../../src/sandbox/books.ts';
import { usagePrefix } from '../../src/sandbox/regions.ts';
import { type DefaultWorldOptions, defaultWorld } from '../../src/sandbox/server.ts';
import type { World } from '../../src/sandbox/world.ts';
import {
  bedrockUsage,
  byAccount,
  byMonth,
  byOu,
  byService,
  classOf,
  cut,
  isDataTransfer,
  linesOf,
  mapValueOf,
  total,
} from '../support/books.ts';
import { clients, open } from './support.ts';

const NOW = '2026-11-20T12:00:00.000Z';
const MONTH = { start: '2026-10-21', end: '2026-11-20' };
const WEEK = { start: '2026-11-11', end: '2026-11-18' };
const WORLD = build();
const BILLED = bedrockUsage(WORLD, MONTH);

function build(change: Partial<DefaultWorldOptions> = {}): World {
  return defaultWorld({ now: NOW, seed: 1, accounts: 24, regions: 20, profiles: 3, ...change });
}

const NOTHING = buildUsageLine({ day: '2026-11-01', accountId: '' });
/** Without the exponent that AWS writes. */
const plain = (amount: string): string => total([{ ...NOTHING, amounts: { AmortizedCost: amount } }]);
const idOf = (name: string): string => WORLD.accounts.find((account) => account.name === name)?.id ?? '';
const of = (name: string) => BILLED.filter(({ accountId }) => accountId === idOf(name));
const isPennies = (usd: number): boolean => usd > 0 && usd < 1;
const lost = (lines: readonly UsageLine[]): number => Number(total(linesOf(WORLD, lines, 'unattributed')));

describe('the default books', () => {
  test('bill tens of thousands of dollars a month for Bedrock, most of them rightly attributed', () => {
    const all = Number(total(BILLED));
    const right = Number(total(linesOf(WORLD, BILLED, 'attributed')));

    expect(all).toBeGreaterThan(20_000);
    expect(all).toBeLessThan(90_000);
    expect(right / all).toBeGreaterThan(0.6);
    expect(right / all).toBeLessThan(0.9);
  });

  test('show one department that lost a good part of it by calling past its profiles', () => {
    expect(lost(of('claims-prod'))).toBeGreaterThan(2_000);
    expect(lost(of('claims-dev'))).toBeGreaterThan(100);
  });

  test('show one account that forgot the tag until lately, and has been right since', () => {
    const repaired = of('customer-portal-prod');

    expect(lost(repaired.filter(({ day }) => day < '2026-11-08'))).toBeGreaterThan(500);
    expect(new Set(repaired.filter(({ day }) => day >= '2026-11-08').map((line) => classOf(WORLD, line)))).toEqual(
      new Set(['attributed']),
    );
  });

  test('have pennies without a tag, and money under every kind of wrong value', () => {
    const week = cut(linesOf(WORLD, bedrockUsage(WORLD, WEEK), 'unattributed'), byAccount);
    const classes = new Set(BILLED.map((line) => classOf(WORLD, line)));

    expect(Object.values(week).map(Number)).toEqual(expect.arrayContaining([expect.toSatisfy(isPennies)]));
    expect(classes).toEqual(new Set(['attributed', 'unattributed', 'no-agreement', 'invalid-agreement']));
  });

  test('bill what the models are sold as', () => {
    expect(Object.keys(cut(BILLED, byService))).toEqual(
      expect.arrayContaining([
        'Amazon Bedrock',
        'Amazon Bedrock AgentCore',
        'Claude 3 Haiku (Amazon Bedrock Edition)',
        'Claude 4.6 Sonnet (Amazon Bedrock Edition)',
        'Claude Sonnet 4.5 (Amazon Bedrock Edition)',
        'Solar Pro 2 (Amazon Bedrock Edition)',
      ]),
    );
    expect(WORLD.books.some(({ service }) => service === 'Cohere - Command R')).toBe(true);
    expect(BILLED.some(({ usageType }) => usageType === 'USW2-MP:USW2_InputTokenCount-Units')).toBe(true);
  });

  test('have in any month what must not be counted: credits, refunds, tax, data transfer, other services', () => {
    const month = WORLD.books.filter(({ day }) => day >= MONTH.start && day < MONTH.end);
    const bedrock = month.filter(({ service }) => service.includes('Bedrock'));
    const given = bedrock.filter(({ recordType }) => recordType === 'Credit' || recordType === 'Refund');

    expect(new Set(bedrock.map(({ recordType }) => recordType))).toEqual(new Set(['Usage', 'Credit', 'Refund', 'Tax']));
    expect(given.every(({ amounts }) => amounts.AmortizedCost?.startsWith('-'))).toBe(true);
    expect(bedrock.map(({ usageType }) => usageType)).toEqual(
      expect.arrayContaining(['EUC1-DataTransfer-Out-Bytes', 'USE1-EUC1-AWS-Out-Bytes']),
    );
    expect(month.some((line) => !line.service.includes('Bedrock') && mapValueOf(WORLD, line) !== '')).toBe(true);
  });

  test('bill something in one region of one account that is switched off', () => {
    const closed = new Set(
      WORLD.accounts.flatMap(({ id, regions }) =>
        regions.filter(({ status }) => status === 'DISABLED').map(({ region }) => `${id}/${region}`),
      ),
    );
    const places = new Set(BILLED.map(({ accountId, region }) => `${accountId}/${region}`));

    expect([...places].filter((place) => closed.has(place))).toEqual([`${idOf('data-platform')}/af-south-1`]);
  });

  test('have usage that AWS takes back, usage of less than a millionth, and signs of the bill in tag values', () => {
    const taken = BILLED.filter(({ amounts }) => amounts.AmortizedCost?.startsWith('-'));
    const values = new Set(WORLD.books.map((line) => mapValueOf(WORLD, line)));

    expect(taken.map(({ accountId }) => accountId)).toEqual(Array.from({ length: 4 }, () => idOf('claims-prod')));
    expect(Number(cut(of('network-hub'), (line) => mapValueOf(WORLD, line))[''])).toBeLessThan(1e-6);
    expect([...values].some((value) => value.startsWith('$') && value.includes('='))).toBe(true);
  });

  test('differ by metric: discounts are net, and a commitment is paid on the first and amortized daily', () => {
    const october = WORLD.books.filter(
      ({ day, usageType }) => day.startsWith('2026-10') && usageType.includes('ProvisionedThroughput'),
    );

    expect(total(october, 'AmortizedCost')).toBe('1212.72');
    expect(total(october, 'UnblendedCost')).toBe('1173.6');
    expect(total(october.slice(1), 'UnblendedCost')).toBe('0');
    expect(Number(total(BILLED, 'NetAmortizedCost')) / Number(total(BILLED))).toBeCloseTo(0.93, 3);
  });

  test('bill a wrong value only where a profile bears it, from the day on which it was tagged', () => {
    const main = `mig${WORLD.agreements[0]?.id}`;
    const odd = bedrockUsage(WORLD, { start: '2025-01-01', end: '2027-01-01' }).filter(
      (line) => !['', main].includes(mapValueOf(WORLD, line)),
    );
    const bearers = (line: UsageLine) =>
      WORLD.profiles.filter(
        (profile) =>
          profile.accountId === line.accountId &&
          profile.region === line.region &&
          profile.createdAt.slice(0, 10) <= line.day &&
          (profile.taggedOn ?? '') <= line.day &&
          profile.tags.some(({ key, value }) => key === 'map-migrated' && value === mapValueOf(WORLD, line)),
      );

    expect(odd.length).toBeGreaterThan(100);
    expect(odd.filter((line) => bearers(line).length === 0)).toEqual([]);
  });

  test('bill nothing where a service control policy forbids the calls', () => {
    const forbidden = WORLD.accounts.filter(({ ouPath }) =>
      WORLD.serviceControlPolicies.some(({ targets }) => ouPath.split('/').some((place) => targets.includes(place))),
    );
    const there = BILLED.filter(
      ({ accountId, region }) => region === 'sa-east-1' && forbidden.some(({ id }) => id === accountId),
    );

    expect(forbidden.length).toBeGreaterThan(0);
    expect(there).toEqual([]);
  });

  test('reach from as far back as wanted to today, which is not over', () => {
    const days = build({ accounts: 3, historyDays: 30 }).books.map(({ day }) => day);
    const first = days.reduce((left, right) => (left < right ? left : right));
    const last = days.reduce((left, right) => (left > right ? left : right));

    expect([first, last]).toEqual(['2026-10-21', '2026-11-20']);
    expect(WORLD.books.every(({ day }) => day >= '2025-10-16')).toBe(true);
  });

  test('are cut by month and by unit without a rest', () => {
    const sumsOf = (keyOf: (line: UsageLine) => string) =>
      Object.values(cut(BILLED, keyOf)).map((amount) => ({ ...NOTHING, amounts: { AmortizedCost: amount } }));

    expect(Object.keys(cut(BILLED, byMonth))).toEqual(['2026-10', '2026-11']);
    expect(total(sumsOf(byMonth))).toBe(total(BILLED));
    expect(total(sumsOf(byOu(WORLD)))).toBe(total(BILLED));
  });

  test('stay small enough for an organization of a hundred accounts and three months', () => {
    const lines = build({ accounts: 101, regions: 17, historyDays: 90 }).books.length;
    const many = build({ accounts: 1_000, regions: 1, profiles: 0 }).books.map(({ day }) => day);

    expect(lines).toBeGreaterThan(50_000);
    expect(lines).toBeLessThan(300_000);
    expect(new Set(many).size).toBe(46);
  });

  test('are well formed in a world of any size and seed', () => {
    const sizes = fc.record({
      seed: fc.integer(),
      accounts: fc.integer({ min: 1, max: 30 }),
      regions: fc.integer({ min: 1, max: 34 }),
      profiles: fc.integer({ min: 0, max: 2 }),
    });
    const law = fc.property(sizes, (size) => {
      const world = build({ ...size, historyDays: 14 });
      const accounts = new Set(world.accounts.map(({ id }) => id));
      const wrong = world.books.filter(
        (line) =>
          !(accounts.has(line.accountId) && /^\d{4}-\d\d-\d\d$/.test(line.day) && hasPrefix(line)) ||
          !Object.values(line.amounts).every((amount) => /^-?\d+(\.\d{1,10})?$/.test(amount)),
      );
      expect(wrong).toEqual([]);
    });
    fc.assert(law, { numRuns: 12 });
  });
});

function hasPrefix({ usageType, region }: UsageLine): boolean {
  return [usagePrefix(region), ...(region === 'eu-west-1' ? ['EU'] : [])].some((prefix) =>
    usageType.startsWith(`${prefix}-`),
  );
}

describe('billing of the default world', () => {
  test('adds up to the books to the last digit, by account and tag value', async () => {
    const sandbox = await open({ now: NOW }, WORLD);
    const services = [...new Set(BILLED.map(byService))];
    const transfer = [...new Set(WORLD.books.filter(isDataTransfer).map(({ usageType }) => usageType))];

    const answer = await clients(sandbox, sandbox.credentials).ce.send(
      new GetCostAndUsageCommand({
        TimePeriod: { Start: MONTH.start, End: MONTH.end },
        Granularity: 'MONTHLY',
        Metrics: ['AmortizedCost'],
        GroupBy: [
          { Type: 'DIMENSION', Key: 'LINKED_ACCOUNT' },
          { Type: 'TAG', Key: 'map-migrated' },
        ],
        Filter: {
          And: [
            { Dimensions: { Key: 'RECORD_TYPE', Values: ['Usage'] } },
            { Dimensions: { Key: 'SERVICE', Values: services } },
            { Not: { Dimensions: { Key: 'USAGE_TYPE', Values: transfer } } },
          ],
        },
      }),
    );
    const seen = (answer.ResultsByTime ?? []).flatMap(({ TimePeriod, Groups = [] }) =>
      Groups.map(({ Keys = [], Metrics }) => [
        [TimePeriod?.Start?.slice(0, 7), ...Keys].join('/'),
        plain(Metrics?.['AmortizedCost']?.Amount ?? ''),
      ]),
    );
    const keyOf = (line: UsageLine) =>
      `${line.day.slice(0, 7)}/${byAccount(line)}/map-migrated$${mapValueOf(WORLD, line)}`;

    expect(Object.fromEntries(seen)).toEqual(cut(BILLED, keyOf));
  });

  test.for([
    [{}, 'Active', undefined],
    [{ allocationTag: 'inactive' }, 'Inactive', undefined],
    [{ allocationTag: 'never-seen' }, undefined, undefined],
    [{ principalTag: 'active' }, 'Active', 'Active'],
    [{ principalTag: 'inactive' }, 'Active', 'Inactive'],
  ] as const)('knows the map keys as %j has it', async ([story, resource, principal]) => {
    const sandbox = await open({ now: NOW }, build({ accounts: 3, regions: 2, historyDays: 40, ...story }));
    const TagKeys = ['map-migrated', 'iamPrincipal/map-migrated'];

    const { CostAllocationTags = [] } = await clients(sandbox, sandbox.credentials).ce.send(
      new ListCostAllocationTagsCommand({ TagKeys }),
    );

    expect(TagKeys.map((key) => CostAllocationTags.find(({ TagKey }) => TagKey === key)?.Status)).toEqual([
      resource,
      principal,
    ]);
  });

  test('shows no value before a late activation', async () => {
    const sandbox = await open({ now: NOW }, build({ accounts: 3, historyDays: 40, allocationTag: 'late' }));
    const { ce } = clients(sandbox, sandbox.credentials);
    const values = async (Start: string, End: string) =>
      (await ce.send(new GetTagsCommand({ TimePeriod: { Start, End }, TagKey: 'map-migrated' }))).Tags ?? [];

    expect(await values('2026-10-12', '2026-10-31')).toEqual([]);
    expect((await values('2026-10-31', '2026-11-01')).length).toBeGreaterThan(1);
  });

  test('attributes calls past the profiles by the tags of their roles, where billing has seen those', () => {
    const world = build({ principalTag: 'active' });
    const lab = world.accounts.find(({ name }) => name === 'innovation-lab')?.id;
    const calls = bedrockUsage(world, MONTH).filter(
      ({ accountId, service }) => accountId === lab && service.startsWith('Solar'),
    );
    const conflicting = bedrockUsage(world, MONTH).filter(
      ({ tags }) => tags.principal['map-migrated'] === 'migROLE000001',
    );

    expect(new Set(calls.map((line) => classOf(world, line)))).toEqual(new Set(['attributed']));
    expect(new Set(conflicting.map((line) => classOf(world, line)))).toEqual(new Set(['attributed']));
    expect(WORLD.books.every(({ tags }) => Object.keys(tags.principal).length === 0)).toBe(true);
  });
});
