import type { IsoInstant } from './dates.ts';
import type { Finding } from './finding.ts';

/** What a finding is compared by, beside being there. */
export const COMPARED = ['severity', 'status', 'defect', 'owner', 'stripped'] as const;
export type Compared = (typeof COMPARED)[number];

export interface ChangedFinding {
  /** As the second run has it. */
  readonly finding: Finding;
  readonly changes: readonly { readonly what: Compared; readonly from: string | null; readonly to: string | null }[];
}

export interface DiffSide {
  readonly runId: string;
  readonly now: IsoInstant;
  readonly complete: boolean;
}

export interface DiffTarget {
  readonly accountId: string;
  readonly accountName: string;
  readonly region: string;
}

/** What became of the findings of one run in another; each list in the order of the report. */
export interface RunDiff {
  readonly schemaVersion: 1;
  readonly from: DiffSide;
  readonly to: DiffSide;
  /** Targets that only one of the runs could read. */
  readonly coverage: { readonly lost: readonly DiffTarget[]; readonly regained: readonly DiffTarget[] };
  readonly new: readonly Finding[];
  readonly resolved: readonly Finding[];
  readonly changed: readonly ChangedFinding[];
  /** Findings of the first run at which the second did not look: they may be there still. */
  readonly notLookedAt: readonly Finding[];
}
