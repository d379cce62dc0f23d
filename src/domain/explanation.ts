import type { IsoInstant } from './dates.ts';
import type { Evaluation } from './evaluation.ts';
import type { Waiver } from './remediation.ts';
import type { ResourceRecord } from './report.ts';
import type { Severity } from './severity.ts';

/** Every rule on one resource: what it looked at and what came of it. */
export interface Explanation {
  readonly record: ResourceRecord;
  readonly runId: string;
  /** The run's instant: date rules are judged by its day. */
  readonly now: IsoInstant;
  /** The configuration is not the one that the run was made with. */
  readonly configurationChanged: boolean;
  readonly rules: readonly ExplainedRule[];
}

export interface ExplainedRule {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly when: string;
  readonly assert: string;
  /** Left out where the rule looks at other types of resources. */
  readonly evaluation?: Evaluation;
  /** What accepts its finding, or did until it ended; left out where nothing does, or there is no finding. */
  readonly waiver?: Waiver & { readonly isOver: boolean };
}

/** A rule that looked at the resource. */
export type JudgedRule = ExplainedRule & { readonly evaluation: Evaluation };
