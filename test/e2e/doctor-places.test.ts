import { access } from 'node:fs/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { Alert } from '../../src/report/alert-schema.ts';
import type { FaultKind } from '../../src/sandbox/faults.ts';
import { alertDesk, UNTAGGED } from '../support/alert-scene.ts';
import { answeringServer } from '../support/answering-server.ts';
import { doctorScene } from '../support/doctor-scene.ts';
import { callsOf, stubEnvironment } from '../support/sandbox-scene.ts';
import { MANAGEMENT } from '../support/sandbox-world.ts';

beforeEach(() => stubEnvironment());

const TOPIC = `arn:aws:sns:us-east-1:${MANAGEMENT}:mapwarden-alerts`;
const SECRET = `arn:aws:secretsmanager:us-east-1:${MANAGEMENT}:secret:mapwarden/slack-webhook-a1B2c3`;
const ALERTS = {
  alerts: {
    sns: { topicArn: TOPIC },
    slack: { webhookSecretArn: SECRET },
    eventBridge: { busName: 'mapwarden' },
    routes: [{ topicArn: `${TOPIC.slice(0, -'alerts'.length)}chat`, format: 'amazon-q' }],
  },
};
const QUICKLY = ['--no-spend', '--account', MANAGEMENT];
const S3 = { store: { type: 's3', bucket: `mapwarden-runs-${MANAGEMENT}`, prefix: 'map' } };

/** A topic for machines and one for chat, both with a subscriber on this machine. */
async function topics() {
  const subscriber = await answeringServer({ status: 200, body: '' });
  const subscribers = [{ protocol: 'http', endpoint: subscriber.url }] as const;
  const chat = ALERTS.alerts.routes.map(({ topicArn }) => ({ arn: topicArn, subscribers }));
  return { subscriber, world: { topics: [{ arn: TOPIC, subscribers }, ...chat] as const } };
}

describe('receivers of alerts', () => {
  test('are sent nothing without --alert, and what can be seen of them is', async () => {
    const { examine, sandbox } = await doctorScene({ world: (await topics()).world, change: ALERTS });

    const { code, states } = await examine(...QUICKLY);

    expect(code).toBe(0);
    expect(states('alert-delivery')).toEqual(['skipped', 'skipped', 'skipped', 'skipped']);
    expect(states('webhook-address')).toEqual(['ok']);
    expect([sandbox.published(), sandbox.slackMessages(), sandbox.events()]).toEqual([[], [], []]);
  });

  test('get a test message each with --alert, which says that it is one and fits the published schema', async () => {
    const { subscriber, world } = await topics();
    const { examine, sandbox } = await doctorScene({ world, change: ALERTS });

    const { code, states } = await examine('--alert', ...QUICKLY);

    expect(code).toBe(0);
    expect(states('alert-delivery')).toEqual(['ok', 'ok', 'ok', 'ok']);
    await sandbox.delivered();
    const bodies = subscriber.requests.map(({ body }) => JSON.parse(JSON.parse(body).Message));
    const document = bodies.find(({ kind }) => kind === 'test');
    expect(Alert.parse(document)).toMatchObject({ kind: 'test', organizationId: 'o-northwind01' });
    expect(bodies.find(({ version }) => version === '1.0')).toMatchObject({
      content: { title: 'mapwarden: test message' },
    });
    expect(JSON.stringify(sandbox.slackMessages())).toContain('This is a test');
    expect(sandbox.events().map(({ detailType }) => detailType)).toEqual(['Mapwarden Test']);
  });

  test.for<readonly [FaultKind, string, string]>([
    ['sns-denied', TOPIC, 'Allow sns:Publish on'],
    ['sns-kms-denied', TOPIC, 'kms:GenerateDataKey and kms:Decrypt to publish'],
    ['slack-gone', SECRET, 'make a new webhook there'],
  ])('that do not accept it fail, such as by %s, with the receiver and the remedy', async ([kind, target, remedy]) => {
    const { world } = await topics();
    const { examine } = await doctorScene({ world, change: ALERTS, sandbox: { faults: [{ kind, accountId: '*' }] } });

    const { code, checkup } = await examine('--alert', ...QUICKLY);

    expect(code).toBe(1);
    const failed = checkup.checks.filter(({ state }) => state === 'failed');
    expect(failed.map(({ id }) => id)).toContain('alert-delivery');
    expect(failed.find(({ subject }) => subject?.endsWith(target))).toMatchObject({
      remedy: expect.stringContaining(remedy),
      failure: { message: expect.stringMatching(/./) },
    });
  });

  test('that cannot be reached are unknown, not failed', async () => {
    const { world } = await topics();
    const faults = [{ kind: 'sns-lost-answer', accountId: '*' }] as const;
    const { examine } = await doctorScene({ world, change: ALERTS, sandbox: { faults } });

    const { code, checkup } = await examine('--alert', ...QUICKLY);

    expect(code).toBe(1);
    expect(checkup.checks.filter(({ id, state }) => id === 'alert-delivery' && state === 'unknown')).toHaveLength(2);
  });

  test('whose secret holds no address of Slack fail, and the secret is in no output', async () => {
    const secrets = [
      {
        arn: SECRET,
        name: 'mapwarden/slack-webhook',
        value: 'https://evil.example/T0SECRET',
        createdAt: '2026-01-12T08:00:00.000Z',
      },
    ] as const;
    const { examine, read } = await doctorScene({
      world: { secrets },
      change: { alerts: { slack: { webhookSecretArn: SECRET } } },
    });

    const { code, wrong } = await examine(...QUICKLY);
    const { stdout, stderr } = await read(...QUICKLY);

    expect(code).toBe(1);
    expect(wrong('webhook-address')).toMatchObject({ state: 'failed', failure: { code: 'InvalidWebhook' } });
    expect(`${stdout}${stderr}`).not.toContain('T0SECRET');
  });
});

describe('the store in S3', () => {
  test('is written to, read, listed and left as it was', async () => {
    const { examine, sandbox } = await doctorScene({ change: S3 });

    const { code, states } = await examine(...QUICKLY);

    expect({ code, store: states('store') }).toEqual({ code: 0, store: ['ok'] });
    const keys = ['PutObject', 'GetObject', 'DeleteObject'].map((name) =>
      callsOf(sandbox, name).map(({ input }) => Reflect.get(Object(input), 'Key')),
    );
    expect(new Set(keys.flat()).size).toBe(1);
    expect(keys.flat()[0]).toMatch(/^map\/doctor\/[0-9a-f-]{36}\.json$/);
  });

  test.for([
    [
      'that denies access',
      { sandbox: { faults: [{ kind: 's3-denied', accountId: '*' }] as const } },
      'Allow s3:ListBucket on the bucket',
    ],
    ['that does not exist', { store: 'no-such-bucket-here' }, 'Create the bucket'],
  ] as const)('%s blocks the audit', async ([, given, remedy]) => {
    const bucket = 'store' in given ? given.store : S3.store.bucket;
    const { examine } = await doctorScene({
      change: { store: { ...S3.store, bucket } },
      ...('sandbox' in given && { sandbox: { faults: given.sandbox.faults } }),
    });

    const { code, checkup, wrong } = await examine(...QUICKLY);

    expect({ code, readiness: checkup.readiness }).toEqual({ code: 1, readiness: 'blocked' });
    expect(wrong('store')).toMatchObject({ state: 'failed', remedy: expect.stringContaining(remedy) });
  });
});

describe('the store in a folder', () => {
  test('that need not exist yet is not made', async () => {
    const { examine, out } = await doctorScene();

    const { states } = await examine('--out', out, ...QUICKLY);

    expect(states('store')).toEqual(['ok']);
    await expect(access(out)).rejects.toThrow('ENOENT');
  });
});

describe('another tagger', () => {
  const TODAY = ['doctor', '--format', 'json', '--no-spend', '--quiet'];

  test('is told by a tag that did not stay, after the audit that saw it, and only then', async () => {
    const desk = await alertDesk();
    const tagger = async () => {
      const { stdout } = await desk.run([...TODAY, '--now', '2026-06-09']);
      const [check] = JSON.parse(stdout).checks.filter(({ id }: { readonly id: string }) => id === 'other-tagger');
      return `${check.state}: ${check.message}`;
    };
    expect(await tagger()).toContain('skipped: mapwarden has written no tag');
    await desk.run(['audit', '--no-spend', '--quiet', '--now', '2026-06-01']);
    await desk.run(['plan', '--quiet', '--now', '2026-06-01T13:00:00Z']);
    await desk.run(['apply', 'latest', '--approve', '--quiet', '--now', '2026-06-01T13:00:00Z']);

    expect(await tagger()).toContain('unknown: No whole audit has looked at the one resource');
    await desk.run(['audit', '--no-spend', '--quiet', '--now', '2026-06-02']);
    expect(await tagger()).toContain('ok: No tag was gone');
    await desk.retag(UNTAGGED, {});
    await desk.run(['audit', '--no-spend', '--quiet', '--now', '2026-06-03']);
    expect(await tagger()).toMatch(/^failed: Of the one resource .* 1 had it wrong again in run 20260603T/);
  });
});
