import * as z from 'zod/mini';
import { AwsError } from '../domain/errors.ts';
import type { Need } from './need.ts';
import { readParameter, readSecret } from './on-demand.ts';
import { recipientOf } from './recipient.ts';
import type { Credentials, Transport } from './transport.ts';

const GET_SECRET = 'secretsmanager:GetSecretValue';
const GET_PARAMETER = 'ssm:GetParameter';

/** What is encrypted with a key of the operator's own needs `kms:Decrypt` on that key too. */
export const WEBHOOK_NEEDS: readonly Need[] = [
  { action: GET_PARAMETER, by: ['audit-function'], on: ['{webhookParameter}'] },
  { action: 'kms:Decrypt', by: ['audit-function'], on: ['{furtherKeys}'] },
];

/**
 * The webhook address in a secret or parameter: the address alone, or `{ "url": … }`. Read anew each time, so that one
 * that was rotated is in force at once. Throws AwsError, in which nothing of the value is.
 */
export async function webhookUrl(transport: Transport, credentials: Credentials, arn: string): Promise<string> {
  const isParameter = arn.split(':')[2] === 'ssm';
  const operation = isParameter ? GET_PARAMETER : GET_SECRET;
  const { region } = recipientOf(arn, operation);
  const value = await (isParameter ? readParameter : readSecret)(transport, { region, credentials }, arn);
  const url = value === undefined ? undefined : urlIn(value);
  if (url !== undefined) return url;
  const message = `${arn} holds no address; expected a URL, or a JSON object with one under "url".`;
  throw new AwsError({ outcome: 'failed', operation, code: 'InvalidSecret', requestId: null, message });
}

const holder = z.object({ url: z.string() });

function urlIn(value: string): string | undefined {
  const text = value.trim();
  if (!text.startsWith('{')) return text === '' ? undefined : text;
  try {
    const { success, data } = z.safeParse(holder, JSON.parse(text));
    return success ? data.url.trim() : undefined;
  } catch {
    return undefined;
  }
}
