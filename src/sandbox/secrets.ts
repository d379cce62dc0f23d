import type { GetSecretValueRequest, GetSecretValueResponse } from '@aws-sdk/client-secrets-manager';
import type { GetParameterRequest, GetParameterResult } from '@aws-sdk/client-ssm';
import { parseArn } from '../domain/arn.ts';
import type { Call } from './call.ts';
import { SANDBOX_URL, type WorldParameter, type WorldSecret } from './destinations.ts';
import { DIALECTS } from './dialect.ts';
import { SandboxError } from './errors.ts';
import { requestIdOf } from './request-id.ts';

const CURRENT = 'AWSCURRENT';

/** The one version that there is of a secret, by its name, its ARN, or the ARN without AWS's six characters. */
export function getSecretValue(input: GetSecretValueRequest, call: Call): GetSecretValueResponse {
  const id = input.SecretId ?? '';
  const owner = parseArn(id)?.accountId;
  if (owner !== undefined && owner !== call.identity.accountId) throw deniedSecret(id, call);
  const secret = call.estate.world.secrets.find((known) => isHere(known, call) && isNamed(known, id));
  if (secret === undefined) throw missing("Secrets Manager can't find the specified secret.");
  const version = versionOf(secret);
  const { VersionStage = CURRENT, VersionId = version } = input;
  if (VersionStage !== CURRENT || VersionId !== version) {
    const which = VersionStage === CURRENT ? `VersionId: ${VersionId}` : `staging label: ${VersionStage}`;
    throw missing(`Secrets Manager can't find the specified secret value for ${which}`);
  }
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: version,
    SecretString: fillIn(secret.value, call),
    VersionStages: [CURRENT],
    CreatedDate: new Date(secret.createdAt),
  };
}

function isHere(secret: WorldSecret, call: Call): boolean {
  const arn = parseArn(secret.arn);
  return arn?.accountId === call.identity.accountId && arn.region === call.region;
}

function isNamed({ arn, name }: WorldSecret, id: string): boolean {
  return [name, arn, arn.replace(/-[A-Za-z0-9]{6}$/, '')].includes(id);
}

function versionOf({ arn, value }: WorldSecret): string {
  return requestIdOf({
    service: 'secretsmanager',
    operation: 'version',
    region: '',
    accountId: '',
    input: [arn, value],
  });
}

function missing(message: string): SandboxError {
  return new SandboxError({ code: 'ResourceNotFoundException', status: 400 }, message);
}

function deniedSecret(id: string, call: Call): SandboxError {
  const message = `User: ${call.identity.arn} is not authorized to perform: ${call.action} on resource: ${id} because no resource-based policy allows the ${call.action} action`;
  return new SandboxError(DIALECTS.secretsmanager.accessDenied, message);
}

/** The one version that there is of a parameter. What is encrypted stays so unless decryption is asked for. */
export function getParameter(input: GetParameterRequest, call: Call): GetParameterResult {
  const parameter = call.estate.world.parameters.find((known) => {
    const isOwn = known.accountId === call.identity.accountId && known.region === call.region;
    return isOwn && [known.name, parameterArn(known)].includes(input.Name ?? '');
  });
  if (parameter === undefined) throw new SandboxError({ code: 'ParameterNotFound', status: 400 }, '');
  const text = fillIn(parameter.value, call);
  const isSealed = parameter.type === 'SecureString' && input.WithDecryption !== true;
  return {
    Parameter: {
      Name: parameter.name,
      Type: parameter.type,
      Value: isSealed ? seal(text) : text,
      Version: 1,
      LastModifiedDate: new Date(parameter.createdAt),
      ARN: parameterArn(parameter),
      DataType: 'text',
    },
  };
}

function parameterArn({ accountId, region, name }: WorldParameter): string {
  return `arn:aws:ssm:${region}:${accountId}:parameter/${name.replace(/^\//, '')}`;
}

/** Something that looks like the ciphertext that AWS gives, and does not tell the text. */
function seal(text: string): string {
  const id = requestIdOf({ service: 'ssm', operation: 'seal', region: '', accountId: '', input: text });
  return `AQICAHh${Buffer.from(id).toString('base64')}`;
}

function fillIn(value: string, call: Call): string {
  return value.replaceAll(SANDBOX_URL, call.url());
}
