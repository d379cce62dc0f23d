import type { ResourceRecord } from '../domain/report.ts';
import type { Settings } from '../domain/settings.ts';
import type { GuardProblem } from './guards.ts';
import { isAllowed } from './plan.ts';
import { type Step, valueAfter } from './step.ts';

/**
 * Why an undo must not be carried out, whatever the ledger says: tags may not be written there any more, or what would
 * be brought back is not what the run read. So an edited ledger cannot choose a value, as an edited plan cannot.
 */
export function undoGroundProblems(
  steps: readonly Step[],
  records: ReadonlyMap<string, ResourceRecord>,
  { tag, remediation }: Pick<Settings, 'tag' | 'remediation'>,
): readonly GuardProblem[] {
  const accounts = new Map<string, number>();
  const strangers: string[] = [];
  for (const step of steps) {
    const record = records.get(step.action.arn);
    if (record === undefined || !bringsBack(step, record, tag.key)) strangers.push(step.action.arn);
    else if (!isAllowed({ id: record.accountId, ouPath: record.ouPath }, remediation)) {
      accounts.set(record.accountId, (accounts.get(record.accountId) ?? 0) + 1);
    }
  }
  return [
    ...[...accounts].map(([id, changes]) => ({
      place: 'remediation.accounts',
      text: `account ${id} is not allowed any more, and ${changes} of the changes are in it; nothing is written`,
    })),
    ...strangers.map((arn) => ({
      place: 'RUN',
      text: `its ledger would bring back for ${arn} what the run did not read there; nothing is written`,
    })),
  ];
}

function bringsBack({ action }: Step, { tags }: ResourceRecord, key: string): boolean {
  const read = new Map(Object.entries(tags ?? {}));
  return tags !== null && action.key === key && read.get(key) === valueAfter(action);
}
