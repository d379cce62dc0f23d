import { createServer } from 'node:http';
import {
  AuthorizationErrorException,
  KMSAccessDeniedException,
  NotFoundException,
  PublishCommand,
  ThrottledException,
} from '@aws-sdk/client-sns';
import { describe, expect, onTestFinished, test } from 'vitest';
import { buildRole } from '../../src/sandbox/world.ts';
import { HELLO, publish, TOPIC } from './sns-support.ts';
import { administratorOf, assume, clients, errorOf, MANAGEMENT, MEMBER, OTHER, open, smallWorld } from './support.ts';

interface Arrived {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A subscriber on loopback, and what it got. */
async function subscriber(status = 200): Promise<{ endpoint: string; arrived: readonly Arrived[] }> {
  const arrived: Arrived[] = [];
  const server = createServer((incoming, outgoing) => {
    let body = '';
    incoming.setEncoding('utf8').on('data', (piece: string) => {
      body += piece;
    });
    incoming.on('end', () => {
      arrived.push({ headers: incoming.headers, body: JSON.parse(body) });
      outgoing.writeHead(status).end();
    });
  });
  const port = await new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(Object(server.address()).port));
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { endpoint: `http://127.0.0.1:${port}/hook`, arrived };
}

describe('a topic', () => {
  test('that nobody has is not found', async () => {
    const sandbox = await open();

    const error = await errorOf(publish(sandbox, { TopicArn: `${TOPIC}-other` }));

    expect(error).toBeInstanceOf(NotFoundException);
    expect(error.$metadata?.httpStatusCode).toBe(404);
  });

  test('of another account is closed', async () => {
    const sandbox = await open();
    const { sns } = clients(sandbox, administratorOf(MEMBER));

    const error = await errorOf(sns.send(new PublishCommand(HELLO)));

    expect(error).toBeInstanceOf(AuthorizationErrorException);
    expect(error.message).toContain('SNS:Publish');
  });

  test('is closed to a role without the permission, and open to one with it', async () => {
    const world = smallWorld();
    const roles = [buildRole(), buildRole({ name: 'Teller', actions: ['sns:Publish'] })];
    const accounts = world.accounts.map((account) => (account.id === MANAGEMENT ? { ...account, roles } : account));
    const sandbox = await open({}, { ...world, accounts });
    const as = async (role: string) => clients(sandbox, await assume(sandbox, MANAGEMENT, { role })).sns;

    const error = await errorOf((await as('MapwardenAudit')).send(new PublishCommand(HELLO)));
    await (await as('Teller')).send(new PublishCommand(HELLO));

    expect(error).toBeInstanceOf(AuthorizationErrorException);
    expect(error.message).toContain(`not authorized to perform: sns:Publish on resource: ${TOPIC}`);
    expect(sandbox.published()).toHaveLength(1);
  });

  test('with a key that nobody may use takes nothing', async () => {
    const sandbox = await open({}, smallWorld({ topics: [{ arn: TOPIC, subscribers: [], kmsDenied: true }] }));

    expect(await errorOf(publish(sandbox, {}))).toBeInstanceOf(KMSAccessDeniedException);
    expect(sandbox.published()).toEqual([]);
  });
});

describe('a subscriber', () => {
  test('gets the notification that AWS sends, in the form for its protocol', async () => {
    const { endpoint, arrived } = await subscriber();
    const subscribers = [
      { protocol: 'http', endpoint },
      { protocol: 'email', endpoint: 'a@northwind.example' },
    ] as const;
    const sandbox = await open({}, smallWorld({ topics: [{ arn: TOPIC, subscribers }] }));

    const { MessageId } = await publish(sandbox, {
      Subject: 'hello',
      MessageStructure: 'json',
      Message: JSON.stringify({ default: '{"kind":"digest"}', email: 'Dear all', sms: 7 }),
      MessageAttributes: { severity: { DataType: 'String', StringValue: 'high' } },
    });
    await sandbox.delivered();

    expect(arrived).toMatchObject([
      {
        headers: {
          'content-type': 'text/plain; charset=UTF-8',
          'x-amz-sns-message-type': 'Notification',
          'x-amz-sns-message-id': MessageId,
          'x-amz-sns-topic-arn': TOPIC,
          'x-amz-sns-subscription-arn': expect.stringContaining(`${TOPIC}:`),
        },
        body: {
          Type: 'Notification',
          MessageId,
          TopicArn: TOPIC,
          Subject: 'hello',
          Message: '{"kind":"digest"}',
          Timestamp: sandbox.published()[0]?.at,
          MessageAttributes: { severity: { Type: 'String', Value: 'high' } },
        },
      },
    ]);
    expect(sandbox.published()[0]?.deliveries).toEqual([
      { protocol: 'http', endpoint, message: '{"kind":"digest"}', outcome: 'delivered' },
      { protocol: 'email', endpoint: 'a@northwind.example', message: 'Dear all', outcome: 'delivered' },
    ]);
  });

  test('gets nothing that its filter does not want', async () => {
    const wanting = await subscriber();
    const choosy = await subscriber();
    const filterPolicy = { severity: ['critical'] };
    const subscribers = [
      { protocol: 'http', endpoint: wanting.endpoint },
      { protocol: 'http', endpoint: choosy.endpoint, filterPolicy },
    ] as const;
    const sandbox = await open({}, smallWorld({ topics: [{ arn: TOPIC, subscribers }] }));

    await publish(sandbox, { MessageAttributes: { severity: { DataType: 'String', StringValue: 'high' } } });
    await publish(sandbox, { MessageAttributes: { severity: { DataType: 'String', StringValue: 'critical' } } });
    await sandbox.delivered();

    expect(wanting.arrived).toHaveLength(2);
    expect(choosy.arrived).toHaveLength(1);
    expect(sandbox.published()[0]?.deliveries[1]?.outcome).toBe('filtered');
  });

  test.for<[string, string | undefined]>([
    ['answers with an error', undefined],
    ['is not there', 'http://127.0.0.1:9/'],
    ['lives elsewhere than on loopback', 'http://192.0.2.1/'],
  ])('that %s does not keep the message from being published', async ([, elsewhere]) => {
    const endpoint = elsewhere ?? (await subscriber(500)).endpoint;
    const subscribers = [{ protocol: 'http', endpoint }] as const;
    const sandbox = await open({}, smallWorld({ topics: [{ arn: TOPIC, subscribers }] }));

    await publish(sandbox, {});
    await sandbox.delivered();

    expect(sandbox.published()[0]?.deliveries[0]?.outcome).toBe('failed');
  });
});

describe('the fault', () => {
  test.for([
    ['sns-denied', AuthorizationErrorException, 403],
    ['sns-throttled', ThrottledException, 429],
    ['sns-kms-denied', KMSAccessDeniedException, 400],
  ] as const)('%s keeps messages out, of the account that it names', async ([kind, expected, status]) => {
    const sandbox = await open({ faults: [{ kind, accountId: MANAGEMENT }] });

    const error = await errorOf(publish(sandbox, {}));
    sandbox.setFaults([{ kind, accountId: OTHER }]);
    await publish(sandbox, {});

    expect(error).toBeInstanceOf(expected);
    expect(error.$metadata?.httpStatusCode).toBe(status);
    expect(sandbox.published()).toHaveLength(1);
  });

  test('sns-lost-answer publishes and says nothing', async () => {
    const sandbox = await open({ faults: [{ kind: 'sns-lost-answer', accountId: '*', region: 'us-east-1' }] });

    expect(await errorOf(publish(sandbox, {}))).toMatchObject({ code: 'ECONNRESET' });
    expect(sandbox.published()).toHaveLength(1);
  });
});
