import {
  InvalidParameterException,
  InvalidParameterValueException,
  type MessageAttributeValue,
  PublishCommand,
  type PublishCommandInput,
} from '@aws-sdk/client-sns';
import { describe, expect, test } from 'vitest';
import { publish, TOPIC } from './sns-support.ts';
import { clients, errorOf, MANAGEMENT, open } from './support.ts';

describe('a message', () => {
  test('is taken, given an id, and found among what was published', async () => {
    const sandbox = await open();

    const { MessageId } = await publish(sandbox, {
      Subject: 'mapwarden: 2 findings',
      MessageAttributes: {
        severity: { DataType: 'String', StringValue: 'high' },
        ouPath: { DataType: 'String.Array', StringValue: '["o-x/r-y","o-x/r-z"]' },
        count: { DataType: 'Number', StringValue: '2' },
        seal: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2, 255]) },
      },
    });
    const shown = await fetch(`${sandbox.url}/_sandbox/published`);

    expect(sandbox.published()).toEqual([
      {
        sequence: 1,
        at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
        messageId: MessageId,
        topicArn: TOPIC,
        principal: `arn:aws:iam::${MANAGEMENT}:user/finops`,
        subject: 'mapwarden: 2 findings',
        message: 'Two profiles lost their tag.',
        messageStructure: null,
        attributes: {
          severity: { type: 'String', value: 'high' },
          ouPath: { type: 'String.Array', value: '["o-x/r-y","o-x/r-z"]' },
          count: { type: 'Number', value: '2' },
          seal: { type: 'Binary', value: 'AQL/' },
        },
        deliveries: [
          {
            protocol: 'email',
            endpoint: 'finops@northwind.example',
            message: 'Two profiles lost their tag.',
            outcome: 'delivered',
          },
        ],
      },
    ]);
    expect(await shown.json()).toEqual(sandbox.published());
  });

  test('gets an id of its own each time', async () => {
    const sandbox = await open();

    const answers = await Promise.all([publish(sandbox, {}), publish(sandbox, {})]);

    expect(new Set(answers.map(({ MessageId }) => MessageId)).size).toBe(2);
  });

  test('can be addressed by TargetArn', async () => {
    const sandbox = await open();
    const { sns } = clients(sandbox, sandbox.credentials);

    await sns.send(new PublishCommand({ TargetArn: TOPIC, Message: 'hello' }));

    expect(sandbox.published()).toMatchObject([{ topicArn: TOPIC, message: 'hello' }]);
  });

  test('may fill 256 KiB with its attributes, counted in bytes, and not a byte more', async () => {
    const sandbox = await open();
    const MessageAttributes = { kind: { DataType: 'String', StringValue: 'digest' } };
    const room = 262_144 - 'kindStringdigest'.length;
    const Message = 'ü'.repeat(room / 2);

    await publish(sandbox, { Message, MessageAttributes });
    const error = await errorOf(publish(sandbox, { Message: `${Message}x`, MessageAttributes }));

    expect(error).toBeInstanceOf(InvalidParameterException);
    expect(error.message).toBe('Invalid parameter: Message too long');
    expect(sandbox.published()).toHaveLength(1);
  });

  test.for<[string, Partial<PublishCommandInput>, string]>([
    ['no text', { Message: '' }, 'Empty message'],
    ['a subject of 100 characters', { Subject: 's'.repeat(100) }, 'Subject'],
    ['a subject beyond ASCII', { Subject: 'für alle' }, 'Subject'],
    ['a subject with a line break', { Subject: 'a\nb' }, 'Subject'],
    ['a subject that begins with a space', { Subject: ' a' }, 'Subject'],
    ['an empty subject', { Subject: '' }, 'Subject'],
    ['a strange structure', { MessageStructure: 'xml' }, 'MessageStructure'],
    ['a structure that is no JSON', { MessageStructure: 'json', Message: '{' }, 'JSON message body failed to parse'],
    ['a structure that is a list', { MessageStructure: 'json', Message: '[]' }, 'JSON message body failed to parse'],
    ['no default form', { MessageStructure: 'json', Message: '{"email":"a"}' }, 'No default entry'],
    ['a default form that is no text', { MessageStructure: 'json', Message: '{"default":{}}' }, 'No default entry'],
    ['a deduplication id', { MessageDeduplicationId: 'a' }, 'MessageDeduplicationId'],
    ['a phone number', { PhoneNumber: '+15550100' }, 'PhoneNumber'],
    ['two targets', { TargetArn: TOPIC }, 'TopicArn or TargetArn'],
    ['a topic of another region', { TopicArn: TOPIC.replace('us-east-1', 'eu-west-1') }, 'TopicArn'],
    ['something that is no topic', { TopicArn: 'mapwarden-alerts' }, 'TopicArn'],
  ])('with %s is refused', async ([, input, reason]) => {
    const sandbox = await open();

    const error = await errorOf(publish(sandbox, input));

    expect(error).toBeInstanceOf(InvalidParameterException);
    expect(error.message).toContain(reason);
    expect(sandbox.published()).toEqual([]);
  });

  test('without any target is refused', async () => {
    const sandbox = await open();
    const { sns } = clients(sandbox, sandbox.credentials);

    const error = await errorOf(sns.send(new PublishCommand({ Message: 'hello' })));

    expect(error).toMatchObject({ name: 'InvalidParameterException', $metadata: { httpStatusCode: 400 } });
    expect(error.message).toContain('no value for required parameter');
  });

  test.for(['s'.repeat(99), '[mapwarden] 3 new, 1 stripped', '3 findings'])(
    'may have the subject %j',
    async (Subject) => {
      const sandbox = await open();

      await publish(sandbox, { Subject });

      expect(sandbox.published()).toMatchObject([{ subject: Subject }]);
    },
  );

  test.for<[string, string, MessageAttributeValue]>([
    ['an empty value', 'a', { DataType: 'String', StringValue: '' }],
    ['no value', 'a', { DataType: 'Binary', StringValue: 'x' }],
    ['a strange type', 'a', { DataType: 'Text', StringValue: 'x' }],
    ['a number that is none', 'a', { DataType: 'Number', StringValue: '1.2.3' }],
    ['a number of 39 digits', 'a', { DataType: 'Number', StringValue: '1'.repeat(39) }],
    ['an array that is no JSON', 'a', { DataType: 'String.Array', StringValue: '[a]' }],
    ['an array in an array', 'a', { DataType: 'String.Array', StringValue: '[["a"]]' }],
    ['a reserved name', 'AWS.severity', { DataType: 'String', StringValue: 'x' }],
    ['a name with a space', 'my name', { DataType: 'String', StringValue: 'x' }],
    ['a name of 257 characters', 'n'.repeat(257), { DataType: 'String', StringValue: 'x' }],
    ['a name that ends in a dot', 'a.', { DataType: 'String', StringValue: 'x' }],
  ])('with an attribute of %s is refused', async ([, name, value]) => {
    const sandbox = await open();

    const error = await errorOf(publish(sandbox, { MessageAttributes: { [name]: value } }));

    expect(error).toBeInstanceOf(InvalidParameterValueException);
    expect(sandbox.published()).toEqual([]);
  });

  test.for<MessageAttributeValue>([
    { DataType: 'Number', StringValue: '1'.repeat(38) },
    { DataType: 'Number', StringValue: '-1.5e3' },
    { DataType: 'Number.int', StringValue: '0' },
    { DataType: 'String.Array', StringValue: '["a",1,true,null]' },
    { DataType: 'String', StringValue: ' ü\n' },
  ])('may have the attribute %j', async (value) => {
    const sandbox = await open();

    await publish(sandbox, { MessageAttributes: { ['n'.repeat(256)]: value } });

    expect(sandbox.published()).toHaveLength(1);
  });
});
