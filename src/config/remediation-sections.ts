import * as z from 'zod/mini';
import { DEFECTS } from '../domain/finding.ts';
import {
  accountId,
  byDefault,
  count,
  day,
  described,
  list,
  oneOf,
  optionalSection,
  ouId,
  percent,
  ruleId,
  section,
  text,
} from './fields.ts';

const ALL_OR_ACCOUNTS = 'all, or a list of account ids';

export const waivers = byDefault(
  list(
    section({
      rule: described(ruleId, 'The rule that is waived.'),
      resource: described(
        text('an ARN or resource id'),
        'The ARN that it is waived for, or for what has none the resource id; `*` stands for any text.',
      ),
      reason: described(text('a reason'), 'Why this is accepted.'),
      owner: described(text('the name or address of an owner'), 'Who answers for it.'),
      until: described(day, 'The last day on which it holds.'),
    }),
    'a list of waivers',
  ),
  [],
  'Findings that are accepted for a time; they stay in the report as suppressed.',
);

export const remediation = optionalSection(
  {
    mode: byDefault(oneOf(['report', 'apply']), 'report', 'Whether tags may be written: `report` writes nothing.'),
    maxChanges: byDefault(count(0, 10_000), 50, 'The most tags that one plan may change.'),
    maxChangePercent: byDefault(percent(), 10, 'A plan for more than this share of the carriers is refused whole.'),
    accounts: byDefault(
      z.union([z.literal('all'), list(accountId, 'a list of account ids')], { error: ALL_OR_ACCOUNTS }),
      [],
      'Accounts in which tags may be written; `all` for every one. With `ous`, an empty list allows none.',
    ),
    ous: byDefault(list(ouId, 'a list of OU ids'), [], 'OUs in whose accounts tags may be written, children included.'),
    classes: byDefault(
      list(oneOf(DEFECTS), 'a list of defects'),
      ['missing', 'key-case', 'value-case', 'whitespace'],
      'The defects that may be repaired.',
    ),
  },
  'Whether, where and how far tags are repaired.',
);
