import { isEmptyScope, isNamedBy } from '../domain/account.ts';
import type { EvaluationOutcome } from '../domain/evaluation.ts';
import type { Finding } from '../domain/finding.ts';
import type { ReportHead, Selection } from '../domain/report.ts';
import { type ChangedFinding, COMPARED, type Compared, type DiffTarget, type RunDiff } from '../domain/run-diff.ts';

export interface ComparedRun {
  readonly head: ReportHead;
  /** Resolved ones are not looked at: they are the absence of a finding. */
  readonly findings: readonly Finding[];
}

export interface LaterRun extends ComparedRun {
  /** Ids of all that it remembers: what it does not have as a finding was carried over unseen. */
  readonly remembered: ReadonlySet<string>;
  /** The outcome of a rule on the resource with the ARN; undefined where it did not read that resource. */
  readonly outcomeOf: (arn: string, ruleId: string) => EvaluationOutcome | undefined;
}

/**
 * What became of the findings of one run in another. What the second run lacks is resolved only where it looked: its
 * target was read, its rule was asked and had an answer, and no selection left it out.
 */
export function diffRuns(from: ComparedRun, to: LaterRun): RunDiff {
  const before = standing(from);
  const after = standing(to);
  const missing = [...before.values()].filter(({ id }) => !after.has(id));
  const looked = lookOf(to);
  return {
    schemaVersion: 1,
    from: sideOf(from.head),
    to: sideOf(to.head),
    coverage: { lost: onlyIn(to.head, from.head), regained: onlyIn(from.head, to.head) },
    new: [...after.values()].filter(({ id }) => !before.has(id)),
    resolved: missing.filter(looked),
    changed: [...after.values()].flatMap((finding) => changesOf(before.get(finding.id), finding)),
    notLookedAt: missing.filter((finding) => !looked(finding)),
  };
}

function standing({ findings }: ComparedRun): ReadonlyMap<string, Finding> {
  return new Map(findings.filter(({ status }) => status !== 'resolved').map((finding) => [finding.id, finding]));
}

function sideOf({ runId, now, coverage: { complete } }: ReportHead) {
  return { runId, now, complete };
}

/** Gaps of the first run that are none of the other. */
function onlyIn({ coverage }: ReportHead, other: ReportHead): readonly DiffTarget[] {
  const known = new Set(other.coverage.gaps.map(keyOf));
  return coverage.gaps
    .filter((gap) => !known.has(keyOf(gap)))
    .map(({ accountId, accountName, region }) => ({ accountId, accountName, region }));
}

function keyOf({ accountId, region }: { readonly accountId: string | null; readonly region: string | null }): string {
  return `${accountId}/${region}`;
}

function lookOf({ head, remembered, outcomeOf }: LaterRun): (finding: Finding) => boolean {
  const gaps = new Set(head.coverage.gaps.map(keyOf));
  const rules = new Map(head.rules.map((rule) => [rule.id, rule]));
  return (finding) => {
    const rule = rules.get(finding.ruleId);
    if (!rule || remembered.has(finding.id) || !isSelected(finding, head.coverage.selection)) return false;
    const { arn } = finding.resource;
    if (arn !== null) return !gaps.has(keyOf(finding)) && outcomeOf(arn, finding.ruleId) !== 'insufficient_data';
    // Of which account, agreement or waiver the rule could not tell, no file says.
    return rule.insufficientData === 0;
  };
}

function isSelected({ accountId, ouPath, region }: Finding, selection: Selection | null): boolean {
  if (selection === null || accountId === null) return true;
  const account = { id: accountId, ouPath: ouPath ?? '' };
  const isNamed = isEmptyScope(selection) || isNamedBy(selection, account);
  // What is said of an account is said of all its regions.
  const isThere = selection.regions.length === 0 || (region !== null && selection.regions.includes(region));
  return isNamed && isThere;
}

function changesOf(before: Finding | undefined, after: Finding): readonly ChangedFinding[] {
  if (!before) return [];
  const changes = COMPARED.map((what) => ({ what, from: shown(before, what), to: shown(after, what) })).filter(
    ({ from, to }) => from !== to,
  );
  return changes.length === 0 ? [] : [{ finding: after, changes }];
}

function shown(finding: Finding, what: Compared): string | null {
  if (what === 'stripped') return finding.stripped ? String(finding.stripped.times) : null;
  // New and open differ in nothing but the runs before.
  if (what === 'status') return finding.status === 'suppressed' ? 'suppressed' : 'open';
  return finding[what];
}
