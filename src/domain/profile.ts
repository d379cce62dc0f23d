import type { Agreement } from './agreement.ts';
import type { Carrier, Model } from './carrier.ts';
import type { IsoDate } from './dates.ts';
import type { Failure } from './errors.ts';
import type { JudgedRule } from './explanation.ts';

/** An inference profile as Bedrock describes it. Only one of kind `application` is a carrier. */
export interface Profile extends Carrier {
  /** AWS owns those that are system-defined: nobody can tag them. */
  readonly kind: 'application' | 'system-defined';
  /** '' where it has none. */
  readonly description: string;
  /** Foundation models, one ARN for each region that a call may be routed to. */
  readonly modelArns: readonly string[];
}

/** What an application inference profile is made from. A region is given where an ARN named one. */
export interface ProfileSource {
  readonly kind: 'foundation-model' | 'system-profile';
  /** `anthropic.claude-sonnet-4-20250514-v1:0`; of a system-defined profile with its geography: `us.anthropic…`. */
  readonly id: string;
  readonly region?: string;
  /** Whose endpoint the ARN of a system-defined profile names. */
  readonly accountId?: string;
  readonly partition?: string;
}

/** A profile to be created: everything that AWS is told. */
export interface ProfileOrder {
  readonly name: string;
  /** '' for none. */
  readonly description: string;
  readonly copyFrom: string;
  readonly tag: { readonly key: string; readonly value: string };
  /** Equal orders have equal tokens, so that a repeat makes no second profile. */
  readonly clientRequestToken: string;
}

/** A profile that could be created, and what is to be known of it before. */
export interface ProfilePlan {
  readonly order: ProfileOrder;
  readonly accountId: string;
  readonly region: string;
  readonly agreement: Agreement;
  readonly source: ProfileSource;
  readonly models: readonly Model[];
  readonly modelArns: readonly string[];
  /** What is not known and does not stop it. */
  readonly remarks: readonly string[];
  /** The same for the AWS CLI in a shell, quoted. */
  readonly command: string;
}

/** What the rules in force make of one profile, taken together. */
export type ProfileVerdict = 'counts' | 'does-not-count' | 'unknown' | 'not-judged';

export interface JudgedProfile {
  /** Tags are left out where they could not be read. */
  readonly profile: Carrier;
  readonly day: IsoDate;
  readonly verdict: ProfileVerdict;
  /** Why, in sentences, where no rule in force says it. */
  readonly reasons: readonly string[];
  /** Those that look at profiles, in the order in which they are in force. */
  readonly rules: readonly JudgedRule[];
}

/** What AWS shows after a tag was written. */
export interface TagVerification {
  /** Whether the tag could be read back. */
  readonly shows: boolean;
  /** Null where it could not be read. */
  readonly judged: JudgedProfile | null;
  /** Why something could not be read. */
  readonly failure: Failure | null;
}

export interface CreatedProfile extends TagVerification {
  readonly plan: ProfilePlan;
  readonly arn: string;
  /** An earlier order of the same kind had made it. */
  readonly wasThere: boolean;
}

/** A tag to be put on a profile that exists. */
export interface TagPlan {
  /** With all its tags. */
  readonly profile: Profile;
  readonly tag: { readonly key: string; readonly value: string };
  /** The value under the key now; null where the key is not there. */
  readonly before: string | null;
  /** What is not known and does not stop it. */
  readonly remarks: readonly string[];
  /** The same for the AWS CLI in a shell, quoted. */
  readonly command: string;
}
