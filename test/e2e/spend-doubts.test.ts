import { beforeEach, describe, expect, test } from 'vitest';
import type { FailCall } from '../../src/sandbox/pipeline.ts';
import { buildRole, type World } from '../../src/sandbox/world.ts';
import { open, stubEnvironment } from '../support/sandbox-scene.ts';
import { account, MANAGEMENT, MEMBER, OTHER, smallAccounts, smallWorld } from '../support/sandbox-world.ts';
import {
  auditCommand,
  auditMoney,
  billCalls,
  monthOfUsage,
  ONE_REGION,
  SPEND_RULES,
  TAGGED,
} from '../support/spend-scene.ts';

beforeEach(() => stubEnvironment());

const TODAY = '2026-06-01';
const ACTIVE = { status: 'Active', updatedAt: '2024-12-17T00:00:00.000Z' } as const;
const PRINCIPAL_KEYS = ['iamPrincipal/map-migrated', 'user:iamPrincipal/map-migrated'];
const keys = (...principals: readonly string[]) => ({
  allocationTags: ['map-migrated', ...principals].map((key) => ({ key, ...ACTIVE })),
});
/** All of it is tagged, by its principals. */
const BY_PRINCIPALS = monthOfUsage(TODAY, MEMBER, '10', {
  tags: { resource: {}, principal: { 'map-migrated': 'migABCDE12345' } },
});

/** Every call of the operation is denied, from the nth on. */
function denyFrom(operation: string, from = 1): FailCall {
  return (call, nth) =>
    call.operation === operation && nth >= from ? { code: 'AccessDeniedException', status: 400 } : undefined;
}

describe('spend that only principals could tell', () => {
  const world = smallWorld({ books: BY_PRINCIPALS, ...keys('iamPrincipal/map-migrated') });

  test('is attributed where their key could be asked', async () => {
    const { spend } = await auditMoney(await open({}, world), {}, { selection: ONE_REGION });
    expect(spend).toMatchObject({ status: 'complete', attributed: '300', judged: true });
  });

  test.for([
    ['failed', { failCall: denyFrom('GetCostAndUsage', 5) }, {}],
    ['did not fit', {}, { spend: { maxRequests: 7 } }],
  ] as const)('is not called lost where asking for it %s', async ([, options, configuration]) => {
    const sandbox = await open(options, world);
    const { stdout, files } = await auditCommand(sandbox, [], configuration);
    const { spend, rules, findings } = JSON.parse(files['report.json'] ?? '');
    expect(spend).toMatchObject({
      status: 'partial',
      unknown: '300',
      unattributed: '0',
      lost: '0',
      belowThreshold: '0',
    });
    expect(stdout).not.toContain('cannot be recovered');
    expect(stdout).toContain('Whether $300.00 of Bedrock spend carries a valid map tag is unknown.');
    expect(rules).toContainEqual(
      expect.objectContaining({
        id: 'map-spend-unattributed',
        compliant: 0,
        nonCompliant: 0,
        notApplicable: 2, // the accounts that spent nothing
        insufficientData: 1,
      }),
    );
    expect(findings.filter(({ ruleId }: { ruleId: string }) => SPEND_RULES.includes(ruleId))).toEqual([]);
  });

  test('is called lost as far as resource tags tell, where billing would not say what it knows', async () => {
    const sandbox = await open({ failCall: denyFrom('ListCostAllocationTags') }, world);
    const { stdout } = await auditCommand(sandbox);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      'carries no valid map tag and cannot be recovered, as far as resource tags tell;',
    );
  });

  test('is read under one spelling of their key, and the report says so where both are active', async () => {
    const sandbox = await open({}, smallWorld({ books: BY_PRINCIPALS, ...keys(...PRINCIPAL_KEYS) }));
    const { spend } = await auditMoney(sandbox, {}, { selection: ONE_REGION });
    expect(spend.status).toBe('partial');
    expect(spend.missing).toEqual([
      expect.stringContaining('under user:iamPrincipal/map-migrated, which is an active cost allocation tag too'),
    ]);
  });
});

test('amounts with data transfer in them are summed and told, and judge nobody', async () => {
  const books = [
    ...monthOfUsage(TODAY, MEMBER, '10', TAGGED),
    ...monthOfUsage(TODAY, MEMBER, '100', { usageType: 'USE1-DataTransfer-Out-Bytes' }),
  ];
  const whole = await auditMoney(await open({}, smallWorld({ books })), {}, { selection: ONE_REGION });
  expect(whole.spend).toMatchObject({ status: 'complete', total: '300', judged: true });
  const sandbox = await open({ failCall: denyFrom('GetDimensionValues') }, smallWorld({ books }));
  const { spend, head, findings } = await auditMoney(sandbox, {}, { selection: ONE_REGION });
  expect(spend).toMatchObject({ status: 'partial', total: '3300', lost: null, atRisk: null, judged: false });
  expect(spend.missing).toEqual([expect.stringMatching(/^No account is judged by its spend: data transfer, .*Allow/)]);
  expect(head.rules.filter(({ id }) => SPEND_RULES.includes(id)).map((rule) => rule.insufficientData)).toEqual([
    3, 3, 3,
  ]);
  expect(findings.filter(({ ruleId }) => SPEND_RULES.includes(ruleId))).toEqual([]);
});

describe('whether anybody was judged', () => {
  const books = monthOfUsage(TODAY, MEMBER, '10');

  test('is said, so that nothing at risk is not taken for an answer', async () => {
    const judged = async (selection: object, configuration: object = {}) => {
      const sandbox = await open({}, smallWorld({ books }));
      return (await auditMoney(sandbox, configuration, { selection: { ...ONE_REGION, ...selection } })).spend.judged;
    };
    expect(await judged({})).toBe(true);
    expect(await judged({ accounts: [OTHER] })).toBe(true);
    expect(await judged({}, { organization: { exclude: { accounts: [MANAGEMENT, MEMBER, OTHER] } } })).toBe(false);
  });

  test('is no where the rules about spend were not asked', async () => {
    const { files } = await auditCommand(await open({}, smallWorld({ books })), ['--rule', 'audit-coverage-gap']);
    expect(JSON.parse(files['report.json'] ?? '').spend).toMatchObject({
      judged: false,
      lost: null,
      atRisk: null,
      unattributed: '300',
      belowThreshold: '300',
    });
  });
});

test('what to do about a denial stands there to its end, however long the name of the session is', async () => {
  const name = 'MapwardenAuditOfTheWholeOrganizationInTheManagementAccount';
  const accounts = smallAccounts.map((one) =>
    one.id === MANAGEMENT ? { ...one, roles: [...one.roles, buildRole({ name })] } : one,
  );
  const world: World = smallWorld({ accounts, delegatedAdministrators: [OTHER], caller: { accountId: OTHER } });
  for (const format of ['text', 'markdown']) {
    const sandbox = await open({}, world);
    const { stdout } = await auditCommand(sandbox, ['--format', format], { organization: { managementRole: name } });
    // Long words are broken where the line ends.
    const shown = stdout.replaceAll(/\s+/g, '');
    expect(shown).toContain(`assumed-role/${name}/`);
    expect(shown).toContain(`Allowce:GetCostAndUsagetothecallerortherole${name}inthemanagementaccount.`);
  }
});

test('months of which AWS calls some an estimate are marked, in the report and before people', async () => {
  const sandbox = await open(
    { now: '2026-06-03T00:00:00.000Z' },
    smallWorld({ books: monthOfUsage(TODAY, MEMBER, '10', TAGGED) }),
  );
  const books = [...sandbox.world.books, ...monthOfUsage('2026-06-03', MEMBER, '1', TAGGED)];
  const later = await open({ now: '2026-06-03T00:00:00.000Z' }, smallWorld({ books }));
  const { stdout, files } = await auditCommand(later, ['--now', '2026-06-03']);
  const { spend } = JSON.parse(files['report.json'] ?? '');
  const marks = spend.byMonth.map(({ month, estimated }: { month: string; estimated: boolean }) => [month, estimated]);
  expect(marks).toContainEqual(['2026-06', true]);
  expect(stdout).toContain('2026-06*');
  expect(stdout).toContain('* AWS still calls some of it an estimate');
  for (const [month, estimated] of marks) expect(stdout.includes(`${month}*`)).toBe(estimated);
});

test('a selection of more accounts than a list of a filter takes has every cut', async () => {
  const many = Array.from({ length: 101 }, (_, index) =>
    account({ id: String(100_000_000_000 + index), name: `a${index}` }),
  );
  const accounts = [account({ id: MANAGEMENT, name: 'management' }), ...many];
  const [first, , , left] = many.map(({ id }) => id);
  const books = [first, left].flatMap((id) => monthOfUsage(TODAY, id ?? '', '10', TAGGED));
  const sandbox = await open({}, smallWorld({ accounts, profiles: [], books }));
  const selected = accounts.map(({ id }) => id).filter((id) => id !== left);
  const { spend } = await auditMoney(sandbox, {}, { selection: { ...ONE_REGION, accounts: selected } });
  expect(spend).toMatchObject({ status: 'complete', total: '300', byService: [{ total: '300' }] });
  expect(billCalls(sandbox)).toHaveLength(6);
});
