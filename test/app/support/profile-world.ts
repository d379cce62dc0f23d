import type { ProfileContext, ProfilePorts } from '../../../src/app/profile-ports.ts';
import type { Account } from '../../../src/domain/account.ts';
import type { Carrier, Tags } from '../../../src/domain/carrier.ts';
import { AwsError, type Failure } from '../../../src/domain/errors.ts';
import type { Profile, ProfileOrder } from '../../../src/domain/profile.ts';
import { aFailure, aModelCatalog, anAccount, aProfile, settings } from '../../support/builders.ts';
import { builtinRules } from '../../support/builtin-rules.ts';
import { fakeInventory, fakeOrganization } from '../../support/fakes.ts';

export const MODEL_ARN = 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0';
const rules = builtinRules();

export const NOT_FOUND = aFailure({
  outcome: 'failed',
  operation: 'bedrock:GetInferenceProfile',
  code: 'ResourceNotFoundException',
});

/** How the world answers, where it is not as it should be. Functions are asked with the ordinal of the call, from 1. */
export interface Whims {
  /** Of the organization; the first one is the management account. */
  readonly accounts?: readonly Account[] | Failure;
  readonly carriers?: readonly Carrier[];
  readonly profile?: Profile | Failure;
  readonly tags?: (ordinal: number) => Tags | Failure;
  readonly create?: Failure;
}

/** One profile in the caller's account; what is written is kept in `orders` and `puts`. */
export function profileWorld(whims: Whims = {}) {
  const orders: ProfileOrder[] = [];
  const puts: string[] = [];
  const pauses: number[] = [];
  let reads = 0;
  const whole = asProfile(aProfile());
  const ports: ProfilePorts = {
    organization: organizationOf(whims.accounts ?? [anAccount()]),
    inventory: fakeInventory(whims.carriers ? { '111122223333/us-east-1': whims.carriers } : {}),
    profiles: {
      get: async () => given(whims.profile ?? whole),
      create: async (order) => {
        if (whims.create) throw new AwsError(whims.create);
        orders.push(order);
        return whole.arn;
      },
    },
    tagging: {
      read: async () => {
        reads += 1;
        return given(whims.tags?.(reads) ?? new Map([['map-migrated', 'migABCDE12345']]));
      },
      put: async (arn, key, value) => {
        puts.push(`${arn} ${key}=${value}`);
        return null;
      },
      remove: async () => {
        throw new TypeError('nothing is ever removed');
      },
    },
    pause: async (ms) => void pauses.push(ms),
  };
  return { ports, orders, puts, pauses, reads: () => reads };
}

export function asProfile(tagged: Carrier, over: Partial<Profile> = {}): Profile {
  const { tags: _, ...carrier } = tagged;
  return { ...carrier, kind: 'application', description: '', modelArns: [MODEL_ARN], ...over };
}

export function profileContext(over: Partial<ProfileContext> = {}): ProfileContext {
  return {
    caller: { arn: 'arn:aws:iam::111122223333:user/me', accountId: '111122223333' },
    region: 'us-east-1',
    settings: settings(),
    rules,
    catalog: aModelCatalog(),
    today: '2026-06-01',
    ...over,
  };
}

function given<T extends object>(answer: T | Failure): T {
  if ('outcome' in answer && 'requestId' in answer) throw new AwsError(answer);
  // What is no failure is the answer.
  return answer as T;
}

function organizationOf(accounts: readonly Account[] | Failure): ProfilePorts['organization'] {
  if (!('outcome' in accounts)) return fakeOrganization(accounts);
  return {
    describe: async () => Promise.reject(new AwsError(accounts)),
    // biome-ignore lint/correctness/useYield: AWS refuses before the first account.
    async *accounts() {
      throw new AwsError(accounts);
    },
  };
}
