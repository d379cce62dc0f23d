import type { IsoInstant } from '../domain/dates.ts';
import type { AllocationTagStory } from './default-allocation-tags.ts';
import type { DefaultWorldOptions } from './default-world.ts';
import type { Fault } from './faults.ts';
import type { FailCall } from './pipeline.ts';

export interface SandboxOptions {
  /** Today, for the default world: all its dates follow it. */
  readonly now: IsoInstant;
  readonly seed?: number;
  /** 24 unless given. */
  readonly accounts?: number;
  /** 20 unless given; at most 34. */
  readonly regions?: number;
  /** Application inference profiles a readable target; 3 unless given. */
  readonly profiles?: number;
  /** How far back the default world's books go, in days; 400 unless given, fewer beyond a hundred accounts. */
  readonly historyDays?: number;
  /** What billing makes of the default world's tag keys; the map tag is active, its principal form never seen. */
  readonly allocationTag?: AllocationTagStory;
  readonly principalTag?: AllocationTagStory;
  /** A free one unless given. */
  readonly port?: number;
  readonly latencyMs?: number;
  readonly faults?: readonly Fault[];
  /** Makes single calls fail, such as the second page of a list; for tests in process. */
  readonly failCall?: FailCall;
  /** Most that Bedrock gives in one page of a list, whatever is asked for; 5 unless given. */
  readonly pageSize?: number;
  /** Every list but S3's gives an empty page, with a token, before each other one. */
  readonly emptyPages?: boolean;
  /** Every list but S3's gives the same token for ever. */
  readonly repeatTokens?: boolean;
  /** Groups in a page of Cost Explorer; 5,000 as in AWS unless given. */
  readonly costPageSize?: number;
  /** Most keys that S3 gives in one page, whatever is asked for; 1,000 as in AWS unless given. */
  readonly objectPageSize?: number;
  /** Whether the quotas of AWS hold. */
  readonly rateLimits?: boolean;
  /** How many messages a Slack webhook takes at once, before it takes one a second; any number unless given. */
  readonly slackBurst?: number;
  /** How long a tag takes from write to read; the tagging API takes three times as long. 300 unless given. */
  readonly tagLagMs?: number;
  /** Check every answer against the service model; what differs is found in `violations`. */
  readonly strict?: boolean;
}

/** What of the options shapes the default world. */
export function worldOptions(options: SandboxOptions): DefaultWorldOptions {
  const {
    now,
    seed = 1,
    accounts = 24,
    regions = 20,
    profiles = 3,
    historyDays,
    allocationTag,
    principalTag,
  } = options;
  return {
    now,
    seed,
    accounts,
    regions,
    profiles,
    ...(historyDays === undefined ? {} : { historyDays }),
    ...(allocationTag === undefined ? {} : { allocationTag }),
    ...(principalTag === undefined ? {} : { principalTag }),
  };
}
