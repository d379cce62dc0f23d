import type { Caller } from './account.ts';
import type { CarrierType } from './carrier.ts';
import type { IsoInstant } from './dates.ts';
import type { Enclosure } from './enclosure.ts';
import type { EvaluationOutcome } from './evaluation.ts';
import type { Finding, FindingStatus } from './finding.ts';
import type { MemoryLine } from './memory.ts';
import type { OutcomeCounts, TargetOutcome } from './outcome.ts';
import type { Severity } from './severity.ts';
import type { Spend } from './spend.ts';
import type { CoverageGap } from './target.ts';

/** What narrowed the run; null in the report when nothing did. */
export interface Selection {
  readonly accounts: readonly string[];
  readonly ous: readonly string[];
  readonly regions: readonly string[];
  readonly rules: readonly string[];
}

export interface Coverage {
  readonly complete: boolean;
  /** Accounts × regions, after the selection. */
  readonly targets: number;
  readonly selection: Selection | null;
  readonly byOutcome: OutcomeCounts;
  /** In the order account, region. */
  readonly gaps: readonly CoverageGap[];
  /** Every account with a target, by id. */
  readonly byAccount: readonly AccountCoverage[];
}

/** How each target of an account ended. */
export interface AccountCoverage {
  readonly accountId: string;
  readonly accountName: string;
  readonly ouPath: string;
  /** The account's regions by outcome, in the order of their names; only the outcomes that occurred. */
  readonly regions: Readonly<Partial<Record<TargetOutcome, readonly string[]>>>;
}

/** The five compliance counts partition the carriers; findings count every resource, only new and open ones. */
export interface Totals {
  readonly resources: number;
  readonly byType: Readonly<Partial<Record<CarrierType, number>>>;
  readonly compliant: number;
  readonly nonCompliant: number;
  readonly insufficientData: number;
  readonly notApplicable: number;
  readonly suppressed: number;
  readonly findings: Readonly<Record<Severity, number>>;
  /** All findings by status. */
  readonly byStatus: Readonly<Record<FindingStatus, number>>;
}

/** How often a rule in force came to each outcome, and what a report says of it: so that it can be written anew. */
export interface RuleCounts {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  /** What a person does about its findings. */
  readonly note: string;
  readonly compliant: number;
  readonly nonCompliant: number;
  readonly notApplicable: number;
  readonly insufficientData: number;
}

/** An earlier run whose findings do not fail this one. */
export interface Baseline {
  readonly runId: string;
  /** New and open findings of this run that it had already, at the same severity or a worse one. */
  readonly findings: Readonly<Record<Severity, number>>;
}

/** Everything of a run but its findings and resources, which are as long as the organization is large. */
export interface ReportHead {
  readonly schemaVersion: 1;
  readonly runId: string;
  readonly tool: { readonly name: 'mapwarden'; readonly version: string };
  /** The model catalogue in force; null where this version has none. */
  readonly catalog: { readonly edition: string; readonly sha256: string } | null;
  readonly startedAt: IsoInstant;
  readonly finishedAt: IsoInstant;
  readonly now: IsoInstant;
  readonly caller: Caller;
  readonly configuration: { readonly sha256: string };
  /** SHA-256 over the rules in force, texts and severities included. */
  readonly ruleset: { readonly sha256: string };
  readonly organization: { readonly id: string; readonly managementAccountId: string; readonly accounts: number };
  readonly coverage: Coverage;
  readonly totals: Totals;
  /** Null where no baseline was given. */
  readonly baseline: Baseline | null;
  /** By id. */
  readonly rules: readonly RuleCounts[];
  readonly spend: Spend;
  readonly traffic: { readonly status: 'not-run' };
}

/** One carrier as `resources.ndjson` has it. */
export interface ResourceRecord {
  readonly arn: string;
  readonly type: CarrierType;
  readonly id: string;
  readonly name: string;
  readonly accountId: string;
  readonly accountName: string;
  readonly ouPath: string;
  readonly region: string;
  readonly createdAt: IsoInstant | null;
  /** Model ids, sorted; null where AWS gave none. */
  readonly models: readonly string[] | null;
  /** Null where they could not be read. */
  readonly tags: Readonly<Record<string, string>> | null;
  readonly outcomes: Readonly<Record<string, EvaluationOutcome>>;
}

/**
 * A run to report on. Findings, resources and memory are streamed from where they were written, in the order account,
 * region, resource, rule, and can be read more than once.
 */
export interface Run {
  readonly head: ReportHead;
  /** Where the run's files lie, for a person. */
  readonly place: string;
  findings(): AsyncIterable<Finding>;
  resources(): AsyncIterable<ResourceRecord>;
  /** What the next run must know of findings; none of a run with a selection. */
  memory(): AsyncIterable<MemoryLine>;
  /** The text of a file beside the report; undefined where the run has none, as those of older versions. */
  enclosure(name: Enclosure): Promise<string | undefined>;
}
