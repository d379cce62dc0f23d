import type { Profile, ProfileOrder } from '../domain/profile.ts';

/** Single inference profiles of one account in one region, their tags left aside. Every method throws AwsError. */
export interface ProfilesPort {
  /** One by ARN or id, without tags; also a system-defined one. */
  get(identifier: string): Promise<Profile>;
  /** Creates a profile with its tag in one call, and gives its ARN. Repeating an order makes no second profile. */
  create(order: ProfileOrder): Promise<string>;
}
