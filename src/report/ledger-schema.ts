import * as z from 'zod';
import { type LedgerEntry as DomainEntry, LEDGER_OUTCOMES } from '../domain/ledger.ts';
import { publishedSchema } from './published-schema.ts';
import type { Frozen, IsSame } from './same-type.ts';
import { Action, Instant, Sha256, Tags } from './schema-fields.ts';

/** The published shape of one line of `ledger.ndjson`, as `schema.ts` has that of `report.json`. */
export const LedgerLine = z
  .strictObject({
    at: Instant,
    operation: z.enum(['apply', 'undo']),
    planHash: Sha256.describe('Of the plan that is carried out, or undone'),
    actionId: z.string().describe('As in the plan; an undo keeps the id of what it undoes'),
    arn: z.string(),
    action: Action.describe('What is done: an undo has its own'),
    outcome: z.enum(LEDGER_OUTCOMES).describe('started is written before the call to AWS, one of the others after it'),
    before: Tags.readonly().nullable().describe('All tags as read just before; null where they could not be read'),
    after: Tags.readonly().nullable().describe('All tags as read after; null where nothing was written or read'),
    code: z.string().nullable().describe('AWS’s error code, or a word of mapwarden’s own'),
    deniedBy: z.enum(['policy', 'service-control-policy']).nullable(),
    requestId: z.string().nullable(),
    message: z.string().nullable(),
  })
  .meta({ title: 'mapwarden ledger line', description: 'A line of ledger.ndjson: a step of an apply or an undo' });

/** JSON Schema of a line of `ledger.ndjson`. */
export function ledgerJsonSchema(): object {
  return publishedSchema('ledger', LedgerLine);
}

true satisfies IsSame<Frozen<z.infer<typeof LedgerLine>>, Frozen<DomainEntry>>;
