import type { Notification } from 'sarif';
import type { ReportHead } from '../domain/report.ts';
import { groupGaps } from './gap-groups.ts';
import { isRead } from './money-sentences.ts';
import { plain } from './sarif-text.ts';
import { OUTCOME_MEANINGS } from './verdict.ts';
import { count, firstOf } from './words.ts';

/** What can be wrong with a report, by the id of its notification. */
export const NOTIFICATIONS = {
  'coverage-gap': 'Targets could not be read, or not whole.',
  'insufficient-data': 'Carriers could not be judged.',
  'nothing-read': 'No target was read.',
  'narrowed-run': 'The run did not look at everything.',
  'results-left-out': 'Findings are not among the results.',
  'spend-not-read': 'The bill could not be read, or not whole.',
} as const;

/** Whatever keeps the results from being the whole answer. `leftOut`: findings without a result. */
export function sarifNotifications(head: ReportHead, leftOut: number): readonly Notification[] {
  const { coverage, totals } = head;
  const { insufficientData } = totals;
  return [
    ...groupGaps(coverage.gaps).map((group) =>
      notification(
        'coverage-gap',
        'error',
        `${count(group.targets, 'target')} ${group.outcome}: ${OUTCOME_MEANINGS[group.outcome]}. Call: ${group.operation}, which answered ${group.code}. Accounts: ${firstOf(group.accounts, 3)}. ${group.remedies.slice(0, 3).join(' ')}`,
      ),
    ),
    ...(coverage.gaps.length === 0 && coverage.byOutcome.scanned === 0
      ? [notification('nothing-read', 'warning', 'No target was read: nothing is known about the map tag.')]
      : []),
    ...(insufficientData > 0
      ? [
          notification(
            'insufficient-data',
            'warning',
            `${count(insufficientData, 'carrier')} could not be judged: what a rule needs to know could not be read.`,
          ),
        ]
      : []),
    ...(coverage.selection === null
      ? []
      : [notification('narrowed-run', 'warning', 'The run was narrowed; it says nothing of anything else.')]),
    ...spendSentences(head).map((sentence) => notification('spend-not-read', 'warning', sentence)),
    ...(leftOut > 0
      ? [
          notification(
            'results-left-out',
            'warning',
            `${count(leftOut, 'finding')} of the least severity ${leftOut === 1 ? 'is' : 'are'} not among the results, since code scanning takes no more; report.json has all.`,
          ),
        ]
      : []),
  ];
}

function spendSentences({ spend }: ReportHead): readonly string[] {
  if (isRead(spend)) return spend.missing;
  return spend.status === 'not-run' ? [] : [spend.reason];
}

function notification(id: keyof typeof NOTIFICATIONS, level: 'error' | 'warning', text: string): Notification {
  return { descriptor: { id }, level, message: { text: plain(text) } };
}
