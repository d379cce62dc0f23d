import type { Account } from '../../domain/account.ts';
import type { ModelCatalog } from '../../domain/model-catalog.ts';
import { type Decimal, minus, sumOf } from '../../domain/money.ts';
import type { Settings } from '../../domain/settings.ts';
import {
  SPEND_RULES,
  type Spend,
  type SpendNotRun,
  type SpendRead,
  type SpendUnavailable,
} from '../../domain/spend.ts';
import type { RuleTally } from '../tally.ts';
import { amountsOf, byAccount, byDefect, byMonth, byOu } from './add-up.ts';
import { byService, eligibility, type ServiceLine } from './by-service.ts';
import { byAgreement } from './credit.ts';
import type { SpendLine } from './lines.ts';
import { addDays, type SpendWindow } from './window.ts';

/** What is known of spend before the rules have spoken: without the sums of their findings. */
export type SpendDraft = SpendNotRun | SpendUnavailable | SpendReadDraft;
export type SpendReadDraft = Omit<SpendRead, 'lost' | 'atRisk' | 'belowThreshold' | 'judged'>;

/** What was read of the bill, and how. */
export interface BillRead
  extends Pick<SpendRead, 'currency' | 'requests' | 'missing' | 'unclassedServices' | 'costAllocationTags'> {
  /** Months of which AWS calls some an estimate, as `YYYY-MM`. */
  readonly estimatedMonths: ReadonlySet<string>;
  readonly settings: Pick<Settings, 'agreements' | 'spend'>;
  readonly span: SpendWindow;
  readonly accounts: ReadonlyMap<string, Account>;
  readonly catalog: ModelCatalog;
  /** The whole window, by account. */
  readonly lines: readonly SpendLine[];
  /** The same by service; null where that cut is missing. */
  readonly services: readonly ServiceLine[] | null;
}

/** Adds the bill up in every cut. All cuts have the same total, to the last digit. */
export function spendDraft(read: BillRead): SpendReadDraft {
  const { settings, span, accounts, lines, services } = read;
  return {
    status: read.missing.length === 0 ? 'complete' : 'partial',
    missing: read.missing,
    currency: read.currency,
    start: span.window.start,
    end: span.window.end,
    dataThrough: addDays(span.week.end, -1),
    metric: settings.spend.metric,
    estimated: read.estimatedMonths.size > 0,
    requests: read.requests,
    ...amountsOf(lines),
    eligibility: services && eligibility(services, settings.agreements, read.catalog),
    byAgreement: byAgreement(lines, accounts, settings.agreements),
    byAccount: byAccount(lines, accounts),
    byService: services && byService(services),
    byMonth: byMonth(lines, read.estimatedMonths),
    byOu: byOu(lines, accounts),
    byDefect: byDefect(lines),
    unclassedServices: read.unclassedServices,
    costAllocationTags: read.costAllocationTags,
  };
}

/** What the rest of the run adds to it. */
export interface SpendOutcome {
  /** `lost` of every finding that has it. */
  readonly lost: readonly Decimal[];
  /** `atRisk` of every finding that has it. */
  readonly atRisk: readonly Decimal[];
  /** What the rules of the run came to. */
  readonly rules: readonly RuleTally[];
}

/** The money part of the report: `lost` of the findings and `belowThreshold` sum to what is unattributed and misattributed. */
export function settleSpend(draft: SpendDraft, { lost, atRisk, rules }: SpendOutcome): Spend {
  if (draft.status === 'not-run' || draft.status === 'unavailable') return draft;
  const sumLost = sumOf(lost);
  const judged = rules.some(hasJudged);
  return {
    ...draft,
    // Where nobody was judged, no finding is no answer.
    lost: judged ? sumLost : null,
    atRisk: judged ? sumOf(atRisk) : null,
    belowThreshold: minus(sumOf([draft.unattributed, draft.misattributed]), sumLost),
    judged,
  };
}

/** Whether a rule about spend came to a result for any account. */
function hasJudged({ id, compliant, nonCompliant, notApplicable }: RuleTally): boolean {
  return SPEND_RULES.some((each) => each === id) && compliant + nonCompliant + notApplicable > 0;
}
