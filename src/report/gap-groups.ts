import { GAP_OUTCOMES, type GapOutcome } from '../domain/outcome.ts';
import type { CoverageGap } from '../domain/target.ts';
import { printable } from './printable.ts';
import { firstOf, number } from './words.ts';

/** Gaps with one cause. */
export interface GapGroup {
  readonly outcome: GapOutcome;
  readonly operation: string;
  readonly code: string;
  readonly targets: number;
  /** `name (id)`, printable, in the order of the gaps. */
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  /** Distinct, printable. */
  readonly remedies: readonly string[];
  readonly example: CoverageGap;
}

/** Groups gaps by outcome, call and error code: outcomes in the contract's order, then the largest group first. */
export function groupGaps(gaps: readonly CoverageGap[]): readonly GapGroup[] {
  const groups = new Map<string, [CoverageGap, ...CoverageGap[]]>();
  for (const gap of gaps) {
    const key = JSON.stringify([gap.outcome, gap.operation, gap.code]);
    const group = groups.get(key);
    if (group) group.push(gap);
    else groups.set(key, [gap]);
  }
  return [...groups.values()].map(toGroup).sort(byOutcomeThenSize);
}

function toGroup(gaps: readonly [CoverageGap, ...CoverageGap[]]): GapGroup {
  const [example] = gaps;
  return {
    outcome: example.outcome,
    operation: example.operation,
    code: example.code,
    targets: gaps.length,
    accounts: distinct(gaps.map((gap) => `${printable(gap.accountName)} (${gap.accountId})`)),
    regions: distinct(gaps.map((gap) => gap.region)),
    remedies: distinct(gaps.map((gap) => printable(gap.remedy))),
    example,
  };
}

function byOutcomeThenSize(a: GapGroup, b: GapGroup): number {
  return GAP_OUTCOMES.indexOf(a.outcome) - GAP_OUTCOMES.indexOf(b.outcome) || b.targets - a.targets;
}

function distinct(values: readonly string[]): readonly string[] {
  return [...new Set(values)];
}

/** `us-east-1, eu-west-1 and 15 more (17 regions)`. */
export function regionsOf(group: GapGroup): string {
  const regions = firstOf(group.regions, 4);
  return group.regions.length > 4 ? `${regions} (${number(group.regions.length)} regions)` : regions;
}
