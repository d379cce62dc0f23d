import { PublishCommand, type PublishCommandInput } from '@aws-sdk/client-sns';
import type { Sandbox } from '../../src/sandbox/server.ts';
import { clients, MANAGEMENT } from './support.ts';

export const TOPIC = `arn:aws:sns:us-east-1:${MANAGEMENT}:mapwarden-alerts`;
export const HELLO = { TopicArn: TOPIC, Message: 'Two profiles lost their tag.' };

export function publish(sandbox: Sandbox, input: Partial<PublishCommandInput>) {
  return clients(sandbox, sandbox.credentials).sns.send(new PublishCommand({ ...HELLO, ...input }));
}
