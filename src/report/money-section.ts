import { dayOf, daysBetween } from '../domain/dates.ts';
import { INCLUDED_SERVICES_LIST, STALE_CATALOG_DAYS } from '../domain/model-catalog.ts';
import { compare, type Decimal, sumOf } from '../domain/money.ts';
import type { ReportHead } from '../domain/report.ts';
import {
  type CostAllocationTagState,
  type FindingSums,
  findingSums,
  type SpendByAgreement,
  type SpendRead,
} from '../domain/spend.ts';
import { type AccountLosses, accountOf } from './losses.ts';
import { isSome, money, share, unitOf } from './money.ts';
import { isRead, keyOf, limitOf, windowOf } from './money-sentences.ts';
import { untagged, whyInNoFinding, whyUnjudged } from './spend-judgement.ts';
import { count, firstOf, number } from './words.ts';

/** What a report for people says about money. Names are as they came, and still to be escaped. */
export interface MoneySection {
  /** What was not read, a sentence each. */
  readonly missing: readonly string[];
  readonly before: readonly string[];
  readonly tables: readonly MoneyTable[];
  readonly after: readonly string[];
}

export interface MoneyTable {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
  /** What stands below the table: what its marks mean, how much it leaves out; '' for nothing. */
  readonly more: string;
}

export interface Column {
  readonly name: string;
  readonly isAmount: boolean;
}

const MOST = { missing: 5, agreements: 10, accounts: 5, months: 14, services: 5 } as const;

/** The money part of a report; undefined where nobody asked for it. `accounts` is what findings on accounts cost. */
export function moneySection(head: ReportHead, accounts: readonly AccountLosses[]): MoneySection | undefined {
  const { spend } = head;
  if (spend.status === 'not-run') return undefined;
  if (!isRead(spend)) {
    const asked = `Asked: ${requestsTo(spend.requests)}; AWS bills none that ends in an error.`;
    return {
      missing: [spend.reason],
      before: spend.requests > 0 ? [asked] : [],
      tables: [],
      after: staleCatalogSentence(head),
    };
  }
  const sums = findingSums(spend);
  const tables = [classTable(spend), agreementTable(spend), accountTable(spend, accounts), monthTable(spend)];
  return {
    missing: missingOf(spend),
    before: [
      `${windowOf(spend)} from ${spend.start}, ${spend.metric} in ${unitOf(spend.currency)}, complete through ${spend.dataThrough}; read with ${requestsTo(spend.requests)}.`,
      ...(spend.estimated ? ['AWS still calls some of these amounts an estimate.'] : []),
    ],
    tables: tables.filter(({ rows }) => rows.length > 0),
    after: [
      ...(sums ? lossSentences(head, spend, sums) : unjudgedSentence(head, spend)),
      ...eligibilitySentence(spend),
      ...staleCatalogSentence(head),
      ...unclassedSentence(spend),
      ...tagSentences(spend),
      'Private offers in AWS Marketplace earn no MAP credit, and the bill does not tell them apart: they are counted here like the rest.',
    ],
  };
}

function requestsTo(requests: number): string {
  return `${count(requests, 'request')} to Cost Explorer`;
}

function missingOf(spend: SpendRead): readonly string[] {
  const hidden = spend.missing.length - MOST.missing;
  return [
    ...spend.missing.slice(0, MOST.missing),
    ...(hidden > 0 ? [`And ${count(hidden, 'more part')}: spend.missing in report.json.`] : []),
  ];
}

/** Every dollar by what became of it. */
export function classTable(spend: SpendRead): MoneyTable {
  const row = (name: string, amount: Decimal) => [name, money(amount, spend.currency), share(amount, spend.total)];
  return {
    columns: [text('Bedrock spend'), amount('amount'), amount('share')],
    rows: [
      row('total', spend.total),
      row('attributed (a tag that counts)', spend.attributed),
      row('misattributed (a tag that does not count)', spend.misattributed),
      ...spend.byDefect.map(({ defect, total }) => row(`of which ${defect}`, total)),
      row('unattributed (no map tag)', spend.unattributed),
      row('unknown (could not be told)', spend.unknown),
    ],
    more: '',
  };
}

/** What each configured agreement has got. */
export function agreementTable({ byAgreement, currency }: SpendRead): MoneyTable {
  const hasCredit = byAgreement.some(({ creditEarned, creditMissed }) => (creditEarned ?? creditMissed) !== null);
  const credit = (value: Decimal | null) => (value === null ? 'not configured' : money(value, currency));
  const row = (each: SpendByAgreement) => [
    each.agreementId,
    each.tagValue,
    money(each.total, currency),
    ...(hasCredit ? [credit(each.creditEarned), credit(each.creditMissed)] : []),
  ];
  return {
    columns: [
      text('agreement'),
      text('tag value'),
      amount('attributed'),
      ...(hasCredit ? [amount('credit earned'), amount('credit missed')] : []),
    ],
    rows: byAgreement.slice(0, MOST.agreements).map(row),
    more: moreThan(byAgreement.length, MOST.agreements, 'agreement'),
  };
}

/** Every account that lost something, whether or not a finding says so. */
function accountTable({ byAccount, currency, judged }: SpendRead, accounts: readonly AccountLosses[]): MoneyTable {
  const found = new Map(accounts.map((each) => [each.accountId, each]));
  const losers = byAccount
    .map((each) => ({ ...each, lost: untagged(each), finding: found.get(each.accountId) }))
    .filter(({ lost }) => isSome(lost))
    .sort((a, b) => compare(b.lost, a.lost) || (a.accountId < b.accountId ? -1 : 1));
  const worst = losers.slice(0, MOST.accounts);
  const hasOwner = worst.some(({ finding }) => (finding?.owner ?? null) !== null);
  const riskOf = (finding: AccountLosses | undefined) => {
    if (finding?.isWaived) return 'waived';
    return finding ? money(finding.atRisk, currency) : judged ? 'no finding' : 'not judged';
  };
  return {
    columns: [
      text('account, most lost first'),
      amount('lost'),
      amount('at risk'),
      ...(hasOwner ? [text('owner')] : []),
    ],
    rows: worst.map((each) => [
      accountOf(each),
      money(each.lost, currency),
      riskOf(each.finding),
      ...(hasOwner ? [each.finding?.owner ?? ''] : []),
    ]),
    more: moreThan(losers.length, MOST.accounts, 'account'),
  };
}

function monthTable({ byMonth, currency, unknown }: SpendRead): MoneyTable {
  const hasUnknown = isSome(unknown);
  const shown = byMonth.slice(-MOST.months);
  const legend = shown.some(({ estimated }) => estimated) ? ['* AWS still calls some of it an estimate'] : [];
  const more = moreThan(byMonth.length, MOST.months, 'earlier month');
  return {
    columns: [
      text('month'),
      amount('total'),
      amount('attributed'),
      amount('no valid tag'),
      ...(hasUnknown ? [amount('unknown')] : []),
    ],
    rows: shown.map((each) => [
      each.estimated ? `${each.month}*` : each.month,
      money(each.total, currency),
      money(each.attributed, currency),
      money(untagged(each), currency),
      ...(hasUnknown ? [money(each.unknown, currency)] : []),
    ]),
    more: [...legend, ...(more === '' ? [] : [more])].join('; '),
  };
}

function lossSentences(head: ReportHead, spend: SpendRead, { lost, atRisk }: FindingSums): readonly string[] {
  const shown = (value: Decimal) => money(value, spend.currency);
  const rest = isSome(spend.belowThreshold)
    ? ` ${shown(spend.belowThreshold)} without a valid tag is in no finding: ${whyInNoFinding(head, spend)}.`
    : '';
  return [
    `In findings: ${shown(lost)} lost, which no tag brings back${limitOf(spend)}; ${shown(atRisk)} at risk in the next 30 days if usage goes on as in the last 7 complete days.${rest}`,
  ];
}

/** Where no account was judged, that nothing is in findings does not mean that nothing is at risk. */
function unjudgedSentence(head: ReportHead, spend: SpendRead): readonly string[] {
  const lost = untagged(spend);
  const which = isSome(lost) ? `${money(lost, spend.currency)} without a valid tag is in no finding, and what` : 'What';
  return [`${which} is at risk was not judged: ${whyUnjudged(head, spend)}.`];
}

function eligibilitySentence({ eligibility, currency }: SpendRead): readonly string[] {
  if (eligibility === null) return [];
  const shown = (value: Decimal) => money(value, currency);
  return [
    `By AWS's list of models: ${shown(eligibility.listed)} listed, ${shown(eligibility.tooEarly)} under an agreement older than the model's entry, ${shown(eligibility.notListed)} not listed, which means unknown.`,
  ];
}

function staleCatalogSentence({ catalog, now }: ReportHead): readonly string[] {
  if (catalog === null) return [];
  const age = daysBetween(catalog.edition, dayOf(now));
  if (!(age > STALE_CATALOG_DAYS)) return [];
  return [
    `The list of models in force is the edition of ${catalog.edition}, ${number(age)} days old; AWS keeps the newest at ${INCLUDED_SERVICES_LIST}, and catalog.file puts a list made from it in its place.`,
  ];
}

function unclassedSentence({ unclassedServices, currency }: SpendRead): readonly string[] {
  if (unclassedServices.length === 0) return [];
  const sum = sumOf(unclassedServices.map(({ total }) => total));
  const services = unclassedServices.map(
    ({ service, total }) => `${JSON.stringify(service)} ${money(total, currency)}`,
  );
  return [
    `Not counted: ${money(sum, currency)} of services with the name of a model, of which nothing says that they are Bedrock: ${firstOf(services, MOST.services)}.`,
  ];
}

function tagSentences({ costAllocationTags, start }: SpendRead): readonly string[] {
  if (costAllocationTags === null) return ['The state of the cost allocation tags is unknown.'];
  if (costAllocationTags.length === 0) return [];
  return [`Cost allocation tags: ${costAllocationTags.map((tag) => tagState(tag, start)).join('; ')}.`];
}

function tagState(tag: CostAllocationTagState, start: string): string {
  const { status, updatedAt } = tag;
  const day = updatedAt?.slice(0, 10);
  const since = day === undefined || status === 'never-seen' ? '' : ` since ${day}`;
  const isLate = status === 'active' && day !== undefined && day > start;
  return `${keyOf(tag)} is ${status === 'never-seen' ? 'not known to billing' : status}${since}${isLate ? ', and what was spent before cannot carry it' : ''}`;
}

function moreThan(all: number, shown: number, noun: string): string {
  return all > shown ? `and ${number(all - shown)} more ${noun}${all - shown === 1 ? '' : 's'} in report.json` : '';
}

function text(name: string): Column {
  return { name, isAmount: false };
}

function amount(name: string): Column {
  return { name, isAmount: true };
}
