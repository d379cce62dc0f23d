import type { ReportHead } from '../../domain/report.ts';
import { findingSums, type SpendRead } from '../../domain/spend.ts';
import { truncate } from '../layout.ts';
import { isSome, money } from '../money.ts';
import { isRead, stakesRemarks } from '../money-sentences.ts';
import { untagged } from '../spend-judgement.ts';
import { clean } from '../text-lines.ts';
import { type Sentence, unread, type Verdict } from '../verdict.ts';
import { percentOf } from './percent.ts';

/** Columns of an answer's sentence that leave room for the other answers on a telephone. */
const LONGEST = 280;

type Figure = readonly [value: string, what: string];

interface Answer {
  readonly id: string;
  readonly question: string;
  readonly text: string;
  readonly tone: Sentence['tone'];
  readonly figures: readonly Figure[];
}

export interface HeadlineProps {
  readonly head: ReportHead;
  readonly verdict: Verdict;
  readonly steps: readonly string[];
}

/** The answers for which people open the report, in the words and the order of the other reports. */
export function Headline({ head, verdict, steps }: HeadlineProps) {
  const answers = answersOf({ head, verdict, steps });
  const alarm = verdict.opening.find(({ about }) => about === 'tag');
  return (
    <section id="verdict" aria-label="Verdict">
      {alarm === undefined ? null : <p class="alarm">{clean(alarm.text)}</p>}
      <div class="answers">
        {answers.map(({ id, question, text, tone, figures }) => (
          <article key={id} id={`answer-${id}`} class={`answer ${tone}`}>
            <h2>{question}</h2>
            <p class="figures">
              {figures.map(([value, what]) => (
                <span key={what} class="figure">
                  <b>{value}</b> {what}
                </span>
              ))}
            </p>
            <p>{clean(text)}</p>
          </article>
        ))}
      </div>
    </section>
  );
}

function answersOf({ head, verdict, steps }: HeadlineProps): readonly Answer[] {
  const told = verdict.opening.flatMap((sentence) => answerTo(sentence, head));
  const isMoneyTold = told.some(({ id }) => id === 'money');
  const [first] = steps;
  return [
    ...told,
    ...(isMoneyTold ? [] : [unknownMoney(head)]),
    {
      id: 'first',
      question: 'What first?',
      text: first ?? 'Nothing: there is nothing to do.',
      tone: first === undefined ? 'good' : 'plain',
      figures: [],
    },
  ];
}

function answerTo({ about, text, tone }: Sentence, head: ReportHead): readonly Answer[] {
  if (about === 'coverage') {
    return [{ id: 'coverage', question: 'Was everything covered?', text, tone, figures: coverageFigures(head) }];
  }
  if (about === 'stakes' && isRead(head.spend)) {
    return [{ id: 'money', question: 'How much money is at stake?', text, tone, figures: moneyFigures(head.spend) }];
  }
  if (about === 'carriers') {
    return [{ id: 'carriers', question: 'Is it tagged right?', text, tone, figures: compliantFigures(head) }];
  }
  return [];
}

function unknownMoney({ spend }: ReportHead): Answer {
  return {
    id: 'money',
    question: 'How much money is at stake?',
    // AWS's answer may be long; the remarks below and the section on money have the rest.
    text: truncate(stakesRemarks(spend).join(' '), LONGEST) || 'Nobody asked: this run did not read the bill.',
    tone: 'warning',
    figures: [['-', spend.status === 'not-run' ? 'not asked' : 'unknown']],
  };
}

function coverageFigures(head: ReportHead): readonly Figure[] {
  const { targets, selection } = head.coverage;
  const covered = selection === null ? 'covered' : 'of the selection covered';
  return [[percentOf(targets - unread(head), targets) ?? '-', covered]];
}

/** As the sentence has it: what is in no finding is gone all the same, and what nobody judged is not zero. */
function moneyFigures(spend: SpendRead): readonly Figure[] {
  const { currency } = spend;
  const sums = findingSums(spend);
  return [
    sums && isSome(sums.lost)
      ? [money(sums.lost, currency), 'lost']
      : [money(untagged(spend), currency), 'without a valid tag'],
    sums ? [money(sums.atRisk, currency), 'at risk'] : ['-', 'at risk: not judged'],
  ];
}

function compliantFigures({ spend }: ReportHead): readonly Figure[] {
  const share = isRead(spend) ? percentOf(spend.attributed, spend.total) : undefined;
  return [[share ?? '-', share === undefined ? 'compliant by dollars: unknown' : 'compliant by dollars']];
}
