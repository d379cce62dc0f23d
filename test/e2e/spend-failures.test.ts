import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Spend } from '../../src/domain/spend.ts';
import { json } from '../../src/report/json.ts';
import { reportJsonSchema } from '../../src/report/schema.ts';
import type { FaultKind } from '../../src/sandbox/faults.ts';
import type { Sandbox, SandboxOptions } from '../../src/sandbox/server.ts';
import { buildRole, MANAGEMENT_AUDIT_ACTIONS, type World } from '../../src/sandbox/world.ts';
import {
  type AuditChange,
  type Audited,
  audit,
  callsOf,
  inputOf,
  open,
  stubEnvironment,
} from '../support/sandbox-scene.ts';
import { type account, MANAGEMENT, MEMBER, OTHER, smallAccounts, smallWorld } from '../support/sandbox-world.ts';
import { auditMoney, billCalls, monthOfUsage, SPEND_RULES, settingsOf, TAGGED } from '../support/spend-scene.ts';

beforeEach(() => stubEnvironment());

const TODAY = '2026-06-01';
const validate = new Ajv2020({ allErrors: true }).compile(reportJsonSchema());

/** Tagged and not, by profile and by principal, with a region that is switched off and bills. */
const BOOKS = [
  ...monthOfUsage(TODAY, MEMBER, '3', TAGGED),
  ...monthOfUsage(TODAY, OTHER, '2', { tags: { resource: {}, principal: { 'map-migrated': 'migABCDE12345' } } }),
  ...monthOfUsage(TODAY, OTHER, '0.05'),
  ...monthOfUsage(TODAY, MEMBER, '1', { ...TAGGED, region: 'af-south-1', usageType: 'AFS1-NovaPro-input-tokens' }),
];
const ACTIVE = { status: 'Active', updatedAt: '2024-12-17T00:00:00.000Z' } as const;
const PRINCIPALS = {
  allocationTags: [
    { key: 'map-migrated', ...ACTIVE },
    { key: 'iamPrincipal/map-migrated', ...ACTIVE },
  ],
};

/** Every rule as the run counted it, but for those that only the bill can tell. */
function otherRules({ head }: Audited) {
  return head.rules.filter(({ id }) => !SPEND_RULES.includes(id) && id !== 'map-cost-allocation-tag-inactive');
}

/** The audit with a bill that cannot be read is the one without it, and says why. */
async function expectUnavailable(
  world: World,
  change: {
    options?: Partial<SandboxOptions>;
    configuration?: object;
    audit?: (sandbox: Sandbox) => Promise<AuditChange>;
  },
): Promise<{ readonly spend: Extract<Spend, { status: 'unavailable' }>; readonly sandbox: Sandbox }> {
  const { options, configuration = {} } = change;
  const bare = await open({}, world);
  const without = await audit(bare, { settings: settingsOf(bare, configuration) });
  const sandbox = await open(options, world);
  const settings = settingsOf(sandbox, configuration);
  const audited = await audit(sandbox, { spend: true, settings, ...(await change.audit?.(sandbox)) });
  const { spend } = audited.head;
  if (spend.status !== 'unavailable') throw new Error(`the bill was read: ${JSON.stringify(spend)}`);
  expect(audited.exit).toBe(without.exit);
  expect(audited.resources).toEqual(without.resources);
  expect(audited.head.coverage).toEqual(without.head.coverage);
  expect(otherRules(audited)).toEqual(otherRules(without));
  expect(spend.reason).toMatch(/^The bill could not be read: .*\.$/);
  for (const id of SPEND_RULES) {
    const rule = audited.head.rules.find((each) => each.id === id);
    expect(rule).toMatchObject({ id, compliant: 0, nonCompliant: 0, notApplicable: 0, insufficientData: 3 });
  }
  const chunks: string[] = [];
  for await (const chunk of json(audited.run)) chunks.push(chunk);
  expect(validate(JSON.parse(chunks.join(''))), JSON.stringify(validate.errors)).toBe(true);
  return { spend, sandbox };
}

describe('a bill that cannot be read leaves the audit as it is without one, and the report says why', () => {
  test.for([
    ['ce-denied', /ce:GetCostAndUsage failed with AccessDeniedException .*Allow ce:GetCostAndUsage/],
    ['ce-not-enabled', /AccessDeniedException \(User not enabled for cost explorer access\).*switched on/],
    ['ce-throttled', /LimitExceededException.*one request a second/],
    ['ce-unavailable', /ce:GetCostAndUsage failed with DataUnavailableException.*Run again; data is missing/],
    ['ce-html', /ce:GetCostAndUsage failed with SyntaxError .*Run again; .* what answers in place of Cost Explorer/],
  ] as const satisfies readonly (readonly [FaultKind, RegExp])[])('%s', async ([kind, reason]) => {
    const faults = [{ kind, accountId: '*' }];
    const { spend, sandbox } = await expectUnavailable(smallWorld({ books: BOOKS }), { options: { faults } });
    expect(spend.reason).toMatch(reason);
    // No more is asked where the first answers say that nothing will come; throttling is tried twice.
    expect(spend.requests).toBe(billCalls(sandbox).length);
    expect(billCalls(sandbox).length).toBeLessThanOrEqual(4);
  });

  test.for(['', '{}', '{"ResultsByTime":[{}]}', '[]', 'null', '{"CostAllocationTags":7}', '{"CostAll'])(
    'an answer that is none: %s',
    async (body) => {
      const change = { audit: spoiledBill(body) };
      const { spend } = await expectUnavailable(smallWorld({ books: BOOKS }), change);
      expect(spend.reason).toMatch(/ce:\w+ failed with (MalformedResponse|SyntaxError|TypeError)/);
    },
  );

  test('tells the state of the tag all the same, where that was read', async () => {
    const sandbox = await open({ faults: [{ kind: 'ce-unavailable', accountId: '*' }] });
    const { head } = await audit(sandbox, { spend: true });
    const rule = head.rules.find(({ id }) => id === 'map-cost-allocation-tag-inactive');
    expect(rule).toMatchObject({ compliant: 1, insufficientData: 0 });
    sandbox.setFaults([{ kind: 'ce-denied', accountId: '*' }]);
    const refused = await audit(sandbox, { spend: true });
    const unknown = refused.head.rules.find(({ id }) => id === 'map-cost-allocation-tag-inactive');
    expect(unknown).toMatchObject({ compliant: 0, insufficientData: 1 });
  });
});

describe('a judged week that cannot be read', () => {
  test('leaves the sums of the window, and no account is judged', async () => {
    const whole = (await auditMoney(await open({}, smallWorld({ books: BOOKS, ...PRINCIPALS })))).spend;
    const failCall: SandboxOptions['failCall'] = ({ operation }, nth) =>
      operation === 'GetCostAndUsage' && nth === 3 ? { code: 'AccessDeniedException', status: 400 } : undefined;
    const sandbox = await open({ failCall }, smallWorld({ books: BOOKS, ...PRINCIPALS }));
    const { spend, head, findings } = await auditMoney(sandbox);
    expect(spend).toMatchObject({ status: 'partial', lost: null, atRisk: null, belowThreshold: whole.unattributed });
    expect(spend.missing).toEqual([
      expect.stringMatching(/^No account is judged .* the last seven days are missing: .*AccessDeniedException/),
    ]);
    const { byAccount, byService, byMonth, byOu, byAgreement, total } = whole;
    expect(spend).toMatchObject({ byAccount, byService, byMonth, byOu, byAgreement, total });
    for (const id of SPEND_RULES) {
      const rule = head.rules.find((each) => each.id === id);
      expect(rule).toMatchObject({ id, compliant: 0, nonCompliant: 0, notApplicable: 0, insufficientData: 3 });
    }
    expect(findings.filter(({ lost, atRisk }) => lost !== null || atRisk !== null)).toEqual([]);
    // What does not need the week is told all the same.
    expect(head.coverage.gaps).toMatchObject([{ region: 'af-south-1', code: 'RegionDisabledWithSpend' }]);
  });
});

/** Between the audit and the sandbox: answers every call of Cost Explorer itself, with 200. */
function spoiledBill(body: string): (sandbox: Sandbox) => Promise<AuditChange> {
  return async ({ url }) => {
    const relay = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
      if (/\/ce\/aws4_request/.test(String(incoming.headers.authorization))) {
        incoming.resume();
        outgoing.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(body);
        return;
      }
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
      const { host: _host, connection: _connection, 'content-length': _length, ...headers } = incoming.headers;
      const method = incoming.method ?? 'GET';
      const answer = await fetch(`${url}${incoming.url}`, {
        method,
        headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
        ...(method !== 'GET' && { body: Buffer.concat(chunks) }),
      });
      outgoing.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
      outgoing.end(Buffer.from(await answer.arrayBuffer()));
    };
    const server = createServer((incoming, outgoing) => {
      relay(incoming, outgoing).catch((error: Error) => outgoing.destroy(error));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    // A server that listens on a port has an address of this form.
    const { port } = server.address() as AddressInfo;
    return { aws: { endpoint: `http://127.0.0.1:${port}` } };
  };
}

describe('the bill of the management account', () => {
  const ROLE = 'BillReader';
  const billReader = buildRole({ name: ROLE, actions: MANAGEMENT_AUDIT_ACTIONS });
  const configuration = { organization: { auditRole: 'MapwardenAudit', managementRole: ROLE } };

  function delegated(managementRoles: Parameters<typeof account>[0]['roles']): World {
    const accounts = smallAccounts.map((one) =>
      one.id === MANAGEMENT ? { ...one, roles: managementRoles ?? [] } : one,
    );
    return smallWorld({ accounts, books: BOOKS, delegatedAdministrators: [OTHER], caller: { accountId: OTHER } });
  }

  test('is read with the credentials of a caller who is in it', async () => {
    const sandbox = await open({}, smallWorld({ books: BOOKS }));
    const { spend } = await auditMoney(sandbox, configuration);
    expect(spend.total).toBe('181.5');
    expect(new Set(billCalls(sandbox).map(({ accountId }) => accountId))).toEqual(new Set([MANAGEMENT]));
    const assumed = callsOf(sandbox, 'AssumeRole').map((call) => inputOf(call, 'RoleArn'));
    expect(assumed.filter((arn) => arn.includes(MANAGEMENT))).toEqual([]);
  });

  test('is read under managementRole by a caller who is elsewhere, in one session', async () => {
    const sandbox = await open({}, delegated([buildRole(), billReader]));
    const { spend, head } = await auditMoney(sandbox, configuration);
    expect(spend.total).toBe('181.5');
    expect(new Set(billCalls(sandbox).map(({ accountId }) => accountId))).toEqual(new Set([MANAGEMENT]));
    const sessions = callsOf(sandbox, 'AssumeRole').filter((call) => inputOf(call, 'RoleArn').includes(MANAGEMENT));
    expect(sessions.map((call) => inputOf(call, 'RoleArn')).sort()).toEqual([
      `arn:aws:iam::${MANAGEMENT}:role/${ROLE}`,
      `arn:aws:iam::${MANAGEMENT}:role/MapwardenAudit`,
    ]);
    for (const call of sessions) expect(inputOf(call, 'RoleSessionName')).toContain(head.runId);
  });

  test('is read in the one session of the audit role where both roles are the same', async () => {
    const both = buildRole({ actions: MANAGEMENT_AUDIT_ACTIONS });
    const sandbox = await open({}, delegated([both]));
    expect((await auditMoney(sandbox)).spend.total).toBe('181.5');
    const sessions = callsOf(sandbox, 'AssumeRole').filter((call) => inputOf(call, 'RoleArn').includes(MANAGEMENT));
    expect(sessions).toHaveLength(1);
  });

  test('is not read where that role is missing, and never taken from the account of the caller', async () => {
    const { spend, sandbox } = await expectUnavailable(delegated([buildRole()]), { configuration });
    expect(spend.reason).toMatch(
      /sts:AssumeRole failed with AccessDenied .*Create the role BillReader in the management account/,
    );
    expect(spend.requests).toBe(0);
    expect(billCalls(sandbox)).toEqual([]);
  });

  test('is not read where that role may not', async () => {
    const { spend } = await expectUnavailable(delegated([buildRole()]), {});
    expect(spend.reason).toMatch(/AccessDeniedException.*Allow ce:\w+ to the caller or the role MapwardenAudit/);
  });
});
