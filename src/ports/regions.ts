import type { Account } from '../domain/account.ts';

/** A region of one account: `changing` while it is being switched on or off. */
export interface RegionStatus {
  readonly region: string;
  readonly state: 'enabled' | 'disabled' | 'changing';
}

export interface RegionsPort {
  /** Every region that AWS names for the account, sorted. Throws AwsError. */
  regionsOf(account: Account): Promise<readonly RegionStatus[]>;
}
