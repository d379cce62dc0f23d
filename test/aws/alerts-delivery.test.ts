import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { deliverPending } from '../../src/app/deliver.ts';
import { connectAws } from '../../src/aws/connect.ts';
import type { Digest, Route } from '../../src/domain/alerts.ts';
import type { Outbox } from '../../src/ports/alerts.ts';
import { ALERT_FORMS } from '../../src/report/alert-forms.ts';
import type { Sandbox } from '../../src/sandbox/server.ts';
import { buildRole } from '../../src/sandbox/world.ts';
import { createWebhook } from '../../src/slack/webhook.ts';
import { assume, MANAGEMENT, open, smallWorld } from '../sandbox/support.ts';
import { aDigest, aRoute } from '../support/alerts.ts';
import { recordingProgress } from '../support/fakes.ts';
import { QUICK } from './support.ts';

/** An outbox with these in it. */
function outboxWith(digests: readonly Digest[]): Outbox & { readonly left: ReadonlySet<string> } {
  const left = new Set(digests.map(({ id }) => id));
  return {
    left,
    put: async () => undefined,
    async *pending() {
      for (const digest of digests) yield { place: digest.id, digest, accepted: [], isTried: false };
    },
    note: async () => undefined,
    withdraw: async () => undefined,
    linkTo: async () => undefined,
    remove: async (id) => void left.delete(id),
  };
}

/** Delivers as a run does whose own time is up. */
async function deliver(sandbox: Sandbox, outbox: Outbox, routes: readonly Route[]) {
  const { url: endpoint, credentials } = sandbox;
  const userAgent = 'test/1';
  const over = { concurrency: 4, patience: QUICK, signal: AbortSignal.abort(), userAgent, homeRegion: 'us-east-1' };
  const aws = await connectAws({ ...over, endpoint, credentials });
  const { signal } = new AbortController();
  const post = createWebhook({ signal, userAgent, allowLoopback: true });
  try {
    return await deliverPending(
      outbox,
      aws.alerts({ forms: ALERT_FORMS, post }, signal),
      routes,
      recordingProgress().progress,
    );
  } finally {
    aws.close();
  }
}

test('what a run found is told on every channel, though its time is up', async () => {
  const sandbox = await open();
  const { topicArn, eventBusName, secretArn } = sandbox.destinations;
  const routes = [
    aRoute({ id: 'sns', target: topicArn }),
    aRoute({ id: 'q', channel: 'amazon-q', target: topicArn }),
    aRoute({ id: 'slack', channel: 'slack', target: secretArn }),
    aRoute({ id: 'bus', channel: 'event-bridge', target: eventBusName }),
    aRoute({ id: 'gone', target: `${topicArn}-gone` }),
  ];
  const outbox = outboxWith(routes.map(({ id }) => aDigest(undefined, { id, routeId: id })));

  const { sent, undelivered } = await deliver(sandbox, outbox, routes);

  expect(sent).toBe(4);
  expect(undelivered).toMatchObject([{ routeId: 'gone', code: 'NotFoundException' }]);
  expect([...outbox.left]).toEqual(['gone']);
  expect(sandbox.published()).toHaveLength(2);
  expect(sandbox.slackMessages()).toHaveLength(1);
  expect(sandbox.events()).toHaveLength(1);
});

test('several digests go out at the pace that Slack asks for', async () => {
  const sandbox = await open({ slackBurst: 1 });
  const route = aRoute({ channel: 'slack', target: sandbox.destinations.secretArn });
  const outbox = outboxWith(['1', '2', '3'].map((id) => aDigest(undefined, { id, routeId: route.id })));

  expect(await deliver(sandbox, outbox, [route])).toEqual({ sent: 3, undelivered: [], damaged: [] });

  expect(sandbox.slackMessages()).toHaveLength(3);
});

/** The actions of the policy in the documentation. */
function documented(): readonly string[] {
  const page = readFileSync(new URL('../../docs/permissions.md', import.meta.url), 'utf8');
  const [, policy = ''] = /\n## Alerts\n[\s\S]*?```json\n([\s\S]*?)```/.exec(page) ?? [];
  const { Statement } = JSON.parse(policy);
  return Statement.map(({ Action }: { readonly Action: string }) => Action);
}

test('the documented policy is all that the channels need, and no more than they need', async () => {
  const teller = buildRole({ name: 'Teller', actions: documented() });
  const world = smallWorld();
  const accounts = world.accounts.map((one) =>
    one.id === MANAGEMENT ? { ...one, roles: [...one.roles, teller] } : one,
  );
  const sandbox = await open({}, { ...world, accounts });
  const { topicArn, eventBusName, secretArn, parameterName } = sandbox.destinations;
  const parameterArn = `arn:aws:ssm:us-east-1:${MANAGEMENT}:parameter${parameterName}`;
  const routes = [
    aRoute({ id: 'sns', target: topicArn }),
    aRoute({ id: 'q', channel: 'amazon-q', target: topicArn }),
    aRoute({ id: 'secret', channel: 'slack', target: secretArn }),
    aRoute({ id: 'parameter', channel: 'slack', target: parameterArn }),
    aRoute({ id: 'bus', channel: 'event-bridge', target: eventBusName }),
  ];
  const outbox = outboxWith(routes.map(({ id }) => aDigest(undefined, { id, routeId: id })));
  const credentials = await assume(sandbox, MANAGEMENT, { role: 'Teller' });
  sandbox.resetMetrics();

  expect(await deliver({ ...sandbox, credentials }, outbox, routes)).toEqual({ sent: 5, undelivered: [], damaged: [] });

  const asked = sandbox.requests().map(({ service, operation }) => `${service}:${operation}`);
  expect([...new Set(asked)].sort()).toEqual([...documented()].sort());
});
