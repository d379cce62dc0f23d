import type { Defect, Finding, RemediationKind } from '../domain/finding.ts';
import { SEVERITIES, type Severity } from '../domain/severity.ts';
import { type Accepted, createAccepted } from './accepted.ts';
import {
  type AccountLosses,
  addToAccount,
  byLost,
  keepWorst,
  type Losses,
  NO_LOSSES,
  plusFinding,
  worstAccounts,
} from './losses.ts';
import { isSome, money } from './money.ts';
import { count, number } from './words.ts';

/** How much of the findings is kept in memory; the rest is counted. */
export interface KeepLimits {
  readonly examplesPerRule: number;
  readonly worst: number;
}

/** The resources under one agreement that a rule judges as a whole. */
export interface AgreementGroup {
  readonly message: string;
  readonly findings: number;
  readonly accounts: number;
}

export interface RuleGroup {
  readonly ruleId: string;
  /** The worst among its findings. */
  readonly severity: Severity;
  readonly findings: number;
  readonly accounts: number;
  readonly losses: Losses;
  readonly kinds: Readonly<Record<RemediationKind, number>>;
  readonly defects: ReadonlyMap<Defect, number>;
  /** The few that lost most, in the order of the run among equals; none where the findings are grouped by agreement. */
  readonly examples: readonly Finding[];
  readonly agreements: readonly AgreementGroup[];
}

export interface FindingSummary {
  /** Worst first, then what lost most, then the most findings first. */
  readonly groups: readonly RuleGroup[];
  /** Findings that count: neither suppressed nor resolved. */
  readonly findings: number;
  readonly suppressed: number;
  readonly resolved: number;
  /** Who accepted what; all waivers of the run together count `suppressed`. */
  readonly accepted: readonly Accepted[];
  readonly kinds: Readonly<Record<RemediationKind, number>>;
  /** Accounts that lose money, the most first. */
  readonly accounts: readonly AccountLosses[];
  /** The worst first, then what lost most, in the order of the run among equals; without those that are grouped by agreement. */
  readonly worst: readonly Finding[];
  /** How many findings `worst` would hold without its limit. */
  readonly listable: number;
}

/** Its findings say one thing about an agreement, over and over: contract §5 wants them grouped in every report. */
const GROUPED_BY_AGREEMENT = 'map-agreement-accepted-too-early';

type Kinds = Record<RemediationKind, number>;
interface OpenAgreement {
  readonly message: string;
  findings: number;
  readonly accounts: Set<string>;
}
interface OpenGroup {
  severity: Severity;
  findings: number;
  readonly accounts: Set<string>;
  losses: Losses;
  readonly kinds: Kinds;
  readonly defects: Map<Defect, number>;
  readonly examples: Finding[];
  readonly agreements: Map<string, OpenAgreement>;
}

/** Folds findings as they stream by: counts everything, keeps only what the limits allow. */
export async function summarizeFindings(findings: AsyncIterable<Finding>, limits: KeepLimits): Promise<FindingSummary> {
  const groups = new Map<string, OpenGroup>();
  const kept: Record<Severity, Finding[]> = { critical: [], high: [], medium: [], low: [], informational: [] };
  const accounts = new Map<string, AccountLosses>();
  const aside = { suppressed: 0, resolved: 0 };
  const accepted = createAccepted();
  let listable = 0;
  for await (const finding of findings) {
    if (finding.status === 'suppressed' || finding.status === 'resolved') {
      aside[finding.status] += 1;
      accepted.add(finding);
      addToAccount(accounts, finding);
      continue;
    }
    add(groupOf(groups, finding), finding, limits);
    addToAccount(accounts, finding);
    if (finding.ruleId === GROUPED_BY_AGREEMENT) continue;
    listable += 1;
    keepWorst(kept[finding.severity], finding, limits.worst);
  }
  const closed = [...groups].map(([ruleId, group]) => close(ruleId, group)).sort(worstFirst);
  return {
    groups: closed,
    findings: closed.reduce((sum, group) => sum + group.findings, 0),
    ...aside,
    accepted: accepted.list(),
    kinds: closed.map((group) => group.kinds).reduce(sumOfKinds, noKinds()),
    accounts: worstAccounts(accounts),
    worst: SEVERITIES.flatMap((severity) => kept[severity]).slice(0, limits.worst),
    listable,
  };
}

function groupOf(groups: Map<string, OpenGroup>, finding: Finding): OpenGroup {
  const found = groups.get(finding.ruleId);
  if (found) return found;
  const group: OpenGroup = {
    severity: finding.severity,
    findings: 0,
    accounts: new Set(),
    losses: NO_LOSSES,
    kinds: noKinds(),
    defects: new Map(),
    examples: [],
    agreements: new Map(),
  };
  groups.set(finding.ruleId, group);
  return group;
}

function add(group: OpenGroup, finding: Finding, limits: KeepLimits): void {
  group.findings += 1;
  group.losses = plusFinding(group.losses, finding);
  group.kinds[finding.remediation.kind] += 1;
  if (SEVERITIES.indexOf(finding.severity) < SEVERITIES.indexOf(group.severity)) group.severity = finding.severity;
  if (finding.accountId !== null) group.accounts.add(finding.accountId);
  if (finding.defect !== null) group.defects.set(finding.defect, (group.defects.get(finding.defect) ?? 0) + 1);
  if (finding.ruleId === GROUPED_BY_AGREEMENT) addToAgreement(group.agreements, finding);
  else keepWorst(group.examples, finding, limits.examplesPerRule);
}

function addToAgreement(agreements: Map<string, OpenAgreement>, finding: Finding): void {
  const id = finding.evidence['tag.agreement.id'];
  // The sentence names the agreement too; it stands in where a rule file was written without that fact.
  const key = typeof id === 'string' ? id : finding.message;
  const agreement = agreements.get(key) ?? { message: finding.message, findings: 0, accounts: new Set<string>() };
  agreement.findings += 1;
  if (finding.accountId !== null) agreement.accounts.add(finding.accountId);
  agreements.set(key, agreement);
}

function close(ruleId: string, group: OpenGroup): RuleGroup {
  const agreements = [...group.agreements.entries()]
    .sort(([a], [b]) => compare(a, b))
    .map(([, { message, findings, accounts }]) => ({ message, findings, accounts: accounts.size }));
  return { ...group, ruleId, accounts: group.accounts.size, agreements };
}

function worstFirst(a: RuleGroup, b: RuleGroup): number {
  const bySeverity = SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity);
  return bySeverity || byLost(a.losses, b.losses) || b.findings - a.findings || compare(a.ruleId, b.ruleId);
}

/** Of two that differ: keys of a map. */
function compare(a: string, b: string): number {
  return a < b ? -1 : 1;
}

function noKinds(): Kinds {
  return { automatic: 0, manual: 0, recreate: 0, none: 0 };
}

function sumOfKinds(a: Kinds, b: Readonly<Kinds>): Kinds {
  return {
    automatic: a.automatic + b.automatic,
    manual: a.manual + b.manual,
    recreate: a.recreate + b.recreate,
    none: a.none + b.none,
  };
}

/** What no count has: `2 findings suppressed by waivers, 1 finding resolved since the last run`; '' where all count. */
export function asideOf({ suppressed, resolved }: Pick<FindingSummary, 'suppressed' | 'resolved'>): string {
  const parts = [
    ...(suppressed > 0 ? [`${count(suppressed, 'finding')} suppressed by waivers`] : []),
    ...(resolved > 0 ? [`${count(resolved, 'finding')} resolved since the last run`] : []),
  ];
  return parts.length === 0 ? '' : `Not counted: ${parts.join(', ')}.`;
}

/** What is known of a finding beside what is wrong: since when it is open, and whether the baseline had it. */
export function pastOf({ status, firstSeen, inBaseline }: Finding): readonly string[] {
  return [
    ...(status === 'open' ? [`open since ${firstSeen.slice(0, 10)}`] : []),
    ...(inBaseline ? ['in the baseline'] : []),
  ];
}

/** `12 findings in 5 accounts`; without accounts where the rule looks at something else. */
export function scopeOf(group: { readonly findings: number; readonly accounts: number }): string {
  const findings = count(group.findings, 'finding');
  return group.accounts === 0 ? findings : `${findings} in ${count(group.accounts, 'account')}`;
}

/** The same with what they lost: `12 findings in 5 accounts, $4,180.22 lost`. */
export function extentOf(group: RuleGroup): string {
  const { lost, currency } = group.losses;
  return isSome(lost) ? `${scopeOf(group)}, ${money(lost, currency)} lost` : scopeOf(group);
}

/** What to do: of a single finding its own note, which has the particulars; of more the rule's. */
export function noteOf({ findings, examples }: RuleGroup, ruleNote: string): string {
  const [only] = examples;
  return findings === 1 && only !== undefined ? only.remediation.note : ruleNote;
}

/** `8 prefix-missing, 4 whitespace`: the most frequent first. */
export function defectsOf(group: RuleGroup): string {
  return [...group.defects]
    .sort(([, a], [, b]) => b - a)
    .map(([defect, findings]) => `${number(findings)} ${defect}`)
    .join(', ');
}
