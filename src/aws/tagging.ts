import { BedrockClient, TagResourceCommand, UntagResourceCommand } from '@aws-sdk/client-bedrock';
import type { DeserializeMiddleware, MiddlewareStack } from '@smithy/types';
import { parseArn } from '../domain/arn.ts';
import { AwsError, LostAnswerError } from '../domain/errors.ts';
import type { TaggingPort } from '../ports/tagging.ts';
import { checked, writeAnswer } from './answers.ts';
import { awsError, isRefusal } from './errors.ts';
import type { Need } from './need.ts';
import { type Paced, paced } from './paced.ts';
import { readTags } from './read-tags.ts';
import type { Sessions } from './sessions.ts';
import type { Credentials, Transport } from './transport.ts';

const TAG = 'bedrock:TagResource';
const UNTAG = 'bedrock:UntagResource';

/** Where the configuration lets somebody write in the caller's own account, the caller does it with its own policy. */
export const TAGGING_NEEDS: readonly Need[] = ['bedrock:ListTagsForResource', TAG, UNTAG].map((action) => ({
  action,
  by: ['remediation-role', 'apply-function'],
  on: [
    'bedrock:*:{writableAccount}:application-inference-profile/*',
    'bedrock:*:{writableAccount}:provisioned-model/*',
  ],
}));

/** AWS publishes no rate for these calls. Production accounts are written to: the tool takes no more than it needs. */
const CALLS_A_SECOND = 5;

/** Resources of Bedrock that can bear the map tag. */
const CARRIERS = ['application-inference-profile/', 'provisioned-model/'];

export interface TaggingOptions {
  /** Of the role that may write, not of the audit's. */
  readonly sessions: Sessions;
  /** To one account and region. */
  readonly callsASecond?: number;
}

/** Everything in one account and region: one call at a time, and one client, whose rate limiter learns from each. */
interface Lane {
  readonly inTurn: Paced;
  client: { readonly credentials: Credentials; readonly bedrock: BedrockClient } | undefined;
}

/** Tags of application inference profiles and provisioned throughputs. It calls nothing but the three tag operations. */
export function createTagging(
  transport: Transport,
  { sessions, callsASecond = CALLS_A_SECOND }: TaggingOptions,
): TaggingPort {
  const lanes = new Map<string, Lane>();

  const laneOf = (place: string): Lane => {
    const known = lanes.get(place);
    if (known) return known;
    const lane: Lane = { inTurn: paced(callsASecond, 1), client: undefined };
    lanes.set(place, lane);
    return lane;
  };

  const clientOf = (lane: Lane, region: string, credentials: Credentials): BedrockClient => {
    if (lane.client?.credentials === credentials) return lane.client.bedrock;
    const bedrock = new BedrockClient(transport.clientConfig(region, credentials));
    lane.client = { credentials, bedrock };
    return bedrock;
  };

  const ask = async <T>(operation: string, arn: string, work: (client: BedrockClient) => Promise<T>): Promise<T> => {
    const { accountId, region } = placeOf(arn, operation);
    const lane = laneOf(`${accountId}/${region}`);
    return lane.inTurn(() => sessions.use(accountId, (credentials) => work(clientOf(lane, region, credentials))));
  };

  return {
    read: (arn) => ask('bedrock:ListTagsForResource', arn, (client) => readTags(transport, client, arn)),
    put: (arn, key, value) =>
      ask(TAG, arn, (client) => {
        const command = new TagResourceCommand({ resourceARN: arn, tags: [{ key, value }] });
        const attempts = followAttempts(command.middlewareStack);
        return written(TAG, attempts, () => transport.call(TAG, (call) => client.send(command, call)));
      }),
    remove: (arn, key) =>
      ask(UNTAG, arn, (client) => {
        const command = new UntagResourceCommand({ resourceARN: arn, tagKeys: [key] });
        const attempts = followAttempts(command.middlewareStack);
        return written(UNTAG, attempts, () => transport.call(UNTAG, (call) => client.send(command, call)));
      }),
  };
}

/** The account and region that own the carrier, by its ARN alone. */
function placeOf(arn: string, operation: string): { readonly accountId: string; readonly region: string } {
  const parts = parseArn(arn);
  const isCarrier = parts?.service === 'bedrock' && CARRIERS.some((kind) => parts.resource.startsWith(kind));
  if (isCarrier && parts.accountId !== '' && parts.region !== '') return parts;
  const message = `${arn} is no resource of Bedrock whose tags can be written.`;
  throw new AwsError({ outcome: 'failed', operation, code: 'UnsupportedCarrier', requestId: null, message });
}

/** What became of the attempts of one call that may have reached AWS. */
interface Attempts {
  /** The last one that ended without an answer of the service. */
  lost?: { readonly error: unknown };
  isLastRefused: boolean;
}

/**
 * Watches each attempt where it goes out: of several, the SDK tells the last one's error only, and a refusal there says
 * nothing about one before that was lost on its way back.
 */
function followAttempts<I extends object, O extends object>(stack: MiddlewareStack<I, O>): Attempts {
  const attempts: Attempts = { isLastRefused: false };
  const follow: DeserializeMiddleware<I, O> = (next) => async (args) => {
    try {
      return await next(args);
    } catch (error) {
      attempts.isLastRefused = isRefusal(error);
      if (!attempts.isLastRefused) attempts.lost = { error };
      throw error;
    }
  };
  // The outermost step within an attempt: it sees what the deserializer makes of the answer.
  stack.add(follow, { step: 'deserialize', priority: 'high', name: 'followAttempts' });
  return attempts;
}

async function written(
  operation: string,
  attempts: Attempts,
  send: () => Promise<{ readonly $metadata?: { readonly requestId?: string | undefined } }>,
): Promise<string | null> {
  try {
    return checked(operation, writeAnswer, await send()).requestId;
  } catch (error) {
    if (attempts.lost === undefined) throw error;
    const told = awsError(operation, attempts.isLastRefused ? attempts.lost.error : error);
    throw new LostAnswerError(told.failure, { cause: error });
  }
}
