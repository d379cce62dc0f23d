import { type MessageAttributeValue, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { SnsMessage } from '../domain/alert-messages.ts';
import type { Route } from '../domain/alerts.ts';
import { checked, malformed, publishAnswer } from './answers.ts';
import type { Need } from './need.ts';
import { type Recipient, recipientOf } from './recipient.ts';
import type { Credentials, Transport } from './transport.ts';

const PUBLISH = 'sns:Publish';

/** To a topic that is encrypted, SNS asks for its key in the name of whoever publishes. */
export const SNS_NEEDS: readonly Need[] = [
  { action: PUBLISH, by: ['audit-function'], on: ['{topic}', '{furtherTopics}'] },
  { action: 'kms:Decrypt', by: ['audit-function'], on: ['{topicKey}', '{furtherKeys}'] },
  { action: 'kms:GenerateDataKey', by: ['audit-function'], on: ['{topicKey}', '{furtherKeys}'] },
];

/** Which message is sent to whom. */
export interface Sending {
  readonly route: Pick<Route, 'id' | 'target'>;
  /** Of the message. */
  readonly id: string;
}

/** Publishes to a topic, in the region that its ARN names. Throws AwsError where SNS did not take the message. */
export async function publish(
  transport: Transport,
  credentials: Credentials | undefined,
  sending: Sending,
  { subject, structure, message, attributes }: SnsMessage,
): Promise<void> {
  const topic = recipientOf(sending.route.target, PUBLISH);
  const client = new SNSClient(transport.clientConfig(topic.region, credentials));
  const command = new PublishCommand({
    TopicArn: topic.arn,
    ...(subject !== null && { Subject: subject }),
    Message: message,
    ...(structure === 'json' && { MessageStructure: 'json' }),
    MessageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [name, attributeOf(value)]),
    ),
    ...ordering(topic, sending),
  });
  const answer = await transport.call(PUBLISH, (call) => client.send(command, call));
  const { MessageId, requestId } = checked(PUBLISH, publishAnswer, answer);
  if (MessageId === undefined) throw malformed(PUBLISH, requestId, 'SNS gave the message no id.');
}

function attributeOf(value: string | readonly string[]): MessageAttributeValue {
  return typeof value === 'string'
    ? { DataType: 'String', StringValue: value }
    : { DataType: 'String.Array', StringValue: JSON.stringify(value) };
}

/** A FIFO topic wants both; with the message's id, what is sent twice within five minutes arrives once. */
function ordering({ arn }: Recipient, { route, id }: Sending) {
  return arn.endsWith('.fifo') ? { MessageGroupId: route.id, MessageDeduplicationId: id } : {};
}
