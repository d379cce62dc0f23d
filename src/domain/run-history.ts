import type { IsoInstant } from './dates.ts';
import type { FindingStatus } from './finding.ts';
import type { Decimal } from './money.ts';
import type { Severity } from './severity.ts';

/** One run as a point of a trend. Percentages have one decimal and are rounded down: 100 means all. */
export interface RunPoint {
  readonly runId: string;
  readonly now: IsoInstant;
  readonly organizationId: string;
  readonly coverage: {
    readonly complete: boolean;
    readonly targets: number;
    readonly gaps: number;
    /** Null where there was no target. */
    readonly percent: number | null;
  };
  readonly compliance: {
    /** Of the carriers to which a rule applied, in percent; null where there was none. */
    readonly byCount: number | null;
    /** Of the Bedrock spend, what is attributed, in percent; null where it was not read, or there was none. */
    readonly bySpend: number | null;
  };
  /** Null where spend was not read. */
  readonly spend: {
    readonly currency: string;
    readonly total: Decimal;
    readonly attributed: Decimal;
    /** Both are null where no account was judged. */
    readonly lost: Decimal | null;
    readonly atRisk: Decimal | null;
  } | null;
  readonly findings: Readonly<Record<Severity, number>>;
  /** Null in runs of version 0.1, which knew no run before. */
  readonly byStatus: Readonly<Record<FindingStatus, number>> | null;
}
