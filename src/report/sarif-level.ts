import type { ReportingConfiguration } from 'sarif';
import type { Severity } from '../domain/severity.ts';

/** Of the five severities SARIF tells three apart; the exact one is among the properties. */
export const LEVELS: Readonly<Record<Severity, NonNullable<ReportingConfiguration['level']>>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  informational: 'note',
};
