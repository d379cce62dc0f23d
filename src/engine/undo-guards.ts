import type { ResourceRecord } from '../domain/report.ts';
import type { Settings } from '../domain/settings.ts';
import type { GuardProblem } from './guards.ts';
import { isAllowed } from './plan.ts';
import { type Step, valueAfter } from './step.ts';

/**
 * Why an undo must not be carried out, whatever the ledger says: tags may not be written there any more, what would be
 * taken away is nobody's that the configuration knows, or what would be brought back is not what the run read. So an
 * edited ledger cannot choose a value, as an edited plan cannot.
 */
export function undoGroundProblems(
  steps: readonly Step[],
  records: ReadonlyMap<string, ResourceRecord>,
  { tag, agreements, remediation }: Pick<Settings, 'tag' | 'agreements' | 'remediation'>,
): readonly GuardProblem[] {
  const values = new Set(agreements.map(({ tagValue }) => tagValue));
  const accounts = new Map<string, number>();
  const strangers: GuardProblem[] = [];
  for (const step of steps) {
    const { arn } = step.action;
    const record = records.get(arn);
    if (record === undefined || !bringsBack(step, record, tag.key)) strangers.push(stranger(arn, NOT_READ));
    else if (!takesAway(step, values)) strangers.push(stranger(arn, NOT_CONFIGURED));
    else if (!isAllowed({ id: record.accountId, ouPath: record.ouPath }, remediation)) {
      accounts.set(record.accountId, (accounts.get(record.accountId) ?? 0) + 1);
    }
  }
  return [
    ...[...accounts].map(([id, changes]) => ({
      place: 'remediation.accounts',
      text: `account ${id} is not allowed any more, and ${changes} of the changes are in it; nothing is written`,
    })),
    ...strangers,
  ];
}

const NOT_READ = 'would bring back what the run did not read there; nothing is written';
const NOT_CONFIGURED =
  'would take away what is not the tag value of a configured agreement; expected one; add the agreement again if the run did write it; nothing is written';

function stranger(arn: string, what: string): GuardProblem {
  return { place: 'RUN', text: `its ledger, for ${arn}, ${what}` };
}

function bringsBack({ action }: Step, { tags }: ResourceRecord, key: string): boolean {
  const read = new Map(Object.entries(tags ?? {}));
  return tags !== null && action.key === key && read.get(key) === valueAfter(action);
}

function takesAway({ expected }: Step, values: ReadonlySet<string>): boolean {
  return 'value' in expected && expected.value !== undefined && values.has(expected.value);
}
