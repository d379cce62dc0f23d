import { AccountClient, ListRegionsCommand } from '@aws-sdk/client-account';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import 'aws-sdk-client-mock-vitest/extend';
import { createRegions } from '../../src/aws/regions.ts';
import type { Sessions } from '../../src/aws/sessions.ts';
import { AwsError, type Failure } from '../../src/domain/errors.ts';
import { aFailure, anAccount } from '../support/builders.ts';
import { aTransport, CALLER, failureOf, KEYS, MANAGEMENT, MEMBER } from './support.ts';

const client = mockClient(AccountClient);
const ROLE_KEYS = { ...KEYS, accessKeyId: 'ASIAROLE' };
const ROLE_DENIED = aFailure({ outcome: 'role-denied', operation: 'sts:AssumeRole' });
const DENIED = Object.assign(new Error('no permission'), { name: 'AccessDeniedException' });
const $metadata = {};

beforeEach(() => void client.reset());

/** Sessions in every account but those that fail; the caller's own where it is its account. */
function sessionsBut(failures: Readonly<Record<string, Failure>> = {}): Sessions {
  return {
    use: async (accountId, work) => {
      const failure = failures[accountId];
      if (failure) throw new AwsError(failure);
      return work(accountId === CALLER ? KEYS : ROLE_KEYS);
    },
  };
}

function regions(sessions: Sessions = sessionsBut(), signal: AbortSignal = new AbortController().signal) {
  return createRegions(aTransport({ signal }), {
    homeRegion: 'eu-west-1',
    caller: { accountId: CALLER, credentials: KEYS },
    managementAccountId: MANAGEMENT,
    sessions,
  });
}

const member = anAccount({ id: MEMBER });
const inputs = () => client.commandCalls(ListRegionsCommand).map((call) => call.args[0].input);

/** With whose keys, and in which region, each call was made. */
async function origins() {
  return Promise.all(
    client.commandCalls(ListRegionsCommand).map(async ({ thisValue }) => {
      const { config } = thisValue as AccountClient;
      return [(await config.credentials()).accessKeyId, await config.region()];
    }),
  );
}

describe('an account', () => {
  test('is asked about itself, by its own role, in the home region, without naming it', async () => {
    client.on(ListRegionsCommand).resolves({ Regions: [region('us-east-1')], $metadata });

    await regions().regionsOf(member);

    expect(inputs()).toEqual([{ AccountId: undefined, MaxResults: 50, NextToken: undefined }]);
    expect(await origins()).toEqual([['ASIAROLE', 'eu-west-1']]);
  });

  test('is asked once, also by many at once', async () => {
    client.on(ListRegionsCommand).resolves({ Regions: [{ RegionName: 'us-east-1', RegionOptStatus: 'ENABLED' }] });
    const port = regions();

    const answers = await Promise.all([port.regionsOf(member), port.regionsOf(member)]);
    answers.push(await port.regionsOf(member));

    expect(new Set(answers).size).toBe(1);
    expect(client).toHaveReceivedCommandTimes(ListRegionsCommand, 1);
  });

  test('that refuses is asked once too', async () => {
    client.on(ListRegionsCommand).rejects(DENIED);
    const port = regions();

    await failureOf(port.regionsOf(member));
    await failureOf(port.regionsOf(member));

    expect(client).toHaveReceivedCommandTimes(ListRegionsCommand, 2);
  });

  test('has the regions of all pages, each once, sorted', async () => {
    client
      .on(ListRegionsCommand)
      .resolvesOnce({ Regions: [region('us-east-1', 'ENABLED_BY_DEFAULT'), region('eu-west-1')], NextToken: 'a' })
      .resolvesOnce({ Regions: [], NextToken: 'b' })
      .resolvesOnce({ Regions: [region('af-south-1', 'DISABLED'), region('us-east-1', 'DISABLED')], NextToken: '' });

    expect(await regions().regionsOf(member)).toEqual([
      { region: 'af-south-1', state: 'disabled' },
      { region: 'eu-west-1', state: 'enabled' },
      { region: 'us-east-1', state: 'disabled' },
    ]);
    expect(inputs().map(({ NextToken }) => NextToken)).toEqual([undefined, 'a', 'b']);
  });

  test.for([
    ['ENABLED', 'enabled'],
    ['ENABLED_BY_DEFAULT', 'enabled'],
    ['DISABLED', 'disabled'],
    ['ENABLING', 'changing'],
    ['DISABLING', 'changing'],
    ['A_WORD_OF_TOMORROW', 'changing'],
    [undefined, 'changing'],
  ] as const)('has a region that AWS calls %s in the state %s', async ([status, state]) => {
    // AWS can add words that the types do not have.
    const RegionOptStatus = status as 'ENABLED';
    client.on(ListRegionsCommand).resolves({ Regions: [{ RegionName: 'eu-west-1', RegionOptStatus }] });

    expect(await regions().regionsOf(member)).toEqual([{ region: 'eu-west-1', state }]);
  });

  test('has none of the entries without a name', async () => {
    // The types of the SDK do not say that a list can hold null.
    const Regions = [null, {}, region('eu-west-1')] as { RegionName?: string }[];
    client.on(ListRegionsCommand).resolves({ Regions });

    expect(await regions().regionsOf(member)).toEqual([{ region: 'eu-west-1', state: 'enabled' }]);
  });

  test.for([{}, { Regions: [] }])('is not taken to have no regions at all: %j is no answer', async (answer) => {
    client.on(ListRegionsCommand).resolves(answer);

    expect(await failureOf(regions().regionsOf(member))).toMatchObject({ code: 'MalformedResponse' });
  });
});

function region(RegionName: string, RegionOptStatus: 'ENABLED' | 'ENABLED_BY_DEFAULT' | 'DISABLED' = 'ENABLED') {
  return { RegionName, RegionOptStatus };
}

describe('where an account cannot be asked about itself', () => {
  test('the caller asks on its behalf, with its own credentials', async () => {
    client.on(ListRegionsCommand).resolves({ Regions: [region('eu-west-1')] });

    const answer = await regions(sessionsBut({ [MEMBER]: ROLE_DENIED })).regionsOf(member);

    expect(answer).toEqual([{ region: 'eu-west-1', state: 'enabled' }]);
    expect(inputs()).toEqual([{ AccountId: MEMBER, MaxResults: 50, NextToken: undefined }]);
    expect(await origins()).toEqual([[KEYS.accessKeyId, 'eu-west-1']]);
  });

  test('the refusal of the caller is what is told', async () => {
    client.on(ListRegionsCommand).rejects(DENIED);

    const failure = await failureOf(regions(sessionsBut({ [MEMBER]: ROLE_DENIED })).regionsOf(member));

    expect(failure).toMatchObject({ outcome: 'access-denied', operation: 'account:ListRegions' });
  });

  test.for([
    ['the management account', MANAGEMENT],
    ["the caller's own account", CALLER],
  ] as const)('nobody asks on behalf of %s', async ([, id]) => {
    client.on(ListRegionsCommand).rejects(DENIED);

    expect(await failureOf(regions().regionsOf(anAccount({ id })))).toMatchObject({ outcome: 'access-denied' });
    expect(inputs().map(({ AccountId }) => AccountId)).toEqual([undefined]);
  });

  test('nobody asks again once the deadline has come', async () => {
    const late = aFailure({ outcome: 'not-reached' });

    expect(await failureOf(regions(sessionsBut({ [MEMBER]: late })).regionsOf(member))).toEqual(late);
    expect(client).not.toHaveReceivedAnyCommand();
  });

  test('an error that is not of AWS is passed on', async () => {
    const broken: Sessions = { use: () => Promise.reject(new Error('broken')) };

    await expect(regions(broken).regionsOf(member)).rejects.toThrow('broken');
    expect(client).not.toHaveReceivedAnyCommand();
  });
});

describe('the caller, asking on behalf of others', () => {
  const many = Array.from({ length: 12 }, (_, index) => anAccount({ id: String(100_000_000_000 + index) }));
  const nobody: Sessions = { use: () => Promise.reject(new AwsError(ROLE_DENIED)) };

  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('makes five calls a second', async () => {
    client.on(ListRegionsCommand).resolves({ Regions: [region('us-east-1')] });
    const port = regions(nobody);
    const asked = Promise.all(many.map((account) => port.regionsOf(account)));

    const calls: number[] = [];
    for (let second = 0; second < 3; second += 1) {
      await vi.advanceTimersByTimeAsync(second === 0 ? 0 : 1_000);
      calls.push(inputs().length);
    }
    await asked;

    expect(calls).toEqual([5, 10, 12]);
  });

  test('waits for no turn after the deadline', async () => {
    const run = new AbortController();
    client.on(ListRegionsCommand).resolves({ Regions: [region('us-east-1')] });
    const port = regions(nobody, run.signal);
    const asked = Promise.allSettled(many.map((account) => port.regionsOf(account)));
    await vi.advanceTimersByTimeAsync(0);

    run.abort();
    await vi.advanceTimersByTimeAsync(0);
    const outcomes = (await asked).map((each) =>
      each.status === 'rejected' && each.reason instanceof AwsError ? each.reason.failure.outcome : each.status,
    );

    expect(outcomes).toEqual([...Array(5).fill('fulfilled'), ...Array(7).fill('not-reached')]);
    expect(inputs().length).toBe(5);
  });
});
