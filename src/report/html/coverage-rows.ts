import { isGapOutcome, TARGET_OUTCOMES, type TargetOutcome } from '../../domain/outcome.ts';
import type { AccountCoverage } from '../../domain/report.ts';
import { addTo } from '../page/lists.ts';

/** A row of the map: one account, or all accounts whose targets ended alike. */
export interface CoverageRow {
  readonly accounts: readonly [AccountCoverage, ...AccountCoverage[]];
  /** The outcome in each region of the map; undefined where the account has no such target. */
  readonly outcomes: readonly (TargetOutcome | undefined)[];
  readonly gaps: number;
}

export interface CoverageMap {
  readonly regions: readonly string[];
  /** The most gaps first. */
  readonly rows: readonly CoverageRow[];
  /** Accounts beyond the rows that are drawn. */
  readonly hidden: { readonly accounts: number; readonly gaps: number };
}

/** As many accounts as can be read one by one; of more, those that ended alike share a row. */
const MOST_SINGLE = 60;
const MOST_ROWS = 150;

export function coverageMap(byAccount: readonly AccountCoverage[]): CoverageMap {
  const regions = [...new Set(byAccount.flatMap(({ regions }) => Object.values(regions).flat()))].sort();
  const single = byAccount.map((account) => rowOf(account, regions));
  const rows = (byAccount.length > MOST_SINGLE ? merged(single) : single).sort(mostGapsFirst);
  const beyond = rows.slice(MOST_ROWS);
  return {
    regions,
    rows: rows.slice(0, MOST_ROWS),
    hidden: {
      accounts: beyond.reduce((sum, { accounts }) => sum + accounts.length, 0),
      gaps: beyond.reduce((sum, { accounts, gaps }) => sum + accounts.length * gaps, 0),
    },
  };
}

function rowOf(account: AccountCoverage, regions: readonly string[]): CoverageRow {
  const byRegion = new Map<string, TargetOutcome>();
  for (const outcome of TARGET_OUTCOMES) {
    for (const region of account.regions[outcome] ?? []) byRegion.set(region, outcome);
  }
  const outcomes = regions.map((region) => byRegion.get(region));
  const gaps = outcomes.filter((outcome) => outcome !== undefined && isGapOutcome(outcome)).length;
  return { accounts: [account], outcomes, gaps };
}

/** Rows that differ in their accounts only, as one. */
function merged(rows: readonly CoverageRow[]): CoverageRow[] {
  const byPattern = new Map<string, AccountCoverage[]>();
  for (const { outcomes, accounts } of rows) for (const each of accounts) addTo(byPattern, outcomes.join(' '), each);
  return rows.flatMap((row) => {
    const [first, ...others] = byPattern.get(row.outcomes.join(' ')) ?? [];
    return first === row.accounts[0] ? [{ ...row, accounts: [first, ...others] }] : [];
  });
}

function mostGapsFirst(a: CoverageRow, b: CoverageRow): number {
  return (
    b.gaps - a.gaps ||
    b.accounts.length - a.accounts.length ||
    (a.accounts[0].accountId < b.accounts[0].accountId ? -1 : 1)
  );
}

/** The row as one path an outcome, in a box of one unit a region: `M2 0h3v1h-3z`. */
export function pathsOf({ outcomes }: CoverageRow): ReadonlyMap<TargetOutcome, string> {
  const paths = new Map<TargetOutcome, string>();
  let start = 0;
  for (const [position, outcome] of outcomes.entries()) {
    if (outcomes[position + 1] === outcome) continue;
    const width = position + 1 - start;
    if (outcome !== undefined) {
      paths.set(outcome, `${paths.get(outcome) ?? ''}M${start} 0h${width}v1h-${width}z`);
    }
    start = position + 1;
  }
  return paths;
}
