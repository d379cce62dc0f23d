import { GAP_OUTCOMES, TARGET_OUTCOMES, type TargetOutcome } from '../../domain/outcome.ts';
import type { AccountCoverage } from '../../domain/report.ts';

/** A row of the map: one account, or all accounts whose targets ended alike. */
export interface CoverageRow {
  readonly accounts: readonly AccountCoverage[];
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
  const positions = new Map(regions.map((region, position) => [region, position]));
  const single = byAccount.map((account) => rowOf(account, positions));
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

function rowOf(account: AccountCoverage, positions: ReadonlyMap<string, number>): CoverageRow {
  const outcomes: (TargetOutcome | undefined)[] = Array.from(positions, () => undefined);
  for (const outcome of TARGET_OUTCOMES) {
    for (const region of account.regions[outcome] ?? []) outcomes[positions.get(region) ?? -1] = outcome;
  }
  const gaps = GAP_OUTCOMES.reduce((sum, outcome) => sum + (account.regions[outcome]?.length ?? 0), 0);
  return { accounts: [account], outcomes, gaps };
}

function merged(rows: readonly CoverageRow[]): CoverageRow[] {
  const byPattern = new Map<string, CoverageRow[]>();
  for (const row of rows) {
    const pattern = row.outcomes.join(' ');
    byPattern.set(pattern, [...(byPattern.get(pattern) ?? []), row]);
  }
  return [...byPattern.values()].map((alike) => ({
    outcomes: alike[0]?.outcomes ?? [],
    gaps: alike[0]?.gaps ?? 0,
    accounts: alike.flatMap(({ accounts }) => accounts),
  }));
}

function mostGapsFirst(a: CoverageRow, b: CoverageRow): number {
  return b.gaps - a.gaps || b.accounts.length - a.accounts.length || (idOf(a) < idOf(b) ? -1 : 1);
}

function idOf({ accounts }: CoverageRow): string {
  return accounts[0]?.accountId ?? '';
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
