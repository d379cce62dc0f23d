import type { Run } from '../domain/report.ts';
import type { Severity } from '../domain/severity.ts';
import type { KnownFindings } from '../engine/baseline.ts';

/** A run whose findings are known already. */
export interface GivenBaseline {
  readonly runId: string;
  readonly findings: KnownFindings;
}

/** Reads what a stored run had. What was accepted there is not known: once its waiver ends, it counts. */
export async function baselineOf(run: Run): Promise<GivenBaseline> {
  const findings = new Map<string, Severity>();
  for await (const { id, severity, status } of run.findings()) {
    if (status === 'new' || status === 'open') findings.set(id, severity);
  }
  return { runId: run.head.runId, findings };
}
