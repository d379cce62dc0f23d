import * as z from 'zod';
import { DEFECTS } from '../domain/finding.ts';
import { accountId, count, day, list, oneOf, optionalSection, ouId, percent, ruleId, section, text } from './fields.ts';

const ALL_OR_ACCOUNTS = 'all, or a list of account ids';

export const waivers = list(
  section({
    rule: ruleId.describe('The rule that is waived.'),
    resource: text('an ARN or resource id').describe(
      'The ARN that it is waived for, or for what has none the resource id; `*` stands for any text.',
    ),
    reason: text('a reason').describe('Why this is accepted.'),
    owner: text('the name or address of an owner').describe('Who answers for it.'),
    until: day.describe('The last day on which it holds.'),
  }),
  'a list of waivers',
)
  .default([])
  .describe('Findings that are accepted for a time; they stay in the report as suppressed.');

export const remediation = optionalSection({
  mode: oneOf(['report', 'apply']).default('report').describe('Whether tags may be written: `report` writes nothing.'),
  maxChanges: count(0, 10_000).default(50).describe('The most tags that one plan may change.'),
  maxChangePercent: percent().default(10).describe('A plan for more than this share of the carriers is refused whole.'),
  accounts: z
    .union([z.literal('all'), list(accountId, 'a list of account ids')], { error: ALL_OR_ACCOUNTS })
    .default([])
    .describe('Accounts in which tags may be written; `all` for every one. With `ous`, an empty list allows none.'),
  ous: list(ouId, 'a list of OU ids')
    .default([])
    .describe('OUs in whose accounts tags may be written, children included.'),
  classes: list(oneOf(DEFECTS), 'a list of defects')
    .default(['missing', 'key-case', 'value-case', 'whitespace'])
    .describe('The defects that may be repaired.'),
}).describe('Whether, where and how far tags are repaired.');
