import * as z from 'zod/mini';
import {
  accountId,
  byDefault,
  count,
  filePath,
  flag,
  money,
  oneOf,
  optional,
  optionalSection,
  section,
  text,
} from './fields.ts';

/** Sections about what usage costs, which of it counts, and who is told. */

export const catalog = optionalSection(
  {
    file: optional(
      filePath,
      'A model catalogue to use in place of the one in the package; `mapwarden catalog check` checks it.',
    ),
  },
  'Which models MAP covers, and since when.',
);

export const owners = optional(
  section({
    tagKey: byDefault(text('a tag key'), 'owner', 'The tag of an account or resource that names its owner.'),
    accounts: byDefault(
      z.record(accountId, text('the name or address of an owner'), { error: 'a mapping of account ids to owners' }),
      {},
      'Owners by account id, for accounts and resources without that tag.',
    ),
  }),
  'Who is told about a finding. Without this section, no owner is looked for.',
);

/** What Cost Explorer can add up (GetCostAndUsage, Metrics); quantities are no money. */
const COST_METRICS = ['AmortizedCost', 'BlendedCost', 'NetAmortizedCost', 'NetUnblendedCost', 'UnblendedCost'] as const;

/**
 * Thirteen months before the current one are kept (Cost Management user guide, "Quotas and restrictions"). The fewest
 * days that any thirteen months have: on 1 March after a common year they begin on 1 February of the year before.
 */
const MOST_COST_DAYS = 393;

export const spend = optionalSection(
  {
    enabled: byDefault(flag(), true, 'Whether Cost Explorer is asked at all; each page of an answer is billed.'),
    lookbackDays: byDefault(
      count(1, MOST_COST_DAYS),
      30,
      'Whole UTC days to look back on. Cost Explorer keeps 13 months before the current one, which never have fewer days than the limit.',
    ),
    metric: byDefault(oneOf(COST_METRICS), 'AmortizedCost', 'The cost metric that is added up.'),
    maxRequests: byDefault(count(1, 1000), 12, 'The most pages of Cost Explorer that one run may pay for.'),
    minFindingUsd: byDefault(
      money,
      '1',
      'Less than this many US dollars in the judged week is no finding; with `"0"`, every amount above zero is.',
    ),
  },
  'What usage without a right tag has cost.',
);
