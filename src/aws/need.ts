/** Who asks AWS: a function of `template.yaml`, a role of `deploy/member-roles.yaml`, or a person with `profile`. */
export type Asker =
  | 'audit-function'
  | 'report-function'
  | 'apply-function'
  | 'audit-role'
  | 'management-role'
  | 'remediation-role'
  | 'person';

/**
 * A permission of IAM that an adapter needs, declared beside the call that needs it. Templates and docs/permissions.md
 * are checked against these, and these against the calls that are made. On the command line the caller is in the place
 * of all three functions.
 */
export interface Need {
  /** By IAM's name, which is not always the operation's. */
  readonly action: string;
  readonly by: readonly Asker[];
  /**
   * Patterns of ARNs, the partition left out. In `{…}` stands what the account, the configuration or the template names;
   * where that is nothing, there is no need.
   */
  readonly on: readonly string[] | typeof NOT_NAMEABLE | typeof NO_BILLING_VIEW;
}

/** IAM knows no resource for the action, so a policy must say `*`. Source: service authorization reference. */
export const NOT_NAMEABLE = 'IAM knows no resource for it';

/** A request that names no billing view is not about a resource that a policy could name: `*` as well. */
export const NO_BILLING_VIEW = 'a request that names no billing view is about no resource that a policy could name';
