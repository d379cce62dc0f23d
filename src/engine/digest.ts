import { createHash } from 'node:crypto';
import { isEmptyScope } from '../domain/account.ts';
import { CHANGE_KINDS, type Change, type ChangeKind, type Digest, type Route } from '../domain/alerts.ts';
import { dayOf } from '../domain/dates.ts';
import { compare } from '../domain/money.ts';
import type { ReportHead } from '../domain/report.ts';
import { SEVERITIES, type Severity } from '../domain/severity.ts';
import { findingSums } from '../domain/spend.ts';
import { inReportOrder } from './lifecycle.ts';

/** What a digest says of its run. */
export interface DigestRun {
  readonly head: Pick<ReportHead, 'runId' | 'now' | 'organization' | 'coverage' | 'spend'>;
  readonly place: string;
  readonly consoleUrl: string | null;
  /** The run that the changes are counted from; null where there was none. */
  readonly previous: string | null;
}

/** The one message of a run for a route; undefined where nothing has changed for it. */
export function digestOf(route: Route, changes: readonly Change[], run: DigestRun): Digest | undefined {
  if (changes.length === 0) return undefined;
  const { runId, now, organization, coverage, spend } = run.head;
  const sorted = [...changes].sort(worstFirst);
  return {
    schemaVersion: 1,
    kind: 'digest',
    id: digestId(route, sorted, run),
    routeId: route.id,
    runId,
    at: now,
    organizationId: organization.id,
    coverage: { complete: coverage.complete, targets: coverage.targets, gaps: coverage.gaps.length },
    money: isForAll(route) ? moneyOf(spend) : null,
    severity: worstOf(sorted),
    counts: countsOf(sorted),
    changes: sorted,
    place: run.place,
    consoleUrl: run.consoleUrl,
  };
}

/** A team that is told of its own findings need not see the organization's bill. */
function isForAll({ scope, owners }: Route): boolean {
  return isEmptyScope(scope) && owners.length === 0;
}

function moneyOf(spend: ReportHead['spend']): Digest['money'] {
  const sums = 'currency' in spend ? findingSums(spend) : undefined;
  return sums && 'currency' in spend ? { currency: spend.currency, ...sums } : null;
}

/**
 * 32 hex digits, the same whenever the same news are told to the route: by the run itself once more, or by another one
 * that ran at the same time and so counts from the same run. The day stands for a run before that there is not.
 */
function digestId({ id }: Route, changes: readonly Change[], { head, previous }: DigestRun): string {
  const news = changes.map(({ kind, finding }) => [kind, finding.id]);
  return createHash('sha256')
    .update(JSON.stringify([head.organization.id, previous ?? dayOf(head.now), id, news]))
    .digest('hex')
    .slice(0, 32);
}

/** They are sorted, so that the first one is the worst of those that are not resolved. */
function worstOf([first]: readonly Change[]): Severity {
  return first === undefined || first.kind === 'resolved' ? 'informational' : first.finding.severity;
}

function countsOf(changes: readonly Change[]): Record<ChangeKind, number> {
  // fromEntries forgets its keys; they are all of CHANGE_KINDS.
  const counts = Object.fromEntries(CHANGE_KINDS.map((kind) => [kind, 0])) as Record<ChangeKind, number>;
  for (const { kind } of changes) counts[kind] += 1;
  return counts;
}

function worstFirst(a: Change, b: Change): number {
  return (
    Number(a.kind === 'resolved') - Number(b.kind === 'resolved') ||
    SEVERITIES.indexOf(a.finding.severity) - SEVERITIES.indexOf(b.finding.severity) ||
    mostFirst(a.finding.atRisk, b.finding.atRisk) ||
    mostFirst(a.finding.lost, b.finding.lost) ||
    inReportOrder(a.finding, b.finding) ||
    // The order is whole, so that it does not depend on that of the input.
    (a.finding.id < b.finding.id ? -1 : 1)
  );
}

type Amount = { readonly amount: string } | null;

function mostFirst(a: Amount, b: Amount): number {
  return compare(b?.amount ?? '0', a?.amount ?? '0');
}
