import {
  InvalidRequestContentException,
  InvokeCommand,
  type InvokeCommandInput,
  LambdaClient,
  RequestTooLargeException,
  ResourceNotFoundException,
} from '@aws-sdk/client-lambda';
import { describe, expect, test } from 'vitest';
import { errorOf, MANAGEMENT, MEMBER, open } from './support.ts';

const ARN = `arn:aws:lambda:us-east-1:${MANAGEMENT}:function:mapwarden-apply`;

async function scene(region = 'us-east-1') {
  const sandbox = await open();
  const { url: endpoint, credentials } = sandbox;
  const client = new LambdaClient({ endpoint, region, credentials, maxAttempts: 1 });
  const invoke = (input: Partial<InvokeCommandInput> = {}) =>
    client.send(new InvokeCommand({ FunctionName: ARN, ...input }));
  return { sandbox, invoke };
}

describe('a function', () => {
  test.for([ARN, `${ARN}:7`, 'mapwarden-apply', 'mapwarden-apply:live', `${MANAGEMENT}:function:mapwarden-apply`])(
    'is known as %s',
    async (FunctionName) => {
      const { sandbox, invoke } = await scene();
      expect((await invoke({ FunctionName, InvocationType: 'Event' })).StatusCode).toBe(202);
      expect(sandbox.invocations()).toMatchObject([{ arn: ARN, isLater: true, event: null }]);
    },
  );

  test.for([
    ['mapwarden-other', 'us-east-1'],
    ['mapwarden-apply', 'eu-west-1'],
    [ARN.replace(MANAGEMENT, MEMBER), 'us-east-1'],
  ] as const)('is not found as %s in %s', async ([FunctionName, region]) => {
    const { sandbox, invoke } = await scene(region);
    const error = await errorOf(invoke({ FunctionName }));
    expect(error).toBeInstanceOf(ResourceNotFoundException);
    expect(error).toMatchObject({
      Type: 'User',
      message: expect.stringContaining('Function not found: arn:aws:lambda:'),
    });
    expect(sandbox.invocations()).toEqual([]);
  });

  test('answers who waits, and runs nothing for a dry run', async () => {
    const { sandbox, invoke } = await scene();
    const answer = await invoke({ Payload: Buffer.from('{"action":"apply"}') });
    expect([answer.StatusCode, Buffer.from(answer.Payload ?? []).toString()]).toEqual([200, 'null']);
    expect((await invoke({ InvocationType: 'DryRun' })).StatusCode).toBe(204);
    expect(sandbox.invocations()).toMatchObject([{ isLater: false, event: { action: 'apply' } }]);
  });

  test('takes no event that is no JSON', async () => {
    const { sandbox, invoke } = await scene();
    const error = await errorOf(invoke({ Payload: Buffer.from('{"action":') }));
    expect(error).toBeInstanceOf(InvalidRequestContentException);
    expect(sandbox.invocations()).toEqual([]);
  });

  test.for([
    ['Event', 1_048_576],
    ['RequestResponse', 6_291_456],
  ] as const)('takes an event of type %s up to %i bytes', async ([InvocationType, most]) => {
    const { sandbox, invoke } = await scene();
    const of = (bytes: number) => Buffer.from(JSON.stringify('x'.repeat(bytes - 2)));
    await invoke({ InvocationType, Payload: of(most) });
    const error = await errorOf(invoke({ InvocationType, Payload: of(most + 1) }));
    expect(error).toBeInstanceOf(RequestTooLargeException);
    expect(error).toMatchObject({
      $metadata: { httpStatusCode: 413 },
      message: expect.stringContaining(`${most} bytes`),
    });
    expect(sandbox.invocations()).toHaveLength(1);
  });
});
