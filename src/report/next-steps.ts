import type { ReportHead } from '../domain/report.ts';
import type { FindingSummary } from './finding-groups.ts';
import { accountOf } from './losses.ts';
import { isSome, money } from './money.ts';
import { inactiveTag, keyOf } from './money-sentences.ts';
import { unread } from './verdict.ts';
import { count } from './words.ts';

/** What a person does now, first things first. Empty where there is nothing to do. */
export function nextSteps(head: ReportHead, summary: FindingSummary): readonly string[] {
  const { automatic, manual, recreate } = summary.kinds;
  const dead = inactiveTag(head.spend);
  const worst = summary.accounts.find(({ lost }) => isSome(lost));
  return [
    ...step(
      dead !== undefined,
      `Activate ${dead ? keyOf(dead) : ''} as a cost allocation tag in the management account: until then no tag reaches the bill, and what is spent meanwhile is lost.`,
    ),
    ...step(
      unread(head) > 0 || !head.coverage.complete,
      'Close the coverage gaps with the remedies given, then audit again: only a complete run is a verdict.',
    ),
    ...step(
      head.coverage.targets === 0,
      'Look at organization.include, exclude and regions in the configuration, and at what the run was asked for: they leave no target to read.',
    ),
    ...step(
      head.totals.resources === 0 && head.coverage.byOutcome.scanned > 0,
      'Create an application inference profile that bears the map tag and invoke models through it: usage that nothing attributes earns no MAP credit.',
    ),
    ...(worst === undefined
      ? []
      : [
          `Begin where most is lost: ${accountOf(worst)}, ${money(worst.lost, worst.currency)} so far and ${money(worst.atRisk, worst.currency)} at risk in the next 30 days.`,
        ]),
    ...step(
      automatic > 0,
      `${count(automatic, 'finding')} can be corrected, since the right value is certain: mapwarden plan --run ${head.runId} shows how, and mapwarden apply does it and can be undone.`,
    ),
    ...step(
      recreate > 0,
      `${count(recreate, 'finding')} ${recreate === 1 ? 'needs' : 'need'} the resource created anew, since no tag repairs ${recreate === 1 ? 'it' : 'them'}: mapwarden profile create.`,
    ),
    ...step(
      manual > 0,
      `${count(manual, 'finding')} ${manual === 1 ? 'needs' : 'need'} a decision: the note of each rule says which.`,
    ),
    ...step(
      summary.findings > 0 && head.totals.resources > 0,
      `mapwarden explain ARN --run ${head.runId} shows how each rule came to its outcome for one resource.`,
    ),
  ];
}

function step(applies: boolean, text: string): readonly string[] {
  return applies ? [text] : [];
}
