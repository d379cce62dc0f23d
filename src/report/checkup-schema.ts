import * as z from 'zod';
import { CHECK_IDS, CHECK_STATES, type Checkup as DomainCheckup, READINESS } from '../domain/checkup.ts';
import { publishedSchema } from './published-schema.ts';
import type { Frozen, IsSame } from './same-type.ts';
import { AccountId, Count, Instant, Texts } from './schema-fields.ts';

/** The published shape of what `mapwarden doctor --format json` writes, as `schema.ts` has that of `report.json`. */

const Check = z
  .strictObject({
    id: z.enum(CHECK_IDS),
    state: z
      .enum(CHECK_STATES)
      .describe('unknown could not be found out; skipped is no part of what is configured or asked for'),
    required: z.boolean().describe('Whether something of what is configured is missing from an audit without it'),
    accountId: AccountId.nullable(),
    accountName: z.string().nullable(),
    regions: Texts.describe('Sorted; empty for what belongs to no region'),
    subject: z.string().nullable().describe('The role, place, call or receiver, where there are several'),
    message: z.string().describe('What was tried, and what came of it'),
    remedy: z.string().nullable().describe('What a person does about it; null where nothing is to be done'),
    failure: z
      .strictObject({
        operation: z.string(),
        code: z.string(),
        requestId: z.string().nullable(),
        message: z.string().describe('In the words of AWS, or of whoever was asked'),
      })
      .nullable(),
  })
  .meta({ id: 'Check', description: 'One thing that was looked at' });

const Body = z.strictObject({
  now: Instant,
  readiness: z
    .enum(READINESS)
    .describe(
      'ready: an audit gives all that is configured; lacking: it runs and something is missing; blocked: it would end at once; unknown: whether it would could not be found out',
    ),
  caller: z.strictObject({ arn: z.string(), accountId: z.string() }).nullable(),
  organization: z.strictObject({ id: z.string(), managementAccountId: z.string() }).nullable(),
  counts: z.strictObject({ ok: Count, failed: Count, unknown: Count, skipped: Count }),
  costRequests: Count.describe('Requests to Cost Explorer; AWS charges $0.01 for each that it answers'),
  checks: z.array(Check).readonly().describe('In the order of the ids, then by account'),
});

/** What the command writes. */
export const CheckupDocument = Body.extend({
  schemaVersion: z.literal(1),
  tool: z.strictObject({ name: z.literal('mapwarden'), version: z.string() }),
}).meta({
  title: 'mapwarden checkup',
  description: 'What mapwarden doctor found: can an audit run, and what is missing',
});

/** JSON Schema of the checkup. */
export function checkupJsonSchema(): object {
  return publishedSchema('checkup', CheckupDocument);
}

true satisfies IsSame<Frozen<z.infer<typeof Body>>, Frozen<DomainCheckup>>;
