import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Need } from './need.ts';
import { recipientOf } from './recipient.ts';
import type { Transport } from './transport.ts';

const INVOKE = 'lambda:InvokeFunction';

export const INVOKE_NEEDS: readonly Need[] = [{ action: INVOKE, by: ['audit-function'], on: ['{applyFunction}'] }];

/** Hands an event to a Lambda function, which then runs by itself. Throws AwsError where Lambda did not take it. */
export async function invokeLater(transport: Transport, functionArn: string, event: object): Promise<void> {
  const { region } = recipientOf(functionArn, INVOKE);
  const client = new LambdaClient(transport.clientConfig(region, undefined));
  const Payload = Buffer.from(JSON.stringify(event));
  const command = new InvokeCommand({ FunctionName: functionArn, InvocationType: 'Event', Payload });
  await transport.call(INVOKE, (call) => client.send(command, call));
}
