import {
  GetCostAndUsageCommand,
  GetDimensionValuesCommand,
  ListCostAllocationTagsCommand,
} from '@aws-sdk/client-cost-explorer';
import { ListAccountsCommand } from '@aws-sdk/client-organizations';
import { describe, expect, test } from 'vitest';
import { parseFault } from '../../src/sandbox/server.ts';
import { clients, errorOf, MANAGEMENT, open } from './support.ts';

const TimePeriod = { Start: '2026-05-01', End: '2026-06-01' };

async function ask(fault: string) {
  const parsed = parseFault(fault);
  const sandbox = await open({ faults: parsed === undefined ? [] : [parsed] });
  const { ce, organizations } = clients(sandbox, sandbox.credentials);
  const costs = new GetCostAndUsageCommand({ TimePeriod, Granularity: 'MONTHLY', Metrics: ['AmortizedCost'] });
  return {
    costs: await errorOf(ce.send(costs)),
    values: await errorOf(ce.send(new GetDimensionValuesCommand({ TimePeriod, Dimension: 'SERVICE' }))),
    tags: await errorOf(ce.send(new ListCostAllocationTagsCommand({}))),
    accounts: await errorOf(organizations.send(new ListAccountsCommand({}))),
  };
}

const FINE = 'it did not fail';

test.for([
  [
    'ce-denied@*',
    'AccessDeniedException',
    /is not authorized to perform: ce:GetCostAndUsage on resource: arn:aws:ce:us-east-1:\d{12}:\/GetCostAndUsage because no identity/,
    true,
  ],
  ['ce-not-enabled@*', 'AccessDeniedException', /^User not enabled for cost explorer access$/, true],
  ['ce-throttled@*', 'LimitExceededException', /^Rate exceeded$/, true],
  ['ce-unavailable@*', 'DataUnavailableException', /^Data is not available\./, false],
  [`ce-throttled@${MANAGEMENT}`, 'LimitExceededException', /^Rate exceeded$/, true],
] as const)('%s is %s, and strikes Cost Explorer alone', async ([fault, name, message, strikesTags]) => {
  const { costs, values, tags, accounts } = await ask(fault);

  expect(costs).toMatchObject({ name, $metadata: { httpStatusCode: 400 } });
  expect(costs.message).toMatch(message);
  expect(values.name).toBe(name);
  expect(tags.message === FINE).toBe(!strikesTags);
  expect(accounts.message).toBe(FINE);
});

test('an HTML page in place of Cost Explorer comes with status 503', async () => {
  const { costs, accounts } = await ask('ce-html@*');

  expect(costs).toMatchObject({ name: 'SyntaxError', $metadata: { httpStatusCode: 503 } });
  expect(accounts.message).toBe(FINE);
});

test('faults of the data plane, and of other accounts, leave Cost Explorer alone', async () => {
  for (const fault of ['throttled@*', 'html-error@*', 'scp-denied@*', 'region-disabled@*', 'ce-denied@111122223333']) {
    const { costs, values, tags } = await ask(fault);
    expect([costs.message, values.message, tags.message]).toEqual([FINE, FINE, FINE]);
  }
});

describe('a call that is made to fail', () => {
  const DENIED = { code: 'AccessDeniedException', status: 400, message: 'Not you.' };
  const costs = (Start: string) =>
    new GetCostAndUsageCommand({
      TimePeriod: { Start, End: '2026-06-01' },
      Granularity: 'MONTHLY',
      Metrics: ['AmortizedCost'],
    });

  test('is one of an operation, by its number', async () => {
    const sandbox = await open({
      failCall: ({ operation }, nth) => (operation === 'GetCostAndUsage' && nth === 2 ? DENIED : undefined),
    });
    const { ce } = clients(sandbox, sandbox.credentials);
    const send = async () => (await errorOf(ce.send(costs('2026-05-01')))).message;

    await ce.send(new GetDimensionValuesCommand({ TimePeriod, Dimension: 'SERVICE' }));

    expect([await send(), await send(), await send()]).toEqual([FINE, 'Not you.', FINE]);
  });

  test('is one that asks a certain question, and its retries count', async () => {
    const failure = { code: 'InternalFailure', status: 500 };
    const sandbox = await open({
      failCall: ({ input }, nth) => (nth < 3 && JSON.stringify(input).includes('2026-05-20') ? failure : undefined),
    });
    const { ce } = clients(sandbox, sandbox.credentials, 'us-east-1', 3);

    await ce.send(costs('2026-05-01'));
    await ce.send(costs('2026-05-20'));

    expect(sandbox.metrics().operations['ce:GetCostAndUsage']).toBe(3);
    await expect(ce.send(costs('2026-05-20'))).resolves.toBeDefined();
  });
});
