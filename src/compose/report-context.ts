import { pastOf } from '../app/past.ts';
import type { Run } from '../domain/report.ts';
import type { RunStore } from '../ports/run-store.ts';
import type { ReportContext } from '../report/reporter.ts';
import { unlessDamaged } from './stored-run.ts';

/** What reporters say of rules, as the run has it, so that a stored one says the same; and the runs before it. */
export function reportContext({ head }: Run, store: RunStore): Pick<ReportContext, 'rules' | 'past'> {
  return {
    rules: new Map(head.rules.map(({ id, title, severity, note }) => [id, { title, severity, note }])),
    past: () => pastOf(store, (runId) => unlessDamaged(store, runId), head),
  };
}
