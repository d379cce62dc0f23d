import type { Remembered } from '../domain/alerts.ts';
import type { Finding } from '../domain/finding.ts';
import type { TargetOutcome } from '../domain/outcome.ts';

/** What became of findings since the run before, in the order of the report. */
export interface Tracked {
  /** Those of this run, and once more those that hold no longer, as resolved. */
  readonly findings: readonly Finding[];
  /**
   * What the next run must know: what is open or accepted, what nobody could look at, and as resolved what somebody was
   * told of and not yet of its end.
   */
  readonly remembered: readonly Remembered[];
}

/**
 * Joins what a run found with what the run before remembered. `found` are `new` or `suppressed`, both lists in the order
 * of the report. A finding that was not found again is resolved only where the run has an answer; otherwise it is
 * remembered unseen, so that not looking resolves nothing. `wasRight` is asked for findings that are new.
 */
export function track(
  found: readonly Finding[],
  before: readonly Remembered[],
  isAnswered: (finding: Finding) => boolean,
  wasRight: (finding: Finding) => boolean = () => false,
): Tracked {
  const known = new Map(before.map((each) => [each.finding.id, each]));
  const present = found.map((finding) => recognized(finding, known.get(finding.id), wasRight));
  const seen = new Set(found.map(({ id }) => id));
  const missing = before.filter(({ finding }) => !seen.has(finding.id));
  // Shown once already, and kept for those who were not told.
  const ended = missing.filter(({ finding }) => finding.status === 'resolved');
  const gone = missing.filter(({ finding }) => finding.status !== 'resolved' && isAnswered(finding));
  const unseen = missing.filter(({ finding }) => finding.status !== 'resolved' && !isAnswered(finding));
  const resolved = gone.map(({ finding, told }) => ({ finding: asResolved(finding), told }));
  const untold = [...ended, ...resolved].filter(({ told }) => Object.keys(told).length > 0);
  return {
    findings: [...present, ...resolved].map(({ finding }) => finding).sort(inReportOrder),
    remembered: [...present, ...unseen, ...untold].sort((a, b) => inReportOrder(a.finding, b.finding)),
  };
}

/** The same, with what an earlier part of the run has told since: `earlier` is what it remembered. */
export function withTold({ findings, remembered }: Tracked, earlier: readonly Remembered[]): Tracked {
  const toldOf = new Map(earlier.map(({ finding, told }) => [finding.id, told]));
  const heard = remembered.map((each) => {
    const { finding } = each;
    return { ...each, told: finding.status === 'suppressed' ? {} : (toldOf.get(finding.id) ?? {}) };
  });
  // An end of which nobody is left to hear is forgotten.
  return {
    findings,
    remembered: heard.filter(({ finding, told }) => finding.status !== 'resolved' || Object.keys(told).length > 0),
  };
}

/**
 * What routes know at the beginning of a further part of a run. The `unheard` ones were never sent what the earlier part
 * found: they know what they knew before the run.
 */
export function heardBefore(
  earlier: readonly Remembered[],
  before: readonly Remembered[],
  unheard: ReadonlySet<string>,
): readonly Remembered[] {
  if (unheard.size === 0) return earlier;
  const byId = new Map([...before, ...earlier].map((each) => [each.finding.id, each]));
  const [earlierTold, beforeTold] = [earlier, before].map(
    (all) => new Map(all.map(({ finding, told }) => [finding.id, Object.entries(told)])),
  );
  return [...byId].map(([id, { finding }]) => ({
    finding,
    told: Object.fromEntries([
      ...(earlierTold?.get(id) ?? []).filter(([route]) => !unheard.has(route)),
      ...(beforeTold?.get(id) ?? []).filter(([route]) => unheard.has(route)),
    ]),
  }));
}

/** A finding with its past. Who has accepted it need not be told again; once the waiver ends, it is news. */
function recognized(
  finding: Finding,
  before: Remembered | undefined,
  wasRight: (finding: Finding) => boolean,
): Remembered {
  const isSuppressed = finding.status === 'suppressed';
  const told = isSuppressed ? {} : (before?.told ?? {});
  const marked = (isRight: boolean) => (isRight && !isSuppressed ? { wasRight: true as const } : {});
  // What was gone is new, also to a run that still has to tell its end: that end is no news any more.
  if (!before || before.finding.status === 'resolved') return { finding, told, ...marked(wasRight(finding)) };
  const status = isSuppressed ? 'suppressed' : 'open';
  const { firstSeen } = before.finding;
  // A clock that was set back must not make a finding older than its first sight.
  const lasting = { ...finding, status, firstSeen: earlier(firstSeen, finding.firstSeen) } as const;
  return { finding: lasting, told, ...marked(before.wasRight === true) };
}

/** Its money is that of an earlier bill: sums over a run's findings are about the run's own. */
function asResolved(finding: Finding): Finding {
  return { ...finding, status: 'resolved', lost: null, atRisk: null, waiver: null, inBaseline: false };
}

function earlier(a: string, b: string): string {
  return a < b ? a : b;
}

/** How far a run looked, at the place that findings are about. */
export interface Look {
  /** The rules that were asked. */
  readonly rules: ReadonlySet<string>;
  /** Ids of the findings that there may be: the rule could not tell. */
  readonly unanswered: ReadonlySet<string>;
  /** Accounts at hand, by id. */
  readonly accounts: ReadonlyMap<string, AccountLook>;
  /** Whether an account that is not at hand is one that the organization has no more. */
  readonly isWhole: boolean;
}

export interface AccountLook {
  /** Whether the rules about accounts were asked, with all of its targets in sight. */
  readonly isJudged: boolean;
  readonly outcomes: ReadonlyMap<string, TargetOutcome>;
  /** How many of its targets could not be read, those left out that the run did not get to. */
  readonly unread: number;
}

/** Whether a run would have found it, were it still so. */
export function isAnswered({ id, ruleId, accountId, region }: Finding, look: Look): boolean {
  if (!look.rules.has(ruleId) || look.unanswered.has(id)) return false;
  // Agreements, waivers and the organization are in every run's sight.
  if (accountId === null) return true;
  const account = look.accounts.get(accountId);
  if (!account) return look.isWhole;
  if (region === null) return account.isJudged;
  const outcome = account.outcomes.get(region);
  return outcome === 'scanned' || outcome === 'account-inactive';
}

/**
 * The order of findings: agreements, the organization, then by account, region, resource, rule; waivers, whose use only
 * a whole run shows, at the end.
 */
export function inReportOrder(a: Finding, b: Finding): number {
  for (const part of [accountKey, regionOf, subjectOf, ruleOf]) {
    const [left, right] = [part(a), part(b)];
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}

/** Behind every account id. */
export const WAIVERS_KEY = 'waiver';

/** What findings are streamed by: an account's id, '' before all accounts, {@link WAIVERS_KEY} after them. */
export function accountKey({ accountId, resource }: Pick<Finding, 'accountId' | 'resource'>): string {
  return resource.type === 'waiver' ? WAIVERS_KEY : (accountId ?? '');
}

function regionOf({ region }: Finding): string {
  return region ?? '';
}

function subjectOf({ resource }: Finding): string {
  return resource.arn ?? resource.id;
}

function ruleOf({ ruleId }: Finding): string {
  return ruleId;
}
