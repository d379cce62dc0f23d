import { type OutcomeCounts, TARGET_OUTCOMES, type TargetOutcome } from '../../src/domain/outcome.ts';
import type { AccountCoverage } from '../../src/domain/report.ts';
import type { CoverageGap } from '../../src/domain/target.ts';
import { createCoverageByAccount } from '../../src/engine/coverage-by-account.ts';

const REGIONS = ['ap-northeast-1', 'eu-central-1', 'eu-west-1', 'us-east-1', 'us-west-2'];

/** The gaps in their accounts, and the other targets in accounts that are made up for them, five regions each. */
export function coverageByAccount(
  outcomes: Partial<OutcomeCounts>,
  gaps: readonly CoverageGap[],
): readonly AccountCoverage[] {
  const coverage = createCoverageByAccount();
  const add = (id: string, name: string, region: string, outcome: TargetOutcome) =>
    coverage.add(
      { account: { id, name, state: 'ACTIVE', ouPath: 'o-exampleorg/r-root/ou-root-apps' }, region },
      outcome,
    );
  for (const { accountId, accountName, region, outcome } of gaps) add(accountId, accountName, region, outcome);
  const others = TARGET_OUTCOMES.flatMap((outcome) => Array<TargetOutcome>(outcomes[outcome] ?? 0).fill(outcome));
  for (const [index, outcome] of others.entries()) {
    const number = Math.floor(index / REGIONS.length);
    add(String(600_000_000_000 + number), `team-${number}`, REGIONS[index % REGIONS.length] ?? '', outcome);
  }
  return coverage.list();
}

/** The counts of the complete outcomes, and the gaps counted. */
export function outcomeCounts(outcomes: Partial<OutcomeCounts>, gaps: readonly CoverageGap[]): OutcomeCounts {
  const counts = TARGET_OUTCOMES.map((outcome) => {
    const unread = gaps.filter((gap) => gap.outcome === outcome).length;
    return [outcome, (outcomes[outcome] ?? 0) + unread];
  });
  // fromEntries forgets its keys; they are all of TARGET_OUTCOMES.
  return Object.fromEntries(counts) as OutcomeCounts;
}
