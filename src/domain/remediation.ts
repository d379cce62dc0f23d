import type { Scope } from './account.ts';
import type { IsoDate } from './dates.ts';
import type { Defect } from './finding.ts';

/** Whether, where and how far tags are repaired. */
export interface RemediationSettings {
  /** `report` writes nothing to AWS, whatever else is said. */
  readonly mode: 'report' | 'apply';
  /** The most actions of one plan. */
  readonly maxChanges: number;
  /** Actions beyond this share of the carriers read, in percent, break the plan. */
  readonly maxChangePercent: number;
  /** Where tags may be written; an empty scope allows nothing in mode `apply`. */
  readonly allowed: 'all' | Scope;
  /** Defects that may be repaired. */
  readonly classes: readonly Defect[];
}

/** An accepted finding: who accepted it, why, and until when. */
export interface Waiver {
  readonly rule: string;
  /** Matched with the ARN of the resource, else with its id; `*` stands for any text. */
  readonly resource: string;
  readonly reason: string;
  readonly owner: string;
  /** The last day on which it holds. */
  readonly until: IsoDate;
}
