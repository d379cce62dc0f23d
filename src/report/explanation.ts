import type { ExplainedRule, Explanation } from '../domain/explanation.ts';
import { printable } from './printable.ts';

/** An explanation as plain text: the resource, then every rule with its input and its outcome. */
export function explanationText(explanation: Explanation): string {
  const { record } = explanation;
  const lines = [
    record.arn,
    `  ${record.type} ${record.name} in account ${record.accountId} (${record.accountName}), ${record.region}`,
    `  created  ${record.createdAt ?? 'unknown'}`,
    `  models   ${record.models?.join(', ') ?? 'unknown'}`,
    ...tagLines(record.tags),
    `  read by run ${explanation.runId}, judged as of ${explanation.now.slice(0, 10)}`,
    ...(explanation.configurationChanged
      ? ['  The configuration is not the one of that run: outcomes are those of the present one.']
      : []),
    ...explanation.rules.flatMap(ruleLines),
  ];
  return `${lines.map(printable).join('\n')}\n`;
}

function tagLines(tags: Explanation['record']['tags']): readonly string[] {
  if (tags === null) return ['  tags     unread'];
  const entries = Object.entries(tags);
  if (entries.length === 0) return ['  tags     none'];
  return entries.map(
    ([key, value], index) => `  ${index === 0 ? 'tags    ' : '        '} ${key} = ${JSON.stringify(value)}`,
  );
}

function ruleLines({ id, title, severity, when, assert, evaluation, waiver }: ExplainedRule): readonly string[] {
  const isWaived = waiver !== undefined && !waiver.isOver;
  const outcome = `${evaluation?.outcome ?? 'not_applicable'}${isWaived ? ', waived' : ''}`;
  const heading = ['', `${id} (${severity}): ${outcome}`, `  ${title}`];
  if (!evaluation) return [...heading, '  The rule looks at other types of resources.'];
  return [
    ...heading,
    ...(evaluation.message === '' ? [] : [`  ${evaluation.message}`]),
    ...(waiver ? [`  ${waiverText(waiver)}`] : []),
    ...(evaluation.unknown === '' ? [] : [`  ${evaluation.unknown} is unknown`]),
    `  when    ${when}`,
    `  assert  ${assert}`,
    ...Object.entries(evaluation.evidence).map(([path, value]) => `    ${path} = ${JSON.stringify(value)}`),
  ];
}

function waiverText({ isOver, until, owner, reason, resource }: NonNullable<ExplainedRule['waiver']>): string {
  return `${isOver ? 'Was accepted' : 'Accepted'} until ${until}: ${reason}; owner ${owner}; waiver on ${resource}`;
}
