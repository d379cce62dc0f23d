import type { Agreement } from './agreement.ts';
import type { Failure } from './errors.ts';
import type { ModelCatalog } from './model-catalog.ts';
import type { Decimal } from './money.ts';
import type { RuleDefinition } from './rule.ts';

/** Files of a run beside its report: what it was made from, for whoever must believe it. */
export const ENCLOSURES = ['inputs.json', 'spend-queries.ndjson'] as const;
export type Enclosure = (typeof ENCLOSURES)[number];

/** `inputs.json`: what the run went by, as it took effect. */
export interface RunInputs {
  readonly schemaVersion: 1;
  /** Settings by name; secrets are left out. */
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly agreements: readonly Agreement[];
  /** The rules in force, each as severe as it was; without their examples. */
  readonly rules: readonly Omit<RuleDefinition, 'examples'>[];
  readonly catalog: ModelCatalog;
}

/** A line of `spend-queries.ndjson`: what Cost Explorer was asked, and what it answered or why it did not. */
export interface SpendQuery {
  readonly operation: string;
  readonly query: Readonly<Record<string, unknown>>;
  /** As the answer had it, page by page put together; null where there was none. */
  readonly answer: readonly unknown[] | null;
  /** Sums of the answer, one for each currency; null where it has no amounts. */
  readonly totals: readonly { readonly unit: string; readonly amount: Decimal }[] | null;
  /** Null where there was an answer. */
  readonly failure: Pick<Failure, 'code' | 'requestId' | 'message'> | null;
}
