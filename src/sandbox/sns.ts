import type { PublishInput, PublishResponse } from '@aws-sdk/client-sns';
import { parseArn } from '../domain/arn.ts';
import type { Delivery, Published, PublishedAttribute } from './arrivals.ts';
import { type Call, strikes } from './call.ts';
import type { WorldSubscriber, WorldTopic } from './destinations.ts';
import { DIALECTS } from './dialect.ts';
import { SandboxError } from './errors.ts';
import { wants } from './filter-policy.ts';
import { requestIdOf } from './request-id.ts';
import { formsOf, invalid, validateMessage } from './sns-message.ts';

/** Takes a message for a topic and sends it on; the answer does not wait for the subscribers. */
export function publish(input: PublishInput, call: Call): PublishResponse {
  const topic = topicOf(input, call);
  const attributes = validateMessage(input);
  if (topic.kmsDenied === true || strikes(call, 'sns-kms-denied')) throw keyDenied(call);
  const record = call.arrivals.published.append(write(input, attributes, topic, call));
  call.courier.send(record);
  return { MessageId: record.messageId };
}

function topicOf(input: PublishInput, call: Call): WorldTopic {
  if (input.PhoneNumber !== undefined) throw invalid('PhoneNumber Reason: the sandbox sends no text messages');
  if (input.TopicArn !== undefined && input.TargetArn !== undefined) {
    throw invalid('TopicArn or TargetArn Reason: both are given');
  }
  const arn = input.TopicArn ?? input.TargetArn;
  if (arn === undefined) throw invalid('TopicArn or TargetArn Reason: no value for required parameter');
  const parsed = parseArn(arn);
  if (parsed?.service !== 'sns' || parsed.region !== call.region) throw invalid('TopicArn');
  const topic = call.estate.world.topics.find((known) => known.arn === arn);
  if (topic === undefined) throw new SandboxError({ code: 'NotFound', status: 404 }, 'Topic does not exist');
  if (parsed.accountId !== call.identity.accountId) throw denied(arn, call);
  return topic;
}

/** Without a topic policy nobody publishes to a topic of another account. */
function denied(arn: string, call: Call): SandboxError {
  const message = `User: ${call.identity.arn} is not authorized to perform: SNS:Publish on resource: ${arn} because no resource-based policy allows the SNS:Publish action`;
  return new SandboxError(DIALECTS.sns.accessDenied, message);
}

function keyDenied(call: Call): SandboxError {
  const { accountId, arn } = call.identity;
  const key = `arn:aws:kms:${call.region}:${accountId}:key/00000000-0000-4000-a000-000000000000`;
  const message = `User: ${arn} is not authorized to perform: kms:GenerateDataKey on resource: ${key} because no identity-based policy allows the kms:GenerateDataKey action`;
  return new SandboxError({ code: 'KMSAccessDenied', status: 400 }, message);
}

function write(
  input: PublishInput,
  attributes: Readonly<Record<string, PublishedAttribute>>,
  topic: WorldTopic,
  call: Call,
): Published {
  const { accountId, arn: principal } = call.identity;
  const ordinal = call.arrivals.published.records().length;
  return {
    messageId: requestIdOf({ service: 'sns', operation: 'message', region: call.region, accountId, input: ordinal }),
    topicArn: topic.arn,
    principal,
    subject: input.Subject ?? null,
    message: input.Message ?? '',
    messageStructure: input.MessageStructure === 'json' ? 'json' : null,
    attributes,
    deliveries: topic.subscribers.map((subscriber) => address(subscriber, input, attributes)),
  };
}

function address(
  { protocol, endpoint, filterPolicy = {} }: WorldSubscriber,
  input: PublishInput,
  attributes: Readonly<Record<string, PublishedAttribute>>,
): Delivery {
  const forms = formsOf(input);
  const message = forms[protocol] ?? forms['default'] ?? '';
  const wanted = protocol === 'http' ? 'under-way' : 'delivered';
  return { protocol, endpoint, message, outcome: wants(filterPolicy, attributes) ? wanted : 'filtered' };
}
