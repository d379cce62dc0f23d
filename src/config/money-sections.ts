import * as z from 'zod';
import { accountId, count, filePath, flag, money, oneOf, optionalSection, section, text } from './fields.ts';

/** Sections about what usage costs, which of it counts, and who is told. */

export const catalog = optionalSection({
  file: filePath
    .optional()
    .describe('A model catalogue to use in place of the one in the package; `mapwarden catalog check` checks it.'),
}).describe('Which models MAP covers, and since when.');

export const owners = section({
  tagKey: text('a tag key').default('owner').describe('The tag of an account or resource that names its owner.'),
  accounts: z
    .record(accountId, text('the name or address of an owner'), { error: 'a mapping of account ids to owners' })
    .default({})
    .describe('Owners by account id, for accounts and resources without that tag.'),
})
  .optional()
  .describe('Who is told about a finding. Without this section, no owner is looked for.');

/** What Cost Explorer can add up (GetCostAndUsage, Metrics); quantities are no money. */
const COST_METRICS = ['AmortizedCost', 'BlendedCost', 'NetAmortizedCost', 'NetUnblendedCost', 'UnblendedCost'] as const;

/**
 * Thirteen months before the current one are kept (Cost Management user guide, "Quotas and restrictions"). The fewest
 * days that any thirteen months have: on 1 March after a common year they begin on 1 February of the year before.
 */
const MOST_COST_DAYS = 393;

export const spend = optionalSection({
  enabled: flag().default(true).describe('Whether Cost Explorer is asked at all; each page of an answer is billed.'),
  lookbackDays: count(1, MOST_COST_DAYS)
    .default(30)
    .describe(
      'Whole UTC days to look back on. Cost Explorer keeps 13 months before the current one, which never have fewer days than the limit.',
    ),
  metric: oneOf(COST_METRICS).default('AmortizedCost').describe('The cost metric that is added up.'),
  maxRequests: count(1, 1000).default(12).describe('The most pages of Cost Explorer that one run may pay for.'),
  minFindingUsd: money
    .default('1')
    .describe(
      'Less than this many US dollars in the judged week is no finding; with `"0"`, every amount above zero is.',
    ),
}).describe('What usage without a right tag has cost.');
