import { onTestFinished } from 'vitest';
import { connectAws } from '../../src/aws/connect.ts';
import { startSandbox } from '../../src/sandbox/server.ts';
import { buildAccount, buildProfile, buildRemediationRole, buildWorld } from '../../src/sandbox/world.ts';
import { QUICK } from '../aws/support.ts';
import { fakeTagging } from '../support/fake-tagging.ts';
import { taggingPortContract } from './tagging-port.ts';

taggingPortContract('the fake', async ({ resources, closed }) => fakeTagging(resources, { closed: [closed] }));

taggingPortContract('AWS', async ({ resources, closed }) => {
  const regions = ['us-east-1', 'eu-west-1'].map((region) => ({ region, status: 'ENABLED' as const }));
  const profiles = Object.entries(resources).map(([arn, tags]) => {
    const [, , , region = '', accountId = '', resource = ''] = arn.split(':');
    const id = resource.split('/')[1] ?? '';
    return buildProfile({ id, accountId, region, tags: Object.entries(tags).map(([key, value]) => ({ key, value })) });
  });
  const roles = [buildRemediationRole()];
  const ids = [...new Set(profiles.map(({ accountId }) => accountId))];
  const world = buildWorld(
    [buildAccount({ id: '999988887777' }), ...ids.map((id) => buildAccount({ id, regions, roles }))],
    { profiles },
  );
  const options = { now: '2026-06-01T00:00:00.000Z', strict: true, tagLagMs: 0 };
  const sandbox = await startSandbox({ ...options, faults: [{ kind: 'access-denied', accountId: closed }] }, world);
  const aws = await connectAws({
    concurrency: 8,
    patience: QUICK,
    signal: new AbortController().signal,
    endpoint: sandbox.url,
    credentials: sandbox.credentials,
    loopbackOnly: true,
    userAgent: 'mapwarden/contract',
  });
  onTestFinished(async () => {
    aws.close();
    await sandbox.close();
    const violations = sandbox.violations();
    if (violations.length > 0) throw new Error(violations.join('\n'));
  });
  return aws.tagging(await aws.organization.caller(), {
    role: 'MapwardenRemediate',
    sessionName: 'mapwarden-contract',
    epochMs: () => Date.now(),
    callsASecond: 1_000,
  });
});
