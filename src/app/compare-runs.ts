import type { EvaluationOutcome } from '../domain/evaluation.ts';
import type { Run } from '../domain/report.ts';
import type { RunDiff } from '../domain/run-diff.ts';
import { diffRuns } from '../engine/run-diff.ts';

/** Compares two stored runs. Throws where their files are not to be read. */
export async function compareRuns(from: Run, to: Run): Promise<RunDiff> {
  const before = await collected(from.findings());
  const after = await collected(to.findings());
  const remembered = new Set<string>();
  for await (const { record } of to.memory()) {
    if (record && record.finding.status !== 'resolved') remembered.add(record.finding.id);
  }
  const outcomes = await outcomesOf(to, new Set(before.map(({ resource }) => resource.arn)));
  return diffRuns(
    { head: from.head, findings: before },
    {
      head: to.head,
      findings: after,
      remembered,
      outcomeOf: (arn, ruleId) => outcomes.get(arn)?.[ruleId],
    },
  );
}

async function outcomesOf(run: Run, arns: ReadonlySet<string | null>) {
  const outcomes = new Map<string, Readonly<Record<string, EvaluationOutcome>>>();
  for await (const { arn, outcomes: own } of run.resources()) if (arns.has(arn)) outcomes.set(arn, own);
  return outcomes;
}

async function collected<T>(records: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const record of records) all.push(record);
  return all;
}
