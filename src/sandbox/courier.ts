import type { Delivery, PublishedRecord } from './arrivals.ts';
import { requestIdOf } from './request-id.ts';

/** Brings messages of SNS to the subscribers that listen on loopback. */
export interface Courier {
  send(record: PublishedRecord): void;
  /** Resolves when nothing is under way any more. */
  settled(): Promise<void>;
  /** Gives up whatever is under way. */
  close(): void;
}

/** How long SNS waits for a subscriber (SNS developer guide, "Message delivery retries"). It is not tried again. */
const PATIENCE_MS = 15_000;

const LOOPBACK: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

export function createCourier(): Courier {
  const ending = new AbortController();
  const underWay = new Set<Promise<void>>();
  return {
    send(record) {
      for (const delivery of record.deliveries) {
        if (delivery.outcome !== 'under-way') continue;
        const sending = deliver(record, delivery, ending.signal).finally(() => underWay.delete(sending));
        underWay.add(sending);
      }
    },
    async settled() {
      await Promise.all(underWay);
    },
    close: () => ending.abort(),
  };
}

/** The record's own delivery is told how it ended. */
async function deliver(record: PublishedRecord, delivery: Writable<Delivery>, ending: AbortSignal): Promise<void> {
  const isDelivered = await post(record, delivery, ending).catch(() => false);
  delivery.outcome = isDelivered ? 'delivered' : 'failed';
}

type Writable<T> = { -readonly [Member in keyof T]: T[Member] };

async function post(record: PublishedRecord, delivery: Delivery, ending: AbortSignal): Promise<boolean> {
  // Nothing that the sandbox is told to do may leave the machine.
  if (!LOOPBACK.includes(new URL(delivery.endpoint).hostname)) return false;
  const subscription = `${record.topicArn}:${subscriptionIdOf(record.topicArn, delivery.endpoint)}`;
  const answer = await fetch(delivery.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'text/plain; charset=UTF-8',
      'user-agent': 'Amazon Simple Notification Service Agent',
      'x-amz-sns-message-type': 'Notification',
      'x-amz-sns-message-id': record.messageId,
      'x-amz-sns-topic-arn': record.topicArn,
      'x-amz-sns-subscription-arn': subscription,
    },
    body: JSON.stringify(envelope(record, delivery, subscription), undefined, 2),
    redirect: 'error',
    signal: AbortSignal.any([ending, AbortSignal.timeout(PATIENCE_MS)]),
  });
  await answer.arrayBuffer();
  return answer.ok;
}

function subscriptionIdOf(topicArn: string, endpoint: string): string {
  return requestIdOf({
    service: 'sns',
    operation: 'subscription',
    region: '',
    accountId: '',
    input: [topicArn, endpoint],
  });
}

/** In AWS's order of members. Nobody could verify a signature of the sandbox, so it bears none that is worth it. */
function envelope(record: PublishedRecord, delivery: Delivery, subscription: string): object {
  const attributes = Object.entries(record.attributes).map(([name, { type, value }]) => {
    return [name, { Type: type, Value: value }];
  });
  return {
    Type: 'Notification',
    MessageId: record.messageId,
    TopicArn: record.topicArn,
    ...(record.subject === null ? {} : { Subject: record.subject }),
    Message: delivery.message,
    Timestamp: record.at,
    SignatureVersion: '1',
    Signature: 'U0FOREJPWA==',
    SigningCertURL: 'https://sns.sandbox.invalid/certificate.pem',
    UnsubscribeURL: `https://sns.sandbox.invalid/?Action=Unsubscribe&SubscriptionArn=${encodeURIComponent(subscription)}`,
    ...(attributes.length === 0 ? {} : { MessageAttributes: Object.fromEntries(attributes) }),
  };
}
