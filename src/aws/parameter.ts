import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { checked, parameterAnswer } from './answers.ts';
import type { Need } from './need.ts';
import type { Credentials, Transport } from './transport.ts';

const GET_PARAMETER = 'ssm:GetParameter';

export const PARAMETER_NEEDS: readonly Need[] = [
  {
    action: GET_PARAMETER,
    by: ['audit-function', 'report-function', 'apply-function'],
    on: ['{configurationParameter}'],
  },
];

/** The text of a parameter of Systems Manager, by name or ARN, decrypted. Throws AwsError. */
export async function readParameter(
  transport: Transport,
  { region, credentials }: { readonly region?: string; readonly credentials?: Credentials },
  name: string,
): Promise<string | undefined> {
  const client = new SSMClient(transport.clientConfig(region, credentials));
  const command = new GetParameterCommand({ Name: name, WithDecryption: true });
  const answer = await transport.call(GET_PARAMETER, (call) => client.send(command, call));
  return checked(GET_PARAMETER, parameterAnswer, answer).Parameter?.Value;
}
