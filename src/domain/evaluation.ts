/** Outcomes of a rule on a resource, in AWS Config's words. */
export const EVALUATION_OUTCOMES = ['compliant', 'non_compliant', 'not_applicable', 'insufficient_data'] as const;
export type EvaluationOutcome = (typeof EVALUATION_OUTCOMES)[number];

/** Values of the facts that a rule named, by path: `tag.present` → false. What could not be read is not in it. */
export type Evidence = Readonly<Record<string, EvidenceValue>>;
export type EvidenceValue =
  | string
  | number
  | boolean
  | readonly EvidenceValue[]
  | { readonly [key: string]: EvidenceValue };

/** What one rule says of one resource. */
export interface Evaluation {
  readonly ruleId: string;
  readonly outcome: EvaluationOutcome;
  readonly evidence: Evidence;
  /** The rule's sentence, filled in; '' unless the outcome is `non_compliant`. */
  readonly message: string;
  /** The fact that was unknown, such as `tag.present`; '' unless the outcome is `insufficient_data`. */
  readonly unknown: string;
}
