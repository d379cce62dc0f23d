import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/domain/finding.ts';
import { ocsf } from '../../src/report/ocsf.ts';
import { createOcsfValidator } from '../support/ocsf.ts';
import { aFinding, anEarlyFinding, aRun, aSpendFinding, collected, ruleCounts } from '../support/run-builder.ts';
import { exampleRun } from './example-run.ts';
import { hostileFinding } from './hostile.ts';

const problemsOf = createOcsfValidator();

async function events(findings: readonly Finding[]) {
  return parsed(await collected(ocsf(aRun({ findings, rules: [ruleCounts('map-tag-missing')] }))));
}

function parsed(text: string) {
  expect(text === '' || text.endsWith('\n')).toBe(true);
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

describe('an OCSF event', () => {
  test('conforms to the class Compliance Finding of 1.8.0, one a line', async () => {
    const all = parsed(await collected(ocsf(exampleRun())));
    expect(all).toHaveLength(14);
    expect(all.flatMap(problemsOf)).toEqual([]);
  });

  test('conforms whatever the resources are called', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(hostileFinding, { maxLength: 4 }), async (findings) => {
        const all = await events(findings);
        expect(all).toHaveLength(findings.length);
        expect(all.flatMap(problemsOf)).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  test('says what failed, where and what to do', async () => {
    const [event] = await events([aFinding({ owner: 'payments@example.com' })]);
    expect(event).toMatchObject({
      type_uid: 200301,
      severity: 'High',
      status: 'New',
      time: Date.parse('2026-06-01T00:00:00.000Z'),
      cloud: {
        provider: 'AWS',
        region: 'us-east-1',
        account: { uid: '111122223333', name: 'payments', type: 'AWS Account' },
        org: { uid: 'o-exampleorg', ou_uid: 'ou-root-apps' },
      },
      finding_info: { uid: 'finding-1', title: 'The rule map-tag-missing' },
      compliance: { control: 'map-tag-missing', status: 'Fail', status_code: 'missing' },
      resources: [
        {
          type: 'inference-profile',
          name: 'chat-1',
          cloud_partition: 'aws',
          owner: { name: 'payments@example.com' },
          tags: [{ name: 'team', value: 't1' }],
          labels: ['model:amazon.nova-pro-v1:0'],
        },
      ],
    });
  });

  test('leaves out what does not apply', async () => {
    const { resource } = aFinding();
    const nobody = { accountId: null, accountName: null, ouPath: null, region: null, defect: null };
    const bare = { ...resource, arn: null, createdAt: null, models: [], tags: null };
    const [event] = await events([aFinding({ ...nobody, resource: bare })]);
    expect(problemsOf(event)).toEqual([]);
    expect(event.cloud).toEqual({ provider: 'AWS', org: { uid: 'o-exampleorg' } });
    expect(event.resources).toEqual([{ uid: 'profile00001', name: 'chat-1', type: 'inference-profile' }]);
  });

  test.for([
    [{}, 'Fail', 'New', 'Create'],
    [{ status: 'open' }, 'Fail', 'New', 'Update'],
    [{ status: 'suppressed' }, 'Fail', 'Suppressed', 'Update'],
    [{ status: 'resolved' }, 'Pass', 'Resolved', 'Close'],
    [{ severity: 'informational' }, 'Warning', 'New', 'Create'],
    [{ ruleId: 'audit-coverage-gap' }, 'Unknown', 'New', 'Create'],
  ] as const)('with %j is %s, %s, %s', async ([overrides, compliance, status, activity]) => {
    const [event] = await events([aFinding(overrides)]);
    expect([event.compliance.status, event.status, event.activity_name]).toEqual([compliance, status, activity]);
    expect(problemsOf(event)).toEqual([]);
  });

  test('keeps money as the decimal strings of the report', async () => {
    const [event] = await events([aSpendFinding('319.7800000001')]);
    expect(event.unmapped.mapwarden.lost.amount).toBe('319.7800000001');
  });
});

describe('the validator that the tests use', () => {
  test.for([
    ['a member that OCSF does not have', { extra: 1 }, '.extra is unknown'],
    ['a member of a profile that is not applied', { osint: [] }, '.osint is unknown'],
    ['a number that is not on the list', { severity_id: 7 }, '.severity_id is not on the list'],
    ['a caption of another number', { severity: 'Low' }, '.severity_id is 5, so severity is not "Low"'],
    ['a text for a number', { time: 'now' }, '.time is no timestamp_t'],
    ['another type than class and activity make', { type_uid: 200399 }, 'type_uid is not 200301'],
    ['what is no array', { resources: {} }, '.resources is no array'],
    ['an object without name and uid', { resources: [{}] }, '.resources[0] has none of name,uid'],
    ['an object that the tests do not know', { evidences: [{}] }, '.evidences[0]: evidences is not kept here'],
  ] as const)('objects to %s', async ([, change, problem]) => {
    const [event] = await events([anEarlyFinding(1)]);
    expect(problemsOf({ ...event, ...change })).toContain(problem);
  });

  test('objects to what is missing', async () => {
    const [{ cloud: _, ...event }] = (await events([aFinding()])) as [Record<string, unknown>];
    expect(problemsOf(event)).toEqual(['.cloud is missing']);
  });
});
