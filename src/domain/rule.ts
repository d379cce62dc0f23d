import type { ResourceType } from './carrier.ts';
import type { RemediationKind } from './finding.ts';
import type { Severity } from './severity.ts';

/** The rules about a carrier's map tag; a carrier has at most one finding of them. An operator's own rule is none of them. */
export const MAP_TAG_RULES: readonly string[] = [
  'map-tag-missing',
  'map-tag-key-misspelled',
  'map-tag-value-malformed',
  'map-tag-agreement-unknown',
  'map-tag-agreement-out-of-scope',
];

/** A rule as its file states it, before it is compiled. */
export interface RuleDefinition {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly appliesTo: readonly ResourceType[];
  /** A CEL expression; `true` where the file has none. */
  readonly when: string;
  readonly assert: string;
  readonly message: string;
  readonly rationale: string;
  readonly remediation: { readonly kind: RemediationKind; readonly note: string };
  readonly references: readonly string[];
  readonly examples: RuleExamples;
}

/** What tells one set of rules from another: what each says, and how severe it is. A SHA-256 of it is in every report. */
export function rulesetText(rules: readonly RuleWords[]): string {
  const parts = rules.map(({ id, severity, title, appliesTo, when, assert, message, remediation: { kind, note } }) =>
    JSON.stringify([id, severity, title, appliesTo, when, assert, message, kind, note]),
  );
  return parts.sort().join('\n');
}

/** A rule as far as two runs that ask the same must agree on it. */
interface RuleWords extends Pick<RuleDefinition, 'id' | 'title' | 'when' | 'assert' | 'message'> {
  readonly severity: string;
  readonly appliesTo: readonly string[];
  readonly remediation: { readonly kind: string; readonly note: string };
}

/** Small changes to the example world, by the outcome that they must lead to. */
export interface RuleExamples {
  readonly compliant: readonly unknown[];
  readonly non_compliant: readonly unknown[];
  readonly not_applicable: readonly unknown[];
  readonly insufficient_data: readonly unknown[];
}
