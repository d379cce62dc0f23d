/** One mistake in a rule, with its place. */
export interface RuleProblem {
  /** Where in the rule's document: `['assert']`, `['appliesTo', 2]`. */
  readonly path: readonly (string | number)[];
  /** Characters into the text at that path; 0 where the whole of it is meant. */
  readonly offset: number;
  /** What is wrong, what was expected, what was found. */
  readonly text: string;
}
