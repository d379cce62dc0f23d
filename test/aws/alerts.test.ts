import { describe, expect, test } from 'vitest';
import { createAlerts } from '../../src/aws/alerts.ts';
import type { Digest, Route } from '../../src/domain/alerts.ts';
import { ALERT_FORMS } from '../../src/report/alert-forms.ts';
import type { FaultKind } from '../../src/sandbox/faults.ts';
import type { Sandbox } from '../../src/sandbox/server.ts';
import { createWebhook } from '../../src/slack/webhook.ts';
import { open, smallWorld } from '../sandbox/support.ts';
import { aChange, aDigest, aRoute, manyChanges } from '../support/alerts.ts';
import { answeringServer } from '../support/answering-server.ts';
import { aFinding } from '../support/run-builder.ts';
import { aTransport, failureOf, KEYS, QUICK } from './support.ts';

const PAUSES = [1, 1, 1];

function alertsAt(endpoint: string, credentials = KEYS) {
  const transport = aTransport({ endpoint, patience: { ...QUICK, callMs: 2_000 } });
  const webhook = {
    signal: transport.signal,
    userAgent: 'test/1',
    allowLoopback: true,
    pausesMs: [1],
    longestPauseMs: 0,
  };
  const tools = { forms: ALERT_FORMS, post: createWebhook(webhook) };
  return createAlerts(transport, tools, { credentials, homeRegion: 'us-east-1', pausesMs: PAUSES });
}

async function send(sandbox: Sandbox, route: Partial<Route>, digest: Digest = aDigest()): Promise<void> {
  await alertsAt(sandbox.url, sandbox.credentials).send(aRoute(route), digest);
}

/** Fails everywhere. */
async function withFault(kind: FaultKind): Promise<Sandbox> {
  return open({ faults: [{ kind, accountId: '*' }] });
}

const answering = (body: string) => answeringServer({ status: 200, body });

describe('a topic', () => {
  test('receives the digest with what subscriptions filter by', async () => {
    const sandbox = await open();
    const digest = aDigest(manyChanges(3));

    await send(sandbox, { target: sandbox.destinations.topicArn }, digest);

    const [published, ...others] = sandbox.published();
    expect(others).toEqual([]);
    const forms = ALERT_FORMS.sns(digest);
    expect(published).toMatchObject({
      topicArn: sandbox.destinations.topicArn,
      subject: forms.subject,
      message: forms.message,
      messageStructure: 'json',
      attributes: {
        kind: { type: 'String', value: 'digest' },
        severity: { type: 'String', value: 'high' },
        ruleId: { type: 'String.Array', value: '["map-tag-missing"]' },
        accountId: { type: 'String.Array', value: '["111122223333"]' },
        ouPath: { type: 'String.Array', value: '["o-exampleorg/r-root/ou-root-apps"]' },
      },
      deliveries: [{ protocol: 'email', message: JSON.parse(forms.message).email }],
    });
  });

  test('of Amazon Q receives a custom notification and nothing around it', async () => {
    const sandbox = await open();
    await send(sandbox, { channel: 'amazon-q', target: sandbox.destinations.topicArn });
    expect(sandbox.published()).toMatchObject([{ subject: null, messageStructure: null }]);
    expect(JSON.parse(sandbox.published()[0]?.message ?? '')).toMatchObject({ version: '1.0', source: 'custom' });
  });

  test('takes ten thousand changes in either form', async () => {
    const sandbox = await open();
    const digest = aDigest(manyChanges(10_000));
    await send(sandbox, { target: sandbox.destinations.topicArn }, digest);
    await send(sandbox, { channel: 'amazon-q', target: sandbox.destinations.topicArn }, digest);
    expect(sandbox.published()).toHaveLength(2);
  });

  test('is asked in the region that its ARN names', async () => {
    const sandbox = await open();
    const target = sandbox.destinations.topicArn.replace('us-east-1', 'eu-west-1');
    const failure = await failureOf(send(sandbox, { target }));
    expect(failure).toMatchObject({ outcome: 'failed', operation: 'sns:Publish', code: 'NotFoundException' });
    expect(sandbox.requests().map(({ region }) => region)).toEqual(['eu-west-1']);
  });

  test.for<[FaultKind, object]>([
    ['sns-denied', { outcome: 'access-denied', code: 'AuthorizationErrorException' }],
    ['sns-throttled', { outcome: 'throttled' }],
    ['sns-kms-denied', { code: 'KMSAccessDeniedException' }],
  ])('that fails with %s did not accept it', async ([kind, expected]) => {
    const sandbox = await withFault(kind);
    const failure = await failureOf(send(sandbox, { target: sandbox.destinations.topicArn }));
    expect(failure).toMatchObject({ operation: 'sns:Publish', ...expected });
    expect(sandbox.published()).toEqual([]);
  });

  test.for(['nowhere', 'arn:aws:sns::999988887777:topic'])('called %j is refused', async (target) => {
    const failure = await failureOf(alertsAt('http://127.0.0.1:9').send(aRoute({ target }), aDigest()));
    expect(failure).toMatchObject({ operation: 'sns:Publish', code: 'InvalidTarget' });
  });

  test('that keeps an order is told the id under which what is sent twice arrives once', async () => {
    const { url, requests } = await answering(
      '<PublishResponse><PublishResult><MessageId>m</MessageId></PublishResult></PublishResponse>',
    );
    const digest = aDigest();
    await alertsAt(url).send(aRoute({ target: 'arn:aws:sns:us-east-1:999988887777:alerts.fifo' }), digest);
    await alertsAt(url).send(aRoute({ target: 'arn:aws:sns:us-east-1:999988887777:alerts' }), digest);
    const ids = requests.map(({ body }) => {
      const form = new URLSearchParams(body);
      return [form.get('MessageGroupId'), form.get('MessageDeduplicationId')];
    });
    expect(ids).toEqual([
      ['sns-0123456789ab', digest.id],
      [null, null],
    ]);
  });

  test('that gives no id has not accepted the message', async () => {
    const { url } = await answering('<PublishResponse><PublishResult></PublishResult></PublishResponse>');
    const target = 'arn:aws:sns:us-east-1:999988887777:alerts';
    expect(await failureOf(alertsAt(url).send(aRoute({ target }), aDigest()))).toMatchObject({
      code: 'MalformedResponse',
    });
  });
});

describe('an event bus', () => {
  test.for(['name', 'ARN'])('by its %s receives an event for each finding', async (form) => {
    const sandbox = await open();
    const name = sandbox.destinations.eventBusName;
    const arn = `arn:aws:events:us-east-1:${sandbox.managementAccountId}:event-bus/${name}`;
    const digest = aDigest(manyChanges(12));

    await send(sandbox, { channel: 'event-bridge', target: form === 'name' ? name : arn }, digest);

    expect(sandbox.requests()).toHaveLength(2);
    const events = sandbox.events();
    expect(events.map(({ detail }) => detail)).toMatchObject(
      digest.changes.map((change) => ({ kind: 'change', digestId: digest.id, change })),
    );
    expect(events[0]).toMatchObject({
      eventBusName: name,
      source: 'mapwarden',
      detailType: 'Mapwarden Finding New',
      resources: [digest.changes[0]?.finding.resource.arn],
    });
  });

  test('is sent again just what it did not take', async () => {
    const sandbox = await withFault('events-partial');
    const digest = aDigest(manyChanges(10));
    await send(sandbox, { channel: 'event-bridge', target: sandbox.destinations.eventBusName }, digest);
    const told = sandbox.events().map(({ detail }) => JSON.stringify(detail));
    expect(told).toHaveLength(10);
    expect(new Set(told).size).toBe(10);
  });

  const entries = (...list: object[]) => JSON.stringify({ FailedEntryCount: 0, Entries: list });
  const taken = { EventId: 'e' };
  const throttled = { ErrorCode: 'ThrottlingException', ErrorMessage: 'slower' };
  const refused = { ErrorCode: 'MalformedDetail', ErrorMessage: 'why' };
  test.for<[name: string, answer: string, calls: number, expected: object]>([
    ['throttles for ever', entries(throttled), 4, { outcome: 'throttled', code: 'ThrottlingException' }],
    ['refuses an event', entries(refused), 1, { outcome: 'failed', code: 'MalformedDetail' }],
    ['does not say what became of an event', entries({}), 1, { outcome: 'failed', code: 'Unknown' }],
    ['answers about other events', entries(taken, taken), 1, { code: 'MalformedResponse' }],
    ['answers nothing', '{}', 1, { code: 'MalformedResponse' }],
  ])('that %s did not accept the digest', async ([, answer, calls, expected]) => {
    const { url, requests } = await answering(answer);
    const failure = await failureOf(alertsAt(url).send(aRoute({ channel: 'event-bridge', target: 'b' }), aDigest()));
    expect(failure).toMatchObject({ operation: 'events:PutEvents', ...expected });
    expect(requests).toHaveLength(calls);
  });
});

describe('Slack', () => {
  const slack = (target: string) => ({ channel: 'slack', target }) as const;

  test('receives the digest at the address that a secret or a parameter holds', async () => {
    const sandbox = await open();
    const { secretArn, parameterName } = sandbox.destinations;
    const parameterArn = `arn:aws:ssm:us-east-1:${sandbox.managementAccountId}:parameter${parameterName}`;
    const digest = aDigest(manyChanges(10_000));

    await send(sandbox, slack(secretArn), digest);
    await send(sandbox, slack(parameterArn), digest);

    const payload = JSON.parse(ALERT_FORMS.slack(digest));
    expect(sandbox.slackMessages()).toMatchObject([{ payload }, { payload }]);
  });

  /** A sandbox whose secret holds this text. */
  async function withSecret(value: (url: string) => string): Promise<Sandbox> {
    const world = smallWorld();
    const [first] = world.secrets;
    return open({}, { ...world, secrets: [{ ...first, value: value(first.value) }] });
  }

  test.for<[string, (url: string) => string]>([
    ['JSON', (url) => JSON.stringify({ url })],
    ['with lines around it', (url) => `\n${url}\n`],
    ['with more beside it', (url) => `{"url": "${url}", "channel": "#finops"}`],
  ])('is found by a secret in another form: %s', async ([, value]) => {
    const sandbox = await withSecret(value);
    await send(sandbox, slack(sandbox.destinations.secretArn));
    expect(sandbox.slackMessages()).toHaveLength(1);
  });

  test.for(['', ' ', '{', '{}', '{"url": 1}', '{"url": null}', '[]', 'hunter2', '{"url": "hunter2"}'])(
    'is not found by a secret that holds %j, which the error does not repeat',
    async (text) => {
      const sandbox = await withSecret(() => (text === '' ? '{"url": ""}' : text));
      const failure = await failureOf(send(sandbox, slack(sandbox.destinations.secretArn)));
      expect(failure.code).toMatch(/^Invalid(Secret|Webhook)$/);
      expect(JSON.stringify(failure)).not.toContain('hunter2');
      expect(sandbox.slackMessages()).toEqual([]);
    },
  );

  test('is not found where there is no such secret or parameter', async () => {
    const sandbox = await open();
    const secret = `arn:aws:secretsmanager:us-east-1:${sandbox.managementAccountId}:secret:none`;
    const parameter = `arn:aws:ssm:us-east-1:${sandbox.managementAccountId}:parameter/none`;
    expect(await failureOf(send(sandbox, slack(secret)))).toMatchObject({
      operation: 'secretsmanager:GetSecretValue',
      code: 'ResourceNotFoundException',
    });
    expect(await failureOf(send(sandbox, slack(parameter)))).toMatchObject({
      operation: 'ssm:GetParameter',
      code: 'ParameterNotFound',
    });
  });

  test.for<[FaultKind, object]>([
    ['slack-limited', { outcome: 'throttled', code: 'rate_limited' }],
    ['slack-gone', { outcome: 'failed', code: 'channel_is_archived' }],
    ['slack-error', { outcome: 'failed', code: 'rollup_error' }],
  ])('that fails with %s did not accept it, and its address is in no error', async ([kind, expected]) => {
    const sandbox = await withFault(kind);
    const error: unknown = await send(sandbox, slack(sandbox.destinations.secretArn)).catch(
      (caught: unknown) => caught,
    );
    expect(error).toMatchObject({ failure: { operation: 'slack:PostWebhook', ...expected } });
    const { pathname } = new URL(sandbox.destinations.slackUrl);
    expect(JSON.stringify([error, String(error), (error as Error).stack, (error as Error).cause])).not.toContain(
      pathname,
    );
    expect(sandbox.slackMessages()).toEqual([]);
  });
});

describe('hostile text', () => {
  const text = ` <!channel> *x* \`y\` <https://evil.example|bank> \u202e\u2028\ud83d\u0000 ${'v'.repeat(200)} `;
  const base = aFinding();
  const finding = aFinding({
    accountName: text,
    owner: text,
    message: text,
    ouPath: text,
    resource: { ...base.resource, name: text, tags: { 'map-migrated': text } },
  });

  test('arrives as text on every channel', async () => {
    const sandbox = await open();
    const digest = aDigest([aChange({ finding })]);
    const { topicArn, eventBusName, secretArn } = sandbox.destinations;
    await send(sandbox, { target: topicArn }, digest);
    await send(sandbox, { channel: 'amazon-q', target: topicArn }, digest);
    await send(sandbox, { channel: 'event-bridge', target: eventBusName }, digest);
    await send(sandbox, { channel: 'slack', target: secretArn }, digest);

    const [sns, chat] = sandbox.published().map(({ message }) => JSON.parse(message));
    expect(JSON.parse(sns.default).changes[0].finding).toEqual(finding);
    expect(sns.email).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    expect(chat.content.description).not.toMatch(/[<>]/);
    expect(sandbox.events()[0]?.detail).toMatchObject({ change: { finding } });
    const slack = JSON.stringify(sandbox.slackMessages()[0]?.payload);
    expect(slack).toContain('&lt;!channel&gt; *x* ˋyˋ');
    expect(slack).not.toContain('<!');
  });
});
