import { beforeEach, describe, expect, test, vi } from 'vitest';
import { PATIENCE } from '../../src/aws/patience.ts';
import type { Fault } from '../../src/sandbox/server.ts';
import { audit, callsOf, open, openStory, QUICK, stubEnvironment } from '../support/sandbox-scene.ts';
import { goodProfile, MEMBER, smallWorld } from '../support/sandbox-world.ts';

beforeEach(() => stubEnvironment());

const hangs: Fault = { kind: 'hang', accountId: MEMBER, region: 'us-east-1' };
/** Long enough that nothing ends by it. */
const PATIENT = { ...QUICK, requestMs: 100_000, callMs: 110_000 };

describe('a region that never answers', () => {
  test('delays no other: everything else has been read while it still hangs', async () => {
    const sandbox = await open({ faults: [hangs] });
    const interruption = new AbortController();
    const audited = audit(sandbox, {
      concurrency: 2,
      interrupted: interruption.signal,
      aws: { patience: PATIENT },
    });
    // Six targets are listed, four profiles elsewhere have their tags read in three calls, and one call is left.
    await vi.waitFor(
      () => {
        expect(callsOf(sandbox, 'ListInferenceProfiles')).toHaveLength(6);
        expect(callsOf(sandbox, 'GetResources')).toHaveLength(3);
        expect(sandbox.metrics().inFlight).toBe(1);
      },
      { timeout: 30_000, interval: 20 },
    );
    const others = callsOf(sandbox, 'ListInferenceProfiles').filter(({ accountId }) => accountId !== MEMBER);
    expect(others).toHaveLength(4);
    interruption.abort();
    const { head, resources, exit } = await audited;
    expect(head.coverage.byOutcome).toMatchObject({ scanned: 5, 'not-reached': 1 });
    expect(head.coverage.gaps).toMatchObject([{ accountId: MEMBER, region: 'us-east-1', outcome: 'not-reached' }]);
    expect(resources).toHaveLength(3);
    expect(exit).toBe(4);
  });

  test('is given up after its time, once, when silence is not tried again', async () => {
    const sandbox = await open({ faults: [hangs] });
    const { head } = await audit(sandbox, { aws: { patience: { ...QUICK, requestMs: 1_000, silentAttempts: 1 } } });
    expect(head.coverage.byOutcome).toMatchObject({ scanned: 5, 'timed-out': 1 });
    expect(callsOf(sandbox, 'ListInferenceProfiles')).toHaveLength(6);
  });

  test('is tried as often as patience says', async () => {
    const sandbox = await open({ faults: [hangs] });
    const { head } = await audit(sandbox, { aws: { patience: { ...QUICK, requestMs: 1_000, silentAttempts: 2 } } });
    expect(head.coverage.byOutcome).toMatchObject({ scanned: 5, 'timed-out': 1 });
    expect(callsOf(sandbox, 'ListInferenceProfiles')).toHaveLength(7);
  });
});

describe('the quotas of AWS', () => {
  test('slow the audit down and open no gap', async () => {
    // Never tagged, so that each costs a call: more than the sandbox allows at once.
    const profiles = Array.from({ length: 80 }, (_, at) =>
      goodProfile({ accountId: MEMBER, id: `quota${String(at).padStart(7, '0')}`, tags: [] }),
    );
    const sandbox = await open({ rateLimits: true, pageSize: 100 }, smallWorld({ profiles }));
    const { head } = await audit(sandbox, { aws: { patience: PATIENCE } });
    expect(head.coverage).toMatchObject({ complete: true, byOutcome: { scanned: 6 } });
    expect(head.totals).toMatchObject({ resources: 80, nonCompliant: 80, insufficientData: 0 });
    // At 20 a second with 40 at once, 80 in a row cannot all have been let through.
    expect(callsOf(sandbox, 'ListTagsForResource').length).toBeGreaterThan(80);
  });
});

describe('an organization of 101 accounts, 17 regions and 3 profiles a target', () => {
  test('is read with the necessary calls, on as many connections as calls may be in flight', async () => {
    const concurrency = 64;
    const sandbox = await openStory({ accounts: 101, regions: 17, profiles: 3, latencyMs: 50, pageSize: 1_000 });
    const startedMs = performance.now();
    const { head, findings, resources } = await audit(sandbox, { concurrency, aws: { patience: PATIENCE } });
    const seconds = (performance.now() - startedMs) / 1_000;

    const { world } = sandbox;
    const calls = sandbox.metrics().operations;
    const { byOutcome } = head.coverage;
    expect(head.coverage.targets).toBe(101 * 17);
    // The story: one account suspended, one without the role, three that may not use one region.
    expect(byOutcome).toMatchObject({ 'account-inactive': 17, 'role-denied': 17, 'scp-denied': 3, scanned: 1_680 });

    const audited = world.accounts.filter(({ state }) => state === 'ACTIVE' || state === 'PENDING_CLOSURE').length;
    const targetsWithProfiles = new Set(resources.map(({ accountId, region }) => `${accountId}/${region}`)).size;
    const tagged = new Set(world.profiles.filter(({ everTagged }) => everTagged).map(({ id }) => id));
    const found = new Set(findings.map(({ resource }) => resource.arn));
    const readAlone = resources.filter(({ id, arn }) => !tagged.has(id) || found.has(arn)).length;
    const necessary = {
      'account:ListRegions': audited,
      'bedrock:ListInferenceProfiles': byOutcome.scanned + byOutcome['scp-denied'],
      'bedrock:ListTagsForResource': readAlone,
      'organizations:DescribeOrganization': 1,
      'organizations:ListAccounts': Math.ceil(101 / 20),
      // The story's configuration looks for owners.
      'organizations:ListTagsForResource': audited,
      'sts:AssumeRole': audited - 1,
      'sts:GetCallerIdentity': 1,
      'tag:GetResources': targetsWithProfiles,
    };
    const sum = Object.values(necessary).reduce((total, count) => total + count, 0);
    const { requests, connections, maxInFlight } = sandbox.metrics();
    console.log(
      `${head.coverage.targets} targets in ${seconds.toFixed(1)} s: ${requests} calls where ${sum} are necessary, ` +
        `${connections} connections, ${maxInFlight} in flight`,
    );

    expect(calls['sts:AssumeRole']).toBe(necessary['sts:AssumeRole']);
    expect(Object.keys(calls)).toEqual(Object.keys(necessary));
    expect(requests).toBeGreaterThanOrEqual(sum);
    expect(requests).toBeLessThanOrEqual(1.05 * sum);
    expect(connections).toBeLessThanOrEqual(concurrency + 5);
    expect(maxInFlight).toBeLessThanOrEqual(concurrency);
    // Otherwise the bound above would say nothing.
    expect(maxInFlight).toBeGreaterThan(concurrency / 2);
  });
});
