import type { CarrierType } from '../domain/carrier.ts';
import { COMPLETE_OUTCOMES, GAP_OUTCOMES, type TargetOutcome } from '../domain/outcome.ts';
import type { ReportHead, Selection } from '../domain/report.ts';
import { SEVERITIES } from '../domain/severity.ts';
import type { SpendRead } from '../domain/spend.ts';
import { isSome } from './money.ts';
import { inactiveTag, inactiveTagSentence, isRead, stakesRemarks, stakesSentence } from './money-sentences.ts';
import { printable } from './printable.ts';
import { untagged } from './spend-judgement.ts';
import { count, firstOf, joined, number } from './words.ts';

/** What a run says, in sentences. Every report for people uses these, so that they all say the same. */
export interface Verdict {
  /** Whether every target was read and every carrier judged. */
  readonly isComplete: boolean;
  /**
   * How a report begins. A dead tag outranks all, since it makes every tag worthless; then incompleteness, so that no
   * number is taken for a verdict; then money. Where there is no carrier at all, that comes before money too.
   */
  readonly opening: readonly [Sentence, ...Sentence[]];
  /** What was found about the carriers, for where there is room for one sentence only. */
  readonly headline: string;
  /** How far the headline reaches. */
  readonly coverage: string;
  /** What narrowed the run, what could not be judged, what was suppressed. */
  readonly remarks: readonly string[];
  readonly findings: string;
}

export interface Sentence {
  readonly text: string;
  /** Which question it answers. */
  readonly about: 'tag' | 'carriers' | 'coverage' | 'stakes';
  readonly tone: 'good' | 'warning' | 'critical' | 'plain';
}

const INCOMPLETE = 'INCOMPLETE: ';

const NOUNS: Readonly<Record<CarrierType, readonly [string, string]>> = {
  'inference-profile': ['application inference profile', 'application inference profiles'],
  'provisioned-throughput': ['provisioned throughput', 'provisioned throughputs'],
  'iam-principal': ['IAM principal', 'IAM principals'],
  project: ['project', 'projects'],
};

/** What an outcome means, for a reader who does not know the contract. */
export const OUTCOME_MEANINGS: Readonly<Record<TargetOutcome, string>> = {
  scanned: 'read',
  'account-inactive': 'the account is suspended or closed',
  excluded: 'left out by the configuration',
  'region-disabled': 'the account has not switched the region on',
  'service-unavailable': 'Bedrock has no endpoint in the region',
  'role-denied': 'the audit role could not be assumed',
  'access-denied': 'the audit role lacks a permission',
  'scp-denied': 'a service control policy denies the call',
  throttled: 'AWS kept refusing for too many requests',
  'timed-out': 'AWS did not answer in time',
  failed: 'the call failed',
  'not-reached': 'not read: the run ended first, or its region is switched off and yet on the bill',
};

/** Covered only where the value is known: what this rule passes carries the right map tag. */
const RIGHT_TAG_RULE = 'map-tag-agreement-out-of-scope';

export function verdictOf(head: ReportHead): Verdict {
  const isComplete = head.coverage.complete && unread(head) === 0;
  return {
    isComplete: isComplete && head.totals.insufficientData === 0,
    opening: openingOf(head, isComplete),
    headline: (isComplete ? '' : INCOMPLETE) + headline(head, isComplete),
    coverage: coverageSentence(head, isComplete),
    remarks: [
      ...stakesRemarks(head.spend),
      ...selectionRemark(head.coverage.selection),
      ...carrierRemark(head, 'insufficientData', 'could not be judged: what a rule needs to know could not be read'),
      ...carrierRemark(head, 'suppressed', 'left out of the count: every finding there is waived'),
      ...carrierRemark(head, 'notApplicable', 'not judged: no rule applies'),
    ],
    findings: findingsSentence(head, isComplete),
  };
}

function openingOf(head: ReportHead, isComplete: boolean): Verdict['opening'] {
  const { spend } = head;
  const dead = inactiveTag(spend);
  const carriers: Sentence = {
    text: headline(head, isComplete),
    about: 'carriers',
    tone: isGood(head, isComplete) ? 'good' : 'warning',
  };
  const coverage: Sentence = {
    text: coverageSentence(head, isComplete),
    about: 'coverage',
    tone: isComplete ? 'plain' : 'warning',
  };
  const [first, ...others] = isRead(spend)
    ? withStakes(head, { carriers, coverage, stakes: stakesOf(spend) })
    : ([carriers, coverage] as const);
  const lead: Sentence = { ...first, text: (isComplete ? '' : INCOMPLETE) + first.text };
  return dead
    ? [{ text: inactiveTagSentence(dead), about: 'tag', tone: 'critical' }, lead, ...others]
    : [lead, ...others];
}

function withStakes(
  head: ReportHead,
  { carriers, coverage, stakes }: Readonly<Record<'carriers' | 'coverage' | 'stakes', Sentence>>,
): Verdict['opening'] {
  if (head.totals.resources === 0) return [carriers, stakes, coverage];
  return coverage.tone === 'warning' ? [coverage, stakes, carriers] : [stakes, carriers, coverage];
}

function stakesOf(spend: SpendRead): Sentence {
  const isAtStake = isSome(untagged(spend)) || isSome(spend.unknown) || spend.status === 'partial';
  return { text: stakesSentence(spend), about: 'stakes', tone: isAtStake ? 'warning' : 'plain' };
}

/** Whether everything was read and nothing of weight is wrong. */
function isGood({ totals }: ReportHead, isComplete: boolean): boolean {
  const { informational: _, ...serious } = totals.findings;
  const isQuiet = Object.values(serious).every((findings) => findings === 0);
  const isJudged = totals.resources > 0 && totals.insufficientData === 0;
  return isComplete && isJudged && totals.nonCompliant === 0 && isQuiet;
}

function headline(head: ReportHead, isComplete: boolean): string {
  const { resources, nonCompliant, insufficientData } = head.totals;
  if (resources === 0) return emptyHeadline(head);
  const all = carriers(head, resources) + (isComplete ? '' : ' seen');
  if (nonCompliant > 0) return `${number(nonCompliant)} of ${all} ${isOrAre(nonCompliant)} not compliant.`;
  if (insufficientData > 0) return `${number(insufficientData)} of ${all} could not be judged.`;
  return goodHeadline(head, all);
}

function emptyHeadline(head: ReportHead): string {
  const read = head.coverage.byOutcome.scanned;
  if (read === 0) return 'No target was read: nothing is known about the map tag.';
  const where = `No ${nouns(head)[0]} exists in the ${count(read, 'target')} that ${wasOrWere(read)} read`;
  const isAttributed = isRead(head.spend) && isSome(head.spend.attributed);
  return isAttributed
    ? `${where}, yet the bill shows spend under a valid map tag: on another carrier, or on one that is gone.`
    : `${where}: nothing carries the map tag.`;
}

function goodHeadline(head: ReportHead, all: string): string {
  const { resources, compliant } = head.totals;
  const rightTag = head.rules.find((rule) => rule.id === RIGHT_TAG_RULE)?.compliant;
  const holds = rightTag ?? compliant;
  const one = rightTag === undefined ? 'complies' : 'carries';
  const many = rightTag === undefined ? 'comply' : 'carry';
  const what = rightTag === undefined ? 'with every rule that was evaluated' : 'the right map tag';
  if (holds === resources && resources > 1) return `All ${all} ${many} ${what}.`;
  return `${number(holds)} of ${all} ${holds === 1 ? one : many} ${what}.`;
}

function coverageSentence(head: ReportHead, isComplete: boolean): string {
  const { targets, byOutcome, selection } = head.coverage;
  const whole = selection === null ? 'on the whole organization' : 'on everything that was selected';
  if (!isComplete) {
    const gaps = unread(head);
    if (gaps === 0) return `Coverage is incomplete: this is not a verdict ${whole}.`;
    return `${number(gaps)} of ${count(targets, 'target')} could not be read: this is not a verdict ${whole}.`;
  }
  const skipped = COMPLETE_OUTCOMES.filter((outcome) => outcome !== 'scanned' && byOutcome[outcome] > 0);
  const without = skipped.map((outcome) => `${number(byOutcome[outcome])} ${outcome}`);
  if (targets === 0) return 'There was no target to read.';
  if (without.length === 0) {
    return `Coverage is complete: ${targets === 1 ? 'the only target was' : `all ${number(targets)} targets were`} read.`;
  }
  return `Coverage is complete: ${number(byOutcome.scanned)} of ${count(targets, 'target')} ${wasOrWere(byOutcome.scanned)} read, the rest needed no reading (${joined(without)}).`;
}

function selectionRemark(selection: Selection | null): readonly string[] {
  if (selection === null) return [];
  const parts = [
    part('account', selection.accounts),
    part('OU', selection.ous),
    part('region', selection.regions),
    part('rule', selection.rules),
  ].flat();
  return [`This run was narrowed to ${parts.join('; ')}. It says nothing of anything else.`];
}

function part(noun: string, values: readonly string[]): readonly string[] {
  if (values.length === 0) return [];
  return [`${values.length === 1 ? noun : `${noun}s`} ${firstOf(values.map(printable), 5)}`];
}

function carrierRemark(
  head: ReportHead,
  kind: 'insufficientData' | 'suppressed' | 'notApplicable',
  what: string,
): readonly string[] {
  const value = head.totals[kind];
  return value === 0 ? [] : [`${carriers(head, value)} ${what}.`];
}

function findingsSentence(head: ReportHead, isComplete: boolean): string {
  const counts = SEVERITIES.filter((severity) => head.totals.findings[severity] > 0).map(
    (severity) => `${number(head.totals.findings[severity])} ${severity}`,
  );
  if (counts.length === 0) return isComplete ? 'No findings.' : 'No findings in what was read.';
  return `Findings: ${counts.join(', ')}.${baselineSentence(head)}${pastSentence(head)}`;
}

/** In a first run everything is new, and nobody need be told. */
function pastSentence({ totals: { byStatus } }: ReportHead): string {
  if (byStatus.open + byStatus.resolved === 0) return '';
  return ` Since the last run: ${number(byStatus.new)} new, ${number(byStatus.open)} open before.`;
}

function baselineSentence({ baseline }: ReportHead): string {
  if (baseline === null) return '';
  const known = SEVERITIES.reduce((sum, severity) => sum + baseline.findings[severity], 0);
  return ` ${number(known)} of them ${isOrAre(known)} in the baseline ${printable(baseline.runId)} and ${known === 1 ? 'does' : 'do'} not count for the exit code.`;
}

/** How many targets, or parts of them, are unknown. */
export function unread(head: ReportHead): number {
  return GAP_OUTCOMES.reduce((sum, outcome) => sum + head.coverage.byOutcome[outcome], 0);
}

function carriers(head: ReportHead, value: number): string {
  return count(value, ...nouns(head));
}

/** The carriers by their own name where a run looked for one kind; this version looks for profiles. */
function nouns(head: ReportHead): readonly [string, string] {
  const types = (Object.keys(NOUNS) as CarrierType[]).filter((type) => head.totals.byType[type] !== undefined);
  const [only = 'inference-profile', ...others] = types;
  return others.length === 0 ? NOUNS[only] : ['carrier', 'carriers'];
}

function isOrAre(value: number): string {
  return value === 1 ? 'is' : 'are';
}

function wasOrWere(value: number): string {
  return value === 1 ? 'was' : 'were';
}
