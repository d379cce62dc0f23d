import type { RegionStatus } from './regions.ts';

/** Roles that a configuration names. */
export type ProbedRole = 'audit' | 'management' | 'remediation';

/** The single steps of an audit, each for itself, in accounts under the audit role. Every method throws AwsError. */
export interface ProbePort {
  /** Opens a session of the role in the account; in the caller's own account there is none to open. */
  enter(role: ProbedRole, accountId: string): Promise<void>;
  /** The account asked about itself. */
  ownRegions(accountId: string): Promise<readonly RegionStatus[]>;
  /** The caller asks on the account's behalf, which needs trusted access. */
  regionsOnBehalf(accountId: string): Promise<readonly RegionStatus[]>;
  /** Lists as little as possible; the ARN of one application inference profile, undefined where none was shown. */
  anyProfile(accountId: string, region: string): Promise<string | undefined>;
  /** Reads the profile's tags from Bedrock. */
  tags(accountId: string, arn: string): Promise<void>;
  /** Reads them from the tagging API. */
  bulkTags(accountId: string, arn: string): Promise<void>;
}
