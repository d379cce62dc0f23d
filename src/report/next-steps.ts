import type { ReportHead } from '../domain/report.ts';
import type { FindingSummary } from './finding-groups.ts';
import { unread } from './verdict.ts';
import { count } from './words.ts';

/** What a person does now, first things first. Empty where there is nothing to do. */
export function nextSteps(head: ReportHead, summary: FindingSummary): readonly string[] {
  const { automatic, manual, recreate } = summary.kinds;
  return [
    ...step(
      unread(head) > 0 || !head.coverage.complete,
      'Close the coverage gaps with the remedies given, then audit again: only a complete run is a verdict.',
    ),
    ...step(
      head.totals.resources === 0 && head.coverage.byOutcome.scanned > 0,
      'Create an application inference profile that bears the map tag and invoke models through it: usage that nothing attributes earns no MAP credit.',
    ),
    ...step(
      automatic > 0,
      `${count(automatic, 'finding')} can be corrected with one command each, since the right value is certain; the commands are in findings.ndjson, under remediation.command.`,
    ),
    ...step(
      recreate > 0,
      `${count(recreate, 'finding')} ${recreate === 1 ? 'needs' : 'need'} the resource created anew: no tag repairs ${recreate === 1 ? 'it' : 'them'}.`,
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
