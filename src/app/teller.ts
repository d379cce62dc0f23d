import type { AlertSettings, Change, Digest, Remembered, Told } from '../domain/alerts.ts';
import type { IsoInstant } from '../domain/dates.ts';
import type { Finding } from '../domain/finding.ts';
import { changesFor } from '../engine/changes.ts';
import { type DigestRun, digestOf } from '../engine/digest.ts';
import type { Tracked } from '../engine/lifecycle.ts';

/** Collects what each route has not been told yet, while the findings stream by. */
export interface Teller {
  /** What is remembered once the routes are told of these findings; `unread` targets of the account were not read. */
  tell(before: readonly Remembered[], tracked: Tracked, unread: number): readonly Remembered[];
  /** One for each route that has something to be told. */
  digests(run: DigestRun): readonly Digest[];
}

/** What was told to routes that are no more is forgotten: whoever comes back is told anew. */
export function createTeller({ routes, remindAfterDays }: AlertSettings, now: IsoInstant): Teller {
  const news = routes.map((route) => ({ route, changes: [] as Change[] }));
  return {
    tell(before, { findings, remembered }, unread) {
      const known = new Map(before.map((each) => [each.finding.id, each]));
      const all = new Map([...remembered.filter(isOver).map(({ finding }) => finding), ...findings].map(byId));
      const stripped = new Set(remembered.filter(({ wasRight }) => wasRight).map(({ finding }) => finding.id));
      const told = news.map(({ route, changes }) => {
        const fresh = changesFor(route, known, all.values(), { now, remindAfterDays, unread, stripped });
        changes.push(...fresh.changes);
        return { routeId: route.id, byFinding: fresh.told };
      });
      const heard = remembered.map((each) => {
        const entries = told.flatMap(({ routeId, byFinding }): (readonly [string, Told])[] => {
          const last = byFinding.get(each.finding.id);
          return last ? [[routeId, last]] : [];
        });
        return { ...each, told: Object.fromEntries(entries) };
      });
      // Whoever is to hear of an end has heard of it now.
      return heard.filter((each) => !isOver(each));
    },
    digests: (run) =>
      news.flatMap(({ route, changes }) => {
        const digest = digestOf(route, changes, run);
        return digest ? [digest] : [];
      }),
  };
}

function isOver({ finding }: Remembered): boolean {
  return finding.status === 'resolved';
}

function byId(finding: Finding): readonly [string, Finding] {
  return [finding.id, finding];
}
