import { defectsOf, type FindingSummary, noteOf, type RuleGroup } from '../finding-groups.ts';
import { isSome, money } from '../money.ts';
import { printable } from '../printable.ts';
import type { ReportContext } from '../reporter.ts';
import { clean } from '../text-lines.ts';
import { number } from '../words.ts';
import { Bars } from './bars.tsx';

export function RulesSection({ summary, rules }: { summary: FindingSummary; rules: ReportContext['rules'] }) {
  const { groups } = summary;
  if (groups.length === 0) return null;
  const hasLost = groups.some(({ losses }) => isSome(losses.lost));
  return (
    <section id="rules">
      <h2>Findings by rule</h2>
      <Bars
        caption="New and open findings of each rule, worst first"
        parts={['critical', 'high', 'medium', 'low', 'informational']}
        columns={['Rule', 'Findings', 'Accounts', ...(hasLost ? ['Lost'] : [])]}
        rows={groups.map((group) => ({
          key: group.ruleId,
          label: <RuleLabel group={group} />,
          more: <RuleDetails group={group} rules={rules} />,
          parts: { [group.severity]: group.findings },
          cells: [
            number(group.findings),
            group.accounts === 0 ? '-' : number(group.accounts),
            ...(hasLost ? [isSome(group.losses.lost) ? money(group.losses.lost, group.losses.currency) : '-'] : []),
          ],
        }))}
      />
    </section>
  );
}

function RuleLabel({ group }: { group: RuleGroup }) {
  return (
    <>
      <span class={`severity ${group.severity}`}>{group.severity}</span>{' '}
      <a href={`#rule=${encodeURIComponent(printable(group.ruleId))}`}>{printable(group.ruleId)}</a>
    </>
  );
}

function RuleDetails({ group, rules }: { group: RuleGroup; rules: ReportContext['rules'] }) {
  const info = rules.get(group.ruleId);
  const note = noteOf(group, info?.note ?? '');
  return (
    <details>
      <summary>{clean(info?.title ?? 'What to do')}</summary>
      {group.defects.size > 1 ? <p>{`Defects: ${defectsOf(group)}.`}</p> : null}
      {group.agreements.map(({ message }) => (
        <p key={message}>{clean(message)}</p>
      ))}
      {note === '' ? null : <p>{`What to do: ${clean(note)}`}</p>}
    </details>
  );
}
