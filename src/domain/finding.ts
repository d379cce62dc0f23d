import type { ResourceType } from './carrier.ts';
import type { IsoInstant } from './dates.ts';
import type { Evidence } from './evaluation.ts';
import type { Waiver } from './remediation.ts';
import type { Severity } from './severity.ts';

/** What is wrong with a map tag: the contract's closed list, in the order in which they are looked for. */
export const DEFECTS = [
  'missing',
  'key-case',
  'key-typo',
  'blank',
  'legacy-server-id',
  'placeholder',
  'whitespace',
  'value-case',
  'prefix-missing',
  'prefix-wrong',
  'malformed',
  'unknown-agreement',
  'agreement-out-of-scope',
] as const;
export type Defect = (typeof DEFECTS)[number];

export const FINDING_STATUSES = ['new', 'open', 'resolved', 'suppressed'] as const;
export type FindingStatus = (typeof FINDING_STATUSES)[number];

export const REMEDIATION_KINDS = ['automatic', 'manual', 'recreate', 'none'] as const;
export type RemediationKind = (typeof REMEDIATION_KINDS)[number];

/** A change to one tag, as data. */
export type Action =
  | { readonly type: 'put-tag'; readonly arn: string; readonly key: string; readonly value: string }
  | { readonly type: 'remove-tag'; readonly arn: string; readonly key: string };

export interface Remediation {
  readonly kind: RemediationKind;
  /** Given only where the value is certain. */
  readonly action: Action | null;
  /** The same for a shell, quoted; null where there is no action. */
  readonly command: string | null;
  readonly note: string;
}

/** Money is a decimal string. */
export interface LostMoney {
  readonly amount: string;
  readonly currency: string;
  readonly start: string;
  readonly end: string;
}

export interface MoneyAtRisk {
  readonly amount: string;
  readonly currency: string;
  readonly days: number;
  readonly basis: string;
}

export interface FindingResource {
  readonly type: ResourceType;
  readonly id: string;
  readonly arn: string | null;
  readonly name: string;
  readonly createdAt: IsoInstant | null;
  /** Model ids, sorted. */
  readonly models: readonly string[];
  readonly tags: Readonly<Record<string, string>> | null;
}

/** A tag that was applied and did not stay: somebody or something takes it away. */
export interface Stripped {
  /** How often it was applied and lost. */
  readonly times: number;
  /** When it was applied last, and in which run. */
  readonly appliedAt: IsoInstant;
  readonly runId: string;
}

/** One rule that does not hold for one resource, as the report shows it (the JSON of contract and schema). */
export interface Finding {
  readonly id: string;
  readonly ruleId: string;
  readonly severity: Severity;
  readonly status: FindingStatus;
  readonly firstSeen: IsoInstant;
  readonly lastSeen: IsoInstant;
  readonly accountId: string | null;
  readonly accountName: string | null;
  readonly ouPath: string | null;
  readonly region: string | null;
  readonly owner: string | null;
  readonly resource: FindingResource;
  readonly message: string;
  readonly evidence: Evidence;
  readonly defect: Defect | null;
  readonly lost: LostMoney | null;
  readonly atRisk: MoneyAtRisk | null;
  readonly remediation: Remediation;
  /** Given exactly where the status is `suppressed`. */
  readonly waiver: Waiver | null;
  /** Given where mapwarden had set the tag right and it is wrong again; null else. */
  readonly stripped: Stripped | null;
  /** The baseline run had it already, as bad or worse: it does not fail the audit. */
  readonly inBaseline: boolean;
}
