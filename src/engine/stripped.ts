import type { Tags } from '../domain/carrier.ts';
import type { Finding, Stripped } from '../domain/finding.ts';
import type { LedgerEntry } from '../domain/ledger.ts';

/** What runs before wrote, by ARN: which tag should be there, and how often it was put there. */
export type Applied = ReadonlyMap<string, { readonly key: string; readonly value: string } & Stripped>;

/** After so many times mapwarden no longer puts a tag back: two that write in turns help nobody. */
export const MOST_STRIPS = 2;

/** What stands of the ledgers, the oldest first: an action that was undone does not count. */
export function appliedTags(
  ledgers: Iterable<{ readonly runId: string; readonly entries: readonly LedgerEntry[] }>,
): Applied {
  const applied = new Map<string, { readonly key: string; readonly value: string } & Stripped>();
  for (const { runId, entries } of ledgers) {
    for (const entry of entries.filter(isDone)) {
      const { operation, action, arn, at } = entry;
      const earlier = applied.get(arn);
      if (operation === 'undo' || action.type !== 'put-tag') applied.delete(arn);
      else applied.set(arn, { key: action.key, value: action.value, ...timesOf(earlier, runId), appliedAt: at, runId });
    }
  }
  return applied;
}

/** An undo that found its work done has taken the tag back all the same. */
function isDone({ operation, outcome }: LedgerEntry): boolean {
  return outcome === 'applied' || (operation === 'undo' && outcome === 'unchanged');
}

/** The same action of one run, finished after a crash or applied by two processes, is one. */
function timesOf(earlier: Stripped | undefined, runId: string): { readonly times: number } {
  return { times: (earlier?.times ?? 0) + (earlier?.runId === runId ? 0 : 1) };
}

/** Whether the carrier once had the right tag from mapwarden, and has it no more. */
export function strippedFrom(arn: string, tags: Tags | undefined, applied: Applied): Stripped | null {
  const known = applied.get(arn);
  if (known === undefined || tags === undefined || tags.get(known.key) === known.value) return null;
  return { times: known.times, appliedAt: known.appliedAt, runId: known.runId };
}

/** The finding about a tag that did not stay, with what to do about whoever takes it away. */
export function withStripped(finding: Finding, key: string, stripped: Stripped | null): Finding {
  if (stripped === null || finding.defect === null) return finding;
  const { remediation } = finding;
  const note = `${remediation.note} ${strippedText(stripped, key)}`;
  const isLeftAlone = stripped.times >= MOST_STRIPS;
  return {
    ...finding,
    stripped,
    remediation: isLeftAlone ? { kind: 'manual', action: null, command: null, note } : { ...remediation, note },
  };
}

/** Source of the two forms: Terraform AWS provider, "Resource tagging" guide. */
function strippedText({ times, appliedAt, runId }: Stripped, key: string): string {
  const often = times === 1 ? 'once' : `${times} times`;
  const left = times >= MOST_STRIPS ? ' mapwarden leaves the resource alone from now on.' : '';
  return (
    `The right tag was applied ${often}, last on ${appliedAt.slice(0, 10)} by run ${runId}, and is gone again: ` +
    `find what writes the tags of this resource.${left} In Terraform, put the tag into the configuration, as ` +
    `provider "aws" { default_tags { tags = { "${key}" = "…" } } }, or let the provider leave it alone: ` +
    `provider "aws" { ignore_tags { keys = ["${key}"] } }.`
  );
}
