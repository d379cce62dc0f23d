import { isEmptyScope, isNamedBy } from '../domain/account.ts';
import type { Change, ChangeKind, Remembered, Route, Told } from '../domain/alerts.ts';
import { dayOf, daysBetween, type IsoInstant } from '../domain/dates.ts';
import type { Finding } from '../domain/finding.ts';
import { compare, type Decimal, isZero, sumOf } from '../domain/money.ts';
import { isAtLeast } from '../domain/severity.ts';

/** Its findings say that something is out of sight, which is another message than that something is wrong. */
const COVERAGE_RULE = 'audit-coverage-gap';

/** What is to be told to one route, and what it has been told once that is done. */
export interface News {
  readonly changes: readonly Change[];
  /** By the finding's id; what was told of findings that this run did not see stays as it is. */
  readonly told: ReadonlyMap<string, Told>;
}

export interface Moment {
  readonly now: IsoInstant;
  readonly remindAfterDays: number;
  /** Targets of the account that could not be read, those left out that the run did not get to. */
  readonly unread: number;
  /** Ids of the findings about tags that had been right. */
  readonly stripped: ReadonlySet<string>;
}

/**
 * What a route has not been told yet of a run's findings, the resolved and suppressed ones among them. `before` is what
 * the run before remembered, by the finding's id; whole UTC days count towards a reminder, so that a run that starts a
 * minute early does not put it off for a day.
 */
export function changesFor(
  route: Route,
  before: ReadonlyMap<string, Remembered>,
  findings: Iterable<Finding>,
  moment: Moment,
): News {
  const { now } = moment;
  const told = new Map<string, Told>();
  for (const [id, remembered] of before) {
    const last = remembered.told[route.id];
    if (last) told.set(id, last);
  }
  const changes: Change[] = [];
  for (const finding of findings) {
    const last = told.get(finding.id);
    const kind = kindOf(finding, last, route, moment);
    if (kind) changes.push({ kind, finding });
    // A waiver is silent at both ends of it: once it has ended, the finding is told as if for the first time.
    if (finding.status === 'resolved' || finding.status === 'suppressed') told.delete(finding.id);
    else if (kind) told.set(finding.id, toldOf(finding, now));
  }
  return { changes, told };
}

function kindOf(finding: Finding, last: Told | undefined, route: Route, moment: Moment): ChangeKind | undefined {
  if (finding.status === 'suppressed') return undefined;
  // Whoever was told of it is told of its end, even where it has left the route's filter since.
  if (finding.status === 'resolved') return last && 'resolved';
  if (!passes(route, finding)) return undefined;
  if (timesStripped(finding) > (last?.stripped ?? 0)) return 'stripped';
  const isCoverage = finding.ruleId === COVERAGE_RULE;
  if (isCoverage && isLost(finding, last, moment.unread)) return 'coverage-lost';
  if (last) return againKindOf(finding, last, moment);
  if (isCoverage) return undefined;
  return moment.stripped.has(finding.id) ? 'stripped' : 'new';
}

function againKindOf(finding: Finding, last: Told, { now, remindAfterDays }: Moment): ChangeKind | undefined {
  if (isWorse(finding, last)) return 'worsened';
  return daysBetween(dayOf(last.at), dayOf(now)) >= remindAfterDays ? 'reminder' : undefined;
}

/**
 * Whether more of an account is out of sight than was told. What a run did not get to, because its time was up or
 * somebody stopped it, says nothing of the account; that it was out of the sight of two runs in a row does.
 */
function isLost({ status }: Finding, last: Told | undefined, unread: number): boolean {
  if (!last) return unread > 0 || status === 'open';
  return last.gaps !== undefined && unread > last.gaps;
}

/** Whether the route is about the finding. What has no account is for those who are told of all accounts. */
function passes({ scope, owners, minSeverity }: Route, { severity, accountId, ouPath, owner }: Finding): boolean {
  if (!isAtLeast(severity, minSeverity)) return false;
  if (owners.length > 0 && (owner === null || !owners.includes(owner))) return false;
  return isEmptyScope(scope) || (accountId !== null && isNamedBy(scope, { id: accountId, ouPath: ouPath ?? '' }));
}

function isWorse({ severity, atRisk }: Finding, last: Told): boolean {
  if (severity !== last.severity && isAtLeast(severity, last.severity)) return true;
  // The first amount that is known is news to whoever was told of none.
  return atRisk !== null && hasDoubled(last.atRisk ?? '0', atRisk.amount);
}

function hasDoubled(before: Decimal, now: Decimal): boolean {
  return !isZero(now) && compare(now, sumOf([before, before])) >= 0;
}

function toldOf(finding: Finding, at: IsoInstant): Told {
  const { severity, atRisk } = finding;
  const gaps = gapsOf(finding);
  return {
    at,
    severity,
    atRisk: atRisk?.amount ?? null,
    stripped: timesStripped(finding),
    ...(gaps !== undefined && { gaps }),
  };
}

/** How many targets the sentence of a coverage finding names. */
function gapsOf({ ruleId, evidence }: Finding): number | undefined {
  const gaps = ruleId === COVERAGE_RULE ? evidence['coverage.gaps'] : undefined;
  return typeof gaps === 'number' ? gaps : undefined;
}

function timesStripped({ stripped }: Finding): number {
  return stripped?.times ?? 0;
}
