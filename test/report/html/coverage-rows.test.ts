import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GAP_OUTCOMES, TARGET_OUTCOMES, type TargetOutcome } from '../../../src/domain/outcome.ts';
import type { AccountCoverage } from '../../../src/domain/report.ts';
import { coverageMap, pathsOf } from '../../../src/report/html/coverage-rows.ts';

const REGIONS = ['eu-a', 'eu-b', 'eu-c', 'eu-d'];

function account(number: number, outcomes: readonly (TargetOutcome | undefined)[]): AccountCoverage {
  const regions: Partial<Record<TargetOutcome, string[]>> = {};
  for (const [at, outcome] of outcomes.entries()) {
    if (outcome !== undefined) regions[outcome] = [...(regions[outcome] ?? []), REGIONS[at] ?? ''];
  }
  return { accountId: String(100_000_000_000 + number), accountName: `team-${number}`, ouPath: 'o-x/r-y', regions };
}

const anyAccounts = fc
  .array(fc.array(fc.option(fc.constantFrom(...TARGET_OUTCOMES), { nil: undefined }), { maxLength: 4 }), {
    maxLength: 90,
  })
  .map((all) => all.map((outcomes, number) => account(number, outcomes)));

describe('the map', () => {
  test('has every account once, and every gap', () => {
    fc.assert(
      fc.property(anyAccounts, (accounts) => {
        const { rows, hidden } = coverageMap(accounts);
        const shown = rows.flatMap((row) => row.accounts.map(({ accountId }) => accountId));
        expect(new Set(shown).size).toBe(shown.length);
        expect(shown.length + hidden.accounts).toBe(accounts.length);
        const gaps = accounts.flatMap(({ regions }) => GAP_OUTCOMES.flatMap((outcome) => regions[outcome] ?? []));
        const drawn = rows.reduce((sum, row) => sum + row.gaps * row.accounts.length, 0);
        expect(drawn + hidden.gaps).toBe(gaps.length);
      }),
    );
  });

  test('shows an account that could not be read before all that could', () => {
    const accounts = [account(1, ['scanned']), account(2, ['failed', 'failed']), account(3, ['scanned', 'failed'])];
    expect(coverageMap(accounts).rows.map(({ accounts: [only] }) => only?.accountName)).toEqual([
      'team-2',
      'team-3',
      'team-1',
    ]);
  });

  test.for([
    [60, 60],
    [61, 2],
  ] as const)('of %i accounts has %i rows where all but one ended alike', ([size, expected]) => {
    const accounts = Array.from({ length: size }, (_, n) =>
      account(n, n === 7 ? ['scanned', 'throttled'] : ['scanned', 'scanned']),
    );
    const { rows } = coverageMap(accounts);
    expect(rows).toHaveLength(expected);
    expect(rows[0]?.accounts[0]?.accountName).toBe('team-7');
  });

  test('says how many accounts it leaves out, and their gaps', () => {
    const pattern = (n: number) => [0, 1, 2, 3].map((at) => TARGET_OUTCOMES[Math.floor(n / 12 ** at) % 12]);
    const accounts = Array.from({ length: 400 }, (_, n) => account(n, pattern(n)));
    const { rows, hidden } = coverageMap(accounts);
    expect(rows).toHaveLength(150);
    expect(hidden.accounts).toBe(250);
    expect(rows.at(-1)?.gaps).toBeGreaterThanOrEqual(hidden.gaps > 0 ? 1 : 0);
  });

  test('of nothing is empty', () => {
    expect(coverageMap([])).toEqual({ regions: [], rows: [], hidden: { accounts: 0, gaps: 0 } });
  });
});

describe('a row', () => {
  test('is drawn in runs, a path an outcome', () => {
    const [row] = coverageMap([account(1, ['scanned', 'scanned', 'failed', 'scanned'])]).rows;
    expect(row && [...pathsOf(row)]).toEqual([
      ['scanned', 'M0 0h2v1h-2zM3 0h1v1h-1z'],
      ['failed', 'M2 0h1v1h-1z'],
    ]);
  });

  test('draws nothing where the account has no target', () => {
    const { rows } = coverageMap([account(1, ['scanned', undefined, 'scanned']), account(2, [undefined, 'scanned'])]);
    expect(rows.map((row) => pathsOf(row).get('scanned'))).toEqual(['M0 0h1v1h-1zM2 0h1v1h-1z', 'M1 0h1v1h-1z']);
  });
});
