import type { Tags } from '../domain/carrier.ts';
import type { Finding, Stripped } from '../domain/finding.ts';
import type { LedgerEntry } from '../domain/ledger.ts';
import type { ResourceRecord } from '../domain/report.ts';
import { MAP_TAG_RULES } from '../domain/rule.ts';

/** A tag that a run wrote and that nobody undid. */
interface Application {
  readonly key: string;
  readonly value: string;
  readonly appliedAt: string;
  readonly runId: string;
}

/** What runs before wrote, by ARN, the oldest first. */
export type Applied = ReadonlyMap<string, readonly Application[]>;

/** After so many times mapwarden no longer puts a tag back: two that write in turns help nobody. */
export const MOST_STRIPS = 2;

/**
 * What stands of the ledgers, the oldest first. What a run undid does not count; an undo that found the tag gone already
 * took nothing back: somebody else did.
 */
export function appliedTags(
  ledgers: Iterable<{ readonly runId: string; readonly entries: readonly LedgerEntry[] }>,
): Applied {
  const applied = new Map<string, readonly Application[]>();
  for (const { runId, entries } of ledgers) {
    for (const entry of entries.filter(({ outcome }) => outcome === 'applied')) {
      // The same action of one run, finished after a crash or applied by two processes, is one.
      const others = (applied.get(entry.arn) ?? []).filter((each) => each.runId !== runId);
      applied.set(entry.arn, [...others, ...applicationOf(entry, runId)]);
    }
  }
  return applied;
}

function applicationOf({ operation, action, at }: LedgerEntry, runId: string): readonly Application[] {
  if (operation === 'undo' || action.type !== 'put-tag') return [];
  return [{ key: action.key, value: action.value, appliedAt: at, runId }];
}

/** Whether the carrier once had the right tag from mapwarden, and has it no more. */
export function strippedFrom(arn: string, tags: Tags | undefined, applied: Applied): Stripped | null {
  const all = applied.get(arn) ?? [];
  const last = all.at(-1);
  if (last === undefined || tags === undefined || tags.get(last.key) === last.value) return null;
  return { times: all.length, appliedAt: last.appliedAt, runId: last.runId };
}

/** The finding about a tag that did not stay, with what to do about whoever takes it away. */
export function withStripped(finding: Finding, key: string, stripped: Stripped | null): Finding {
  if (stripped === null || finding.defect === null) return finding;
  const { remediation } = finding;
  const value = remediation.action?.type === 'put-tag' ? remediation.action.value : '…';
  const note = `${remediation.note} ${strippedText(stripped, key, value)}`;
  const isLeftAlone = stripped.times >= MOST_STRIPS;
  return {
    ...finding,
    stripped,
    remediation: isLeftAlone ? { kind: 'manual', action: null, command: null, note } : { ...remediation, note },
  };
}

/** Source of the two forms: Terraform AWS provider, "Resource tagging" guide. */
function strippedText({ times, appliedAt, runId }: Stripped, key: string, value: string): string {
  const often = times === 1 ? 'once' : `${times} times`;
  const left = times >= MOST_STRIPS ? ' mapwarden leaves the resource alone from now on.' : '';
  return (
    `The right tag was applied ${often}, last on ${appliedAt.slice(0, 10)} by run ${runId}, and is gone again: ` +
    `find what writes the tags of this resource.${left} In Terraform, put one of these into the block provider "aws": ` +
    `default_tags { tags = { "${key}" = "${value}" } } has the tag written, ` +
    `ignore_tags { keys = ["${key}"] } has it left alone.`
  );
}

/** Whether a tag may have been taken away of which no ledger tells: what a run has undone is nobody's surprise. */
export function mayBeTakenAway({ ruleId, resource }: Finding, applied: Applied): boolean {
  return MAP_TAG_RULES.includes(ruleId) && resource.arn !== null && !applied.has(resource.arn);
}

/**
 * Whether the tag of the finding's carrier had been right when it was recorded and is another one now, or none: then it
 * was taken away, whoever had put it there. A tag that only the configuration has made wrong was not.
 */
export function wasTakenAway({ resource }: Finding, before: ResourceRecord | undefined, key: string): boolean {
  const value = before?.tags?.[key];
  return before !== undefined && value !== undefined && value !== resource.tags?.[key] && isRight(before);
}

/** As far as the rules said that were asked. */
function isRight({ outcomes }: ResourceRecord): boolean {
  const said = MAP_TAG_RULES.flatMap((id) => outcomes[id] ?? []);
  return said.includes('compliant') && said.every((each) => each === 'compliant' || each === 'not_applicable');
}
