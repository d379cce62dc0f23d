import { TARGET_OUTCOMES, type TargetOutcome } from '../domain/outcome.ts';
import type { AccountCoverage } from '../domain/report.ts';
import type { Target } from '../domain/target.ts';

/** Keeps how each target ended; of all that is counted while a run walks, this alone grows with the targets. */
export interface CoverageByAccount {
  add(target: Target, outcome: TargetOutcome): void;
  /** By account id. */
  list(): readonly AccountCoverage[];
}

export function createCoverageByAccount(): CoverageByAccount {
  const accounts = new Map<string, Open>();
  return {
    add({ account, region }, outcome) {
      const open = accounts.get(account.id) ?? { account, regions: new Map<TargetOutcome, string[]>() };
      accounts.set(account.id, open);
      const regions = open.regions.get(outcome);
      if (regions) regions.push(region);
      else open.regions.set(outcome, [region]);
    },
    list: () => [...accounts.values()].map(closed).sort((a, b) => (a.accountId < b.accountId ? -1 : 1)),
  };
}

interface Open {
  readonly account: Target['account'];
  readonly regions: Map<TargetOutcome, string[]>;
}

function closed({ account, regions }: Open): AccountCoverage {
  const entries = TARGET_OUTCOMES.flatMap((outcome) => {
    const names = regions.get(outcome);
    return names ? [[outcome, [...names].sort()] as const] : [];
  });
  return {
    accountId: account.id,
    accountName: account.name,
    ouPath: account.ouPath,
    regions: Object.fromEntries(entries),
  };
}
