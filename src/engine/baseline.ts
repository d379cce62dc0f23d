import type { Finding } from '../domain/finding.ts';
import { isAtLeast, type Severity } from '../domain/severity.ts';

/** What an earlier run had: the severities of the findings that counted there, by id. */
export type KnownFindings = ReadonlyMap<string, Severity>;

/** The finding, marked where the baseline had it as bad as it is now, or worse. */
export function withBaseline(finding: Finding, known: KnownFindings): Finding {
  const before = known.get(finding.id);
  const inBaseline = before !== undefined && isAtLeast(before, finding.severity);
  return inBaseline ? { ...finding, inBaseline } : finding;
}
