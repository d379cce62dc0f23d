import type { Change, Digest, DigestPlan } from '../domain/alerts.ts';
import { findingInOrder } from './in-order.ts';

/** A digest as it is sent: as many of its changes as there is room for. */
export interface AlertDocument extends Digest {
  /** How many changes are left out; the place has them all. */
  readonly more: number;
}

/** One change as an event of its own. */
export interface ChangeEvent
  extends Pick<Digest, 'schemaVersion' | 'routeId' | 'runId' | 'at' | 'organizationId' | 'place' | 'consoleUrl'> {
  readonly kind: 'change';
  /** With the finding's id, it tells whether the event was received before. */
  readonly digestId: string;
  readonly change: Change;
}

/** The digest with the first few of its changes, its members in one order however it was read. */
export function alertDocument(digest: Digest, changes: readonly Change[]): AlertDocument {
  const { coverage, money, counts } = digest;
  return {
    schemaVersion: digest.schemaVersion,
    kind: digest.kind,
    id: digest.id,
    routeId: digest.routeId,
    runId: digest.runId,
    at: digest.at,
    organizationId: digest.organizationId,
    coverage: { complete: coverage.complete, targets: coverage.targets, gaps: coverage.gaps },
    money: money && { currency: money.currency, lost: money.lost, atRisk: money.atRisk },
    severity: digest.severity,
    counts: {
      new: counts.new,
      worsened: counts.worsened,
      stripped: counts.stripped,
      'coverage-lost': counts['coverage-lost'],
      reminder: counts.reminder,
      resolved: counts.resolved,
    },
    changes: changes.map(changeInOrder),
    more: digest.changes.length - changes.length,
    place: digest.place,
    consoleUrl: digest.consoleUrl,
    ...(digest.plan && { plan: planInOrder(digest.plan) }),
    ...(digest.link && { link: digest.link }),
  };
}

function planInOrder({ place, hash, actions, isApplied }: DigestPlan): DigestPlan {
  return { place, hash, actions, isApplied };
}

export function changeEvent(digest: Digest, change: Change): ChangeEvent {
  return {
    schemaVersion: digest.schemaVersion,
    kind: 'change',
    digestId: digest.id,
    routeId: digest.routeId,
    runId: digest.runId,
    at: digest.at,
    organizationId: digest.organizationId,
    change: changeInOrder(change),
    place: digest.place,
    consoleUrl: digest.consoleUrl,
  };
}

export function changeInOrder({ kind, finding }: Change): Change {
  return { kind, finding: findingInOrder(finding) };
}
