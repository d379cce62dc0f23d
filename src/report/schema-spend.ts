import * as z from 'zod';
import { DEFECTS } from '../domain/finding.ts';
import { Amount, Count, Day, Instant, Texts } from './schema-fields.ts';

/** What became of each dollar; the four classes sum to the total. */
const amounts = {
  total: Amount,
  attributed: Amount.describe('Under the value of an agreement that covers the account, accepted in time, in its term'),
  misattributed: Amount.describe('Under a value that does not count; byDefect says why'),
  unattributed: Amount.describe('Under no value'),
  unknown: Amount.describe('Under no value of a resource, where a principal may bear one that was not asked for'),
};

const Eligibility = z.strictObject({
  listed: Amount.describe('AWS’s list of models has what was used'),
  tooEarly: Amount.describe('It does, from a later day than the acceptance of the agreement'),
  notListed: Amount.describe('It does not: unknown, not ineligible'),
});

const ByAgreement = z.strictObject({
  agreementId: z.string(),
  tagValue: z.string(),
  total: Amount.describe('Attributed to the agreement'),
  creditEarned: Amount.nullable().describe('creditPercent of the total; null where none is configured'),
  creditMissed: Amount.nullable().describe(
    'creditPercent of what accounts that only this agreement covers did not attribute; null where none is configured',
  ),
});

const CostAllocationTag = z.strictObject({
  key: z.string(),
  status: z.enum(['active', 'inactive', 'never-seen']).describe('Only values of an active key reach the bill'),
  updatedAt: Instant.nullable().describe('When the status last changed'),
});

/** Not held to 12 digits: what stands there is AWS's, and no amount may be left out of the report for it. */
const BilledAccount = z.string().describe('As the bill has it: an account id, or a word of AWS where there is none');

const SpendRead = z.strictObject({
  status: z.enum(['complete', 'partial']),
  missing: Texts.describe('What a partial reading lacks, a sentence each'),
  currency: z.string(),
  start: Day,
  end: Day.describe('Exclusive'),
  dataThrough: Day.describe('The last day of the week that rules judge; Cost Explorer still adds to later ones'),
  metric: z.string(),
  estimated: z.boolean().describe('Whether AWS calls some of it an estimate'),
  requests: Count.describe('Requests to Cost Explorer, which bills each page of an answer, and no error'),
  ...amounts,
  lost: Amount.nullable().describe('Sum of lost over the findings; null where nobody was judged'),
  atRisk: Amount.nullable().describe('Sum of atRisk over the findings; null where nobody was judged'),
  belowThreshold: Amount.describe('Unattributed and misattributed spend that is in no finding'),
  judged: z
    .boolean()
    .describe('Whether a rule about spend judged any account; where none did, lost and atRisk are null'),
  eligibility: Eligibility.nullable().describe('null where spend by service is missing'),
  byAgreement: z.array(ByAgreement).readonly().describe('Every configured agreement, by id'),
  byAccount: z
    .array(z.strictObject({ accountId: BilledAccount, accountName: z.string(), ...amounts }))
    .readonly()
    .describe('Accounts with spend, by id; the name is empty where the organization does not list the account'),
  byService: z
    .array(z.strictObject({ service: z.string().describe('As the bill names it'), ...amounts }))
    .readonly()
    .nullable()
    .describe('By name; null where it is missing'),
  byMonth: z
    .array(
      z.strictObject({
        month: z.string().regex(/^\d{4}-\d{2}$/),
        ...amounts,
        estimated: z.boolean().describe('Whether AWS calls some of it an estimate'),
      }),
    )
    .readonly()
    .describe('By month'),
  byOu: z
    .array(z.strictObject({ ouPath: z.string(), ...amounts }))
    .readonly()
    .describe('By path'),
  byDefect: z
    .array(z.strictObject({ defect: z.enum([...DEFECTS, 'outside-term', 'accepted-too-early']), total: Amount }))
    .readonly()
    .describe('Misattributed spend by its reason'),
  unclassedServices: z
    .array(z.strictObject({ service: z.string(), total: Amount }))
    .readonly()
    .describe('Services with the name of a model, and nothing that says Bedrock: shown, not counted'),
  costAllocationTags: z.array(CostAllocationTag).readonly().nullable().describe('null where they could not be read'),
});

/** The money part of `report.json`. */
export const Spend = z
  .discriminatedUnion('status', [
    z.strictObject({ status: z.literal('not-run') }),
    z.strictObject({
      status: z.literal('unavailable'),
      reason: z.string().describe('What is missing, and what to do'),
      requests: Count,
    }),
    SpendRead,
  ])
  .meta({ id: 'Spend', description: 'What Amazon Bedrock cost, and what of it bears a map tag that counts' });
