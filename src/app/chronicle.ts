import type { Remembered } from '../domain/alerts.ts';
import type { Finding } from '../domain/finding.ts';
import type { ResourceRecord, Selection } from '../domain/report.ts';
import { type KnownFindings, withBaseline } from '../engine/baseline.ts';
import type { Rule } from '../engine/compile-rule.ts';
import { type AccountLook, heardBefore, isAnswered, type Look, track, withTold } from '../engine/lifecycle.ts';
import { type Applied, mayBeTakenAway, wasTakenAway } from '../engine/stripped.ts';
import type { Tally } from '../engine/tally.ts';
import type { RunWriter } from '../ports/run-store.ts';
import type { Booked } from './book.ts';
import type { Recall } from './recall.ts';
import type { Teller } from './teller.ts';

export interface ChronicleOptions {
  readonly writer: RunWriter;
  readonly recall: Recall;
  /** What an earlier part of this run remembered; left out where there is none. */
  readonly told?: Pick<Recall, 'take'> | undefined;
  /** Routes that were never sent what the earlier part found. */
  readonly unheard?: ReadonlySet<string> | undefined;
  readonly tally: Tally;
  readonly rules: readonly Rule[];
  readonly selection: Selection | null;
  readonly baseline: KnownFindings;
  /** What earlier runs did to tags: where they did, they say themselves what was stripped. */
  readonly applied: Applied;
  readonly tagKey: string;
  /** Left out where nobody is told. */
  readonly teller?: Teller | undefined;
}

/** A part of the organization, as far as it was booked; several are written one after another, in the report's order. */
export interface Chapter extends Booked {
  /** What the memory is taken up to; see accountKey. */
  readonly key: string;
  readonly resources?: readonly ResourceRecord[];
  readonly look?: AccountLook;
}

/**
 * Gives findings their past and writes them, resolved ones in their place. Counts every finding, and keeps what the next
 * run must know, unless a selection narrowed this one.
 */
export function createChronicle(options: ChronicleOptions): (chapter: Chapter) => Promise<void> {
  const { writer, recall, tally, selection, baseline, teller } = options;
  const rules = new Set(options.rules.map(({ definition }) => definition.id));
  // Where only some regions were looked at, what is said of an account as a whole is not said of all of it.
  const areAllRegions = (selection?.regions.length ?? 0) === 0;

  /** The carriers of the run before are read only where a finding is new that may be about a tag which they had. */
  const rightBefore = async (key: string, found: readonly Finding[], before: readonly Remembered[]) => {
    const known = new Set(
      before.filter(({ finding }) => finding.status !== 'resolved').map(({ finding }) => finding.id),
    );
    const isOpen = (finding: Finding) => !known.has(finding.id) && mayBeTakenAway(finding, options.applied);
    const carriers = found.some(isOpen) ? await recall.carriers(key) : new Map<string, ResourceRecord>();
    return (finding: Finding) =>
      isOpen(finding) && wasTakenAway(finding, carriers.get(finding.resource.arn ?? ''), options.tagKey);
  };

  return async ({ key, findings, unanswered, resources = [], look: account }) => {
    const before = await recall.take(key);
    const accounts = new Map(account ? [[key, { ...account, isJudged: account.isJudged && areAllRegions }]] : []);
    const look: Look = { rules, unanswered: new Set(unanswered), accounts, isWhole: selection === null };
    const found = findings.map((finding) => withBaseline(finding, baseline));
    const told = await heard(options, key, before);
    const wasRight = await rightBefore(key, found, before);
    const alone = track(found, before, (finding) => isAnswered(finding, look), wasRight);
    const tracked = told ? withTold(alone, told) : alone;
    for (const finding of tracked.findings) tally.countFinding(finding);
    await writer.append(tracked.findings, resources);
    if (selection === null)
      await writer.remember(teller?.tell(told ?? before, tracked, account?.unread ?? 0) ?? tracked.remembered);
  };
}

/** Undefined where the run has no earlier part that remembered anything. */
async function heard({ told, unheard = new Set() }: ChronicleOptions, key: string, before: readonly Remembered[]) {
  const earlier = await told?.take(key);
  return earlier && heardBefore(earlier, before, unheard);
}
