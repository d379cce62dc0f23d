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

/**
 * What a route has not been told yet of a run's findings, the resolved and suppressed ones among them. `before` is what
 * the run before remembered, by the finding's id; whole UTC days count towards a reminder, so that a run that starts a
 * minute early does not put it off for a day.
 */
export function changesFor(
  route: Route,
  before: ReadonlyMap<string, Remembered>,
  findings: Iterable<Finding>,
  now: IsoInstant,
  remindAfterDays: number,
): News {
  const told = new Map<string, Told>();
  for (const [id, remembered] of before) {
    const last = remembered.told[route.id];
    if (last) told.set(id, last);
  }
  const changes: Change[] = [];
  for (const finding of findings) {
    const last = told.get(finding.id);
    const kind = kindOf(finding, last, route, (since) => daysBetween(dayOf(since), dayOf(now)) >= remindAfterDays);
    if (kind) changes.push({ kind, finding });
    // A waiver is silent at both ends of it: once it has ended, the finding is told as if for the first time.
    if (finding.status === 'resolved' || finding.status === 'suppressed') told.delete(finding.id);
    else if (kind) told.set(finding.id, toldOf(finding, now));
  }
  return { changes, told };
}

function kindOf(
  finding: Finding,
  last: Told | undefined,
  route: Route,
  isDue: (since: IsoInstant) => boolean,
): ChangeKind | undefined {
  if (finding.status === 'suppressed') return undefined;
  // Whoever was told of it is told of its end, even where it has left the route's filter since.
  if (finding.status === 'resolved') return last && 'resolved';
  if (!passes(route, finding)) return undefined;
  if (timesStripped(finding) > (last?.stripped ?? 0)) return 'stripped';
  if (!last) return finding.ruleId === COVERAGE_RULE ? 'coverage-lost' : 'new';
  if (isWorse(finding, last)) return 'worsened';
  return isDue(last.at) ? 'reminder' : undefined;
}

/** Whether the route is about the finding. What has no account is for those who are told of all accounts. */
function passes({ scope, owners, minSeverity }: Route, { severity, accountId, ouPath, owner }: Finding): boolean {
  if (!isAtLeast(severity, minSeverity)) return false;
  if (owners.length > 0 && (owner === null || !owners.includes(owner))) return false;
  return isEmptyScope(scope) || (accountId !== null && isNamedBy(scope, { id: accountId, ouPath: ouPath ?? '' }));
}

function isWorse({ severity, atRisk }: Finding, last: Told): boolean {
  if (severity !== last.severity && isAtLeast(severity, last.severity)) return true;
  // An amount that was not known has not grown by being known.
  return atRisk !== null && last.atRisk !== null && hasDoubled(last.atRisk, atRisk.amount);
}

function hasDoubled(before: Decimal, now: Decimal): boolean {
  return !isZero(now) && compare(now, sumOf([before, before])) >= 0;
}

function toldOf(finding: Finding, at: IsoInstant): Told {
  const { severity, atRisk } = finding;
  return { at, severity, atRisk: atRisk?.amount ?? null, stripped: timesStripped(finding) };
}

function timesStripped({ stripped }: Finding): number {
  return stripped?.times ?? 0;
}
