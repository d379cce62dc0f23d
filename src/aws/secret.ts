import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { checked, secretAnswer } from './answers.ts';
import type { Need } from './need.ts';
import type { Credentials, Transport } from './transport.ts';

const GET_SECRET = 'secretsmanager:GetSecretValue';

export const SECRET_NEEDS: readonly Need[] = [{ action: GET_SECRET, by: ['audit-function'], on: ['{webhookSecret}'] }];

/** The text of a secret in Secrets Manager; undefined where it holds bytes. Throws AwsError. */
export async function readSecret(
  transport: Transport,
  { region, credentials }: { readonly region: string; readonly credentials: Credentials },
  arn: string,
): Promise<string | undefined> {
  const client = new SecretsManagerClient(transport.clientConfig(region, credentials));
  const command = new GetSecretValueCommand({ SecretId: arn });
  const answer = await transport.call(GET_SECRET, (call) => client.send(command, call));
  return checked(GET_SECRET, secretAnswer, answer).SecretString;
}
