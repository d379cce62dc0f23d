import type { Finding, FindingStatus } from '../domain/finding.ts';
import type { Severity } from '../domain/severity.ts';

/** A value of one of OCSF's lists: its number, and the caption that stands beside it. */
interface Word {
  readonly id: number;
  readonly name: string;
}

export const SEVERITY: Readonly<Record<Severity, Word>> = {
  informational: { id: 1, name: 'Informational' },
  low: { id: 2, name: 'Low' },
  medium: { id: 3, name: 'Medium' },
  high: { id: 4, name: 'High' },
  critical: { id: 5, name: 'Critical' },
};

/** Nobody tells the audit that somebody looks at a finding: an open one is what OCSF calls new, told again. */
export const STATUS: Readonly<Record<FindingStatus, { readonly activity: Word; readonly status: Word }>> = {
  new: { activity: { id: 1, name: 'Create' }, status: { id: 1, name: 'New' } },
  open: { activity: { id: 2, name: 'Update' }, status: { id: 1, name: 'New' } },
  suppressed: { activity: { id: 2, name: 'Update' }, status: { id: 3, name: 'Suppressed' } },
  resolved: { activity: { id: 3, name: 'Close' }, status: { id: 4, name: 'Resolved' } },
};

/** The rule whose findings say that something is not known. */
const UNREAD = 'audit-coverage-gap';

/** How the check ended. What could not be read is unknown, and what is told for information only is no failure. */
export function complianceOf({ ruleId, severity, status }: Finding): Word {
  if (status === 'resolved') return { id: 1, name: 'Pass' };
  if (ruleId === UNREAD) return { id: 0, name: 'Unknown' };
  return severity === 'informational' ? { id: 2, name: 'Warning' } : { id: 3, name: 'Fail' };
}
