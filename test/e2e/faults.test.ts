import { beforeEach, describe, expect, test } from 'vitest';
import type { GapOutcome, TargetOutcome } from '../../src/domain/outcome.ts';
import type { ReportHead } from '../../src/domain/report.ts';
import { FAULT_KINDS, type Fault, parseFault, type Sandbox } from '../../src/sandbox/server.ts';
import { audit, callsOf, open, QUICK, stubEnvironment } from '../support/sandbox-scene.ts';
import { goodProfile, MANAGEMENT, MEMBER, OTHER, smallWorld } from '../support/sandbox-world.ts';

beforeEach(() => stubEnvironment());

const ONE = `@${MEMBER}/us-east-1`;
const WHOLE = `@${MEMBER}`;
const LIST = 'bedrock:ListInferenceProfiles';

function faultsOf(...texts: readonly string[]): readonly Fault[] {
  const faults = texts.map((text) => parseFault(text));
  expect(faults).not.toContain(undefined);
  return faults.filter((fault) => fault !== undefined);
}

/** The outcomes that occurred, and how often. */
function outcomes(head: ReportHead): Partial<Record<TargetOutcome, number>> {
  return Object.fromEntries(Object.entries(head.coverage.byOutcome).filter(([, count]) => count > 0));
}

const QUIET = { 'region-disabled': 3, 'service-unavailable': 3 };

test('where nothing goes wrong, every target is accounted for, nothing is found, and the exit code is 0', async () => {
  const { head, findings, resources, exit } = await audit(await open());
  expect(outcomes(head)).toEqual({ scanned: 6, ...QUIET });
  expect(head.coverage).toMatchObject({ complete: true, targets: 12, selection: null, gaps: [] });
  expect({ findings, exit, read: resources.length }).toEqual({ findings: [], exit: 0, read: 5 });
});

interface Gap {
  readonly fault: string;
  readonly outcome: GapOutcome;
  readonly operation?: string;
  readonly code: string;
  /** Whether the ledger can have AWS's id of the request. */
  readonly hasRequestId: boolean;
  readonly remedy: RegExp;
  /** Targets lost; the one in us-east-1 unless given. */
  readonly regions?: readonly string[];
}

const both = ['eu-west-1', 'us-east-1'];
const GAPS: readonly Gap[] = [
  {
    fault: `role-denied${WHOLE}`,
    outcome: 'role-denied',
    operation: 'sts:AssumeRole',
    code: 'AccessDenied',
    hasRequestId: true,
    remedy: /Create the role MapwardenAudit/,
    regions: both,
  },
  {
    fault: `identity-mismatch${WHOLE}`,
    outcome: 'failed',
    operation: 'sts:AssumeRole',
    code: 'IdentityMismatch',
    hasRequestId: true,
    remedy: /Find out who answers/,
    regions: both,
  },
  {
    fault: `access-denied${ONE}`,
    outcome: 'access-denied',
    code: 'AccessDeniedException',
    hasRequestId: true,
    remedy: /Allow bedrock:ListInferenceProfiles to the role MapwardenAudit/,
  },
  {
    fault: `scp-denied${ONE}`,
    outcome: 'scp-denied',
    code: 'AccessDeniedException',
    hasRequestId: true,
    remedy: /service control policy that denies bedrock:ListInferenceProfiles in us-east-1/,
  },
  {
    fault: `throttled${ONE}`,
    outcome: 'throttled',
    code: 'ThrottlingException',
    hasRequestId: true,
    remedy: /lower --concurrency/,
  },
  {
    fault: `throttled-other${ONE}`,
    outcome: 'throttled',
    code: 'TooManyRequestsException',
    hasRequestId: true,
    remedy: /lower --concurrency/,
  },
  {
    fault: `server-error${ONE}`,
    outcome: 'failed',
    code: 'InternalServerException',
    hasRequestId: true,
    remedy: /request id [0-9a-f-]{36} to AWS Support/,
  },
  {
    fault: `html-error${ONE}`,
    outcome: 'failed',
    code: 'SyntaxError',
    hasRequestId: false,
    remedy: /error code to AWS Support/,
  },
  { fault: `malformed${ONE}`, outcome: 'failed', code: 'SyntaxError', hasRequestId: true, remedy: /AWS Support/ },
  { fault: `reset${ONE}`, outcome: 'failed', code: 'ECONNRESET', hasRequestId: false, remedy: /Run again/ },
  {
    fault: `hang${ONE}`,
    outcome: 'timed-out',
    code: 'ETIMEDOUT',
    hasRequestId: false,
    remedy: /network path to us-east-1/,
  },
  { fault: `repeat-token${ONE}`, outcome: 'failed', code: 'RepeatedToken', hasRequestId: false, remedy: /Run again/ },
];

const idsOf = (sandbox: Sandbox) => sandbox.requests().map(({ requestId }) => requestId);

describe('a fault that hides a target', () => {
  test.for(GAPS)('$fault is told as $outcome with code $code, and the exit code is 4', async (gap) => {
    const { regions = ['us-east-1'], operation = LIST } = gap;
    const sandbox = await open({ faults: faultsOf(gap.fault) });
    const { head, findings, exit } = await audit(sandbox, { aws: { patience: { ...QUICK, requestMs: 1_500 } } });

    expect(outcomes(head)).toEqual({ scanned: 6 - regions.length, [gap.outcome]: regions.length, ...QUIET });
    expect(head.coverage.gaps).toEqual(
      regions.map((region) => ({
        accountId: MEMBER,
        accountName: 'payments',
        region,
        outcome: gap.outcome,
        operation,
        code: gap.code,
        requestId: gap.hasRequestId ? expect.toBeOneOf(idsOf(sandbox)) : null,
        message: expect.stringMatching(/\S/),
        remedy: expect.stringMatching(gap.remedy),
      })),
    );
    expect(findings).toEqual([
      expect.objectContaining({
        ruleId: 'audit-coverage-gap',
        accountId: MEMBER,
        evidence: expect.objectContaining({ 'coverage.gaps': regions.length }),
      }),
    ]);
    expect({ complete: head.coverage.complete, exit }).toEqual({ complete: false, exit: 4 });
  });

  test('tags-denied leaves the carriers in sight but unjudged, and the target a gap', async () => {
    const sandbox = await open({ faults: faultsOf(`tags-denied${ONE}`) });
    const { head, resources, findings, exit } = await audit(sandbox);
    expect(outcomes(head)).toEqual({ scanned: 5, 'access-denied': 1, ...QUIET });
    expect(head.coverage.gaps).toEqual([
      expect.objectContaining({ operation: 'bedrock:ListTagsForResource', code: 'AccessDeniedException' }),
    ]);
    expect(head.totals).toMatchObject({ resources: 5, compliant: 3, insufficientData: 2, nonCompliant: 0 });
    const hidden = resources.filter(({ tags }) => tags === null);
    expect(hidden.map(({ id }) => id)).toEqual(['payments0001', 'payments0002']);
    const verdicts = new Set(hidden.flatMap(({ outcomes: verdict }) => Object.values(verdict)));
    expect([...verdicts].filter((verdict) => verdict === 'compliant' || verdict === 'non_compliant')).toEqual([]);
    expect(findings.map(({ ruleId }) => ruleId)).toEqual(['audit-coverage-gap']);
    expect(exit).toBe(4);
  });
});

const HARMLESS: readonly { readonly fault: string; readonly expected: object; readonly read: number }[] = [
  { fault: `bulk-tags-denied${ONE}`, expected: { scanned: 6, ...QUIET }, read: 5 },
  { fault: `regions-denied${WHOLE}`, expected: { scanned: 6, ...QUIET }, read: 5 },
  { fault: `throttled-once${ONE}`, expected: { scanned: 6, ...QUIET }, read: 5 },
  { fault: `expired-token${WHOLE}`, expected: { scanned: 6, ...QUIET }, read: 5 },
  { fault: `empty-pages${ONE}`, expected: { scanned: 6, ...QUIET }, read: 5 },
  {
    fault: `region-disabled${ONE}`,
    expected: { scanned: 5, 'region-disabled': 4, 'service-unavailable': 3 },
    read: 3,
  },
  {
    fault: `suspended${WHOLE}`,
    expected: { scanned: 4, 'account-inactive': 4, 'region-disabled': 2, 'service-unavailable': 2 },
    read: 2,
  },
  {
    fault: `closed${WHOLE}`,
    expected: { scanned: 4, 'account-inactive': 4, 'region-disabled': 2, 'service-unavailable': 2 },
    read: 2,
  },
  // What strikes writes, alerts and the store: an audit makes none.
  ...[
    'events-partial',
    'every-other-write-denied',
    'lagging-reads',
    'lost-write-answer',
    's3-denied',
    's3-lost-answer',
    's3-slow-down',
    'slack-error',
    'slack-gone',
    'slack-limited',
    'sns-denied',
    'sns-kms-denied',
    'sns-lost-answer',
    'sns-throttled',
    'tag-writes-denied',
    'tag-writes-scp-denied',
    'tag-writes-throttled',
  ].map((kind) => ({ fault: `${kind}@*`, expected: { scanned: 6, ...QUIET }, read: 5 })),
];

describe('a fault that hides nothing', () => {
  test.for(HARMLESS)(
    '$fault leaves the coverage complete, and the exit code is 0',
    async ({ fault, expected, read }) => {
      const { head, resources, findings, exit } = await audit(await open({ faults: faultsOf(fault) }));
      expect(outcomes(head)).toEqual(expected);
      expect({ complete: head.coverage.complete, findings, exit }).toEqual({ complete: true, findings: [], exit: 0 });
      expect(head.totals).toMatchObject({ resources: read, compliant: read });
      expect(resources).toHaveLength(read);
    },
  );

  test('bulk-tags-denied has the tags read one by one', async () => {
    const sandbox = await open({ faults: faultsOf(`bulk-tags-denied${ONE}`) });
    await audit(sandbox);
    const calls = callsOf(sandbox, 'ListTagsForResource').filter(({ service }) => service === 'bedrock');
    expect(calls).toHaveLength(2);
  });

  test('throttled-once has every call of the target made twice, and no other', async () => {
    const sandbox = await open({ faults: faultsOf(`throttled-once${ONE}`) });
    await audit(sandbox);
    const here = sandbox.requests().filter(({ accountId, region }) => accountId === MEMBER && region === 'us-east-1');
    const count = (operation: string) => here.filter((request) => request.operation === operation).length;
    expect([count('ListInferenceProfiles'), count('GetResources'), count('ListRegions')]).toEqual([2, 2, 1]);
    expect(callsOf(sandbox, 'ListInferenceProfiles')).toHaveLength(7);
  });
});

test('every kind of fault that the sandbox knows is in one of these tables', () => {
  const covered = [...GAPS, ...HARMLESS].map(({ fault }) => fault.replace(/@.*/, ''));
  // What the bill suffers has a file of its own: spend-failures.test.ts.
  const ofTheBill = ['ce-denied', 'ce-html', 'ce-not-enabled', 'ce-throttled', 'ce-unavailable'];
  expect([...covered, 'tags-denied', ...ofTheBill].sort()).toEqual([...FAULT_KINDS].sort());
});

test('role denied, explicit SCP deny, throttling, disabled region and no endpoint are five outcomes of one run', async () => {
  const sandbox = await open({
    faults: faultsOf(`role-denied@${OTHER}`, `scp-denied${ONE}`, `throttled@${MEMBER}/eu-west-1`),
  });
  const { head, exit } = await audit(sandbox);
  expect(outcomes(head)).toEqual({ scanned: 2, 'role-denied': 2, 'scp-denied': 1, throttled: 1, ...QUIET });
  expect(head.coverage.gaps.map(({ accountId, region, outcome }) => [accountId, region, outcome])).toEqual([
    [MEMBER, 'eu-west-1', 'throttled'],
    [MEMBER, 'us-east-1', 'scp-denied'],
    [OTHER, 'eu-west-1', 'role-denied'],
    [OTHER, 'us-east-1', 'role-denied'],
  ]);
  expect(exit).toBe(4);
});

describe('the exit code', () => {
  const untagged = smallWorld({ profiles: [goodProfile({ accountId: MANAGEMENT, id: 'untagged0001', tags: [] })] });

  test('is 1 where everything was read and something is wrong', async () => {
    const { head, findings, exit } = await audit(await open({}, untagged));
    expect(findings.map(({ ruleId }) => ruleId)).toEqual(['map-tag-missing']);
    expect({ complete: head.coverage.complete, exit }).toEqual({ complete: true, exit: 1 });
  });

  test('is 4 where something is wrong and not everything was read', async () => {
    const { findings, exit } = await audit(await open({ faults: faultsOf(`access-denied${ONE}`) }, untagged));
    expect(findings.map(({ ruleId }) => ruleId).sort()).toEqual(['audit-coverage-gap', 'map-tag-missing']);
    expect(exit).toBe(4);
  });
});
