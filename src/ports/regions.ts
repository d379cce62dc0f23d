import type { Account } from '../domain/account.ts';

export interface RegionStatus {
  readonly region: string;
  /** Whether calls can succeed there: switched on, or being switched on or off. */
  readonly enabled: boolean;
}

export interface RegionsPort {
  /** Every region that AWS names for the account. Throws AwsError. */
  regionsOf(account: Account): Promise<readonly RegionStatus[]>;
}
