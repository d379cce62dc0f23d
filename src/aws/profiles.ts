import { BedrockClient, CreateInferenceProfileCommand, GetInferenceProfileCommand } from '@aws-sdk/client-bedrock';
import { parseArn } from '../domain/arn.ts';
import { AwsError, LostAnswerError } from '../domain/errors.ts';
import type { Profile } from '../domain/profile.ts';
import type { ProfilesPort } from '../ports/profiles.ts';
import { checked, createdProfileAnswer, malformed, type ProfileAnswer, profileAnswer } from './answers.ts';
import { isRefusal } from './errors.ts';
import { modelsOf } from './inventory.ts';
import type { Need } from './need.ts';
import type { Credentials, Transport } from './transport.ts';

const GET = 'bedrock:GetInferenceProfile';
const CREATE = 'bedrock:CreateInferenceProfile';

/** Creating a profile with its tag in one call needs the permission to tag it as well. */
export const PROFILES_NEEDS: readonly Need[] = [
  {
    action: GET,
    by: ['person'],
    on: ['bedrock:*:*:inference-profile/*', 'bedrock:*:*:application-inference-profile/*'],
  },
  {
    action: CREATE,
    by: ['person'],
    on: [
      'bedrock:*::foundation-model/*',
      'bedrock:*:*:inference-profile/*',
      'bedrock:*:*:application-inference-profile/*',
    ],
  },
  { action: 'bedrock:TagResource', by: ['person'], on: ['bedrock:*:*:application-inference-profile/*'] },
];

export interface ProfilesOptions {
  readonly accountId: string;
  readonly region: string;
  readonly credentials: Credentials;
}

/** Inference profiles of the caller's own account in one region. */
export function createProfiles(transport: Transport, options: ProfilesOptions): ProfilesPort {
  const client = new BedrockClient(transport.clientConfig(options.region, options.credentials));
  return {
    async get(identifier) {
      const command = new GetInferenceProfileCommand({ inferenceProfileIdentifier: identifier });
      const answer = await transport.call(GET, (call) => client.send(command, call));
      const { requestId, ...profile } = checked(GET, profileAnswer, answer);
      return profileOf(profile, identifier, options, requestId);
    },

    async create({ name, description, copyFrom, tag, clientRequestToken }) {
      const command = new CreateInferenceProfileCommand({
        inferenceProfileName: name,
        ...(description !== '' && { description }),
        modelSource: { copyFrom },
        clientRequestToken,
        tags: [tag],
      });
      try {
        const answer = await transport.call(CREATE, (call) => client.send(command, call));
        const { inferenceProfileArn: arn, requestId } = checked(CREATE, createdProfileAnswer, answer);
        if (arn === undefined) throw malformed(CREATE, requestId, 'AWS named no ARN of the profile that it created.');
        return arn;
      } catch (error) {
        if (!(error instanceof AwsError) || isRefusal(error.cause)) throw error;
        throw new LostAnswerError(error.failure, { cause: error });
      }
    },
  };
}

function profileOf(
  answer: ProfileAnswer,
  identifier: string,
  options: ProfilesOptions,
  requestId: string | null,
): Profile {
  const { inferenceProfileArn: arn = '', createdAt } = answer;
  const parts = parseArn(arn);
  const kind = kindOf(parts?.resource ?? '');
  if (!parts || kind === undefined) throw malformed(GET, requestId, 'The answer is no inference profile.');
  const { accountId, region, resource } = parts;
  const isAskedFor = identifier === arn || resource.endsWith(`/${identifier}`);
  const isHere = region === options.region && (kind === 'system-defined' || accountId === options.accountId);
  if (!isAskedFor || !isHere) {
    const message = `Asked for ${identifier} in account ${options.accountId} and ${options.region}, AWS answered with ${arn}.`;
    throw new AwsError({ outcome: 'failed', operation: GET, code: 'IdentityMismatch', requestId, message });
  }
  const models = modelsOf(answer);
  return {
    type: 'inference-profile',
    kind,
    arn,
    id: resource.slice(resource.indexOf('/') + 1),
    name: answer.inferenceProfileName ?? '',
    description: answer.description ?? '',
    accountId,
    region,
    ...(createdAt && { createdAt: createdAt.toISOString() }),
    ...(models.length > 0 && { models }),
    modelArns: answer.models.flatMap((model) => model?.modelArn ?? []).sort(),
  };
}

function kindOf(resource: string): Profile['kind'] | undefined {
  if (resource.startsWith('application-inference-profile/')) return 'application';
  return resource.startsWith('inference-profile/') ? 'system-defined' : undefined;
}
