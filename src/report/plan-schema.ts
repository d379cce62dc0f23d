import * as z from 'zod';
import { DEFECTS } from '../domain/finding.ts';
import { type Plan as DomainPlan, REFUSAL_REASONS } from '../domain/plan.ts';
import { publishedSchema } from './published-schema.ts';
import type { Frozen, IsSame } from './same-type.ts';
import { AccountId, Action, Instant, Sha256, Tags } from './schema-fields.ts';

/** The published shape of `plan.json`, as `schema.ts` has that of `report.json`. */

const PlanAction = z
  .strictObject({
    id: z
      .string()
      .regex(/^[0-9a-f]{12}$/)
      .describe('A hash of what is done, and from which tags'),
    findingId: z.string().describe('The finding that asks for it'),
    ruleId: z.string(),
    accountId: AccountId,
    accountName: z.string(),
    region: z.string(),
    name: z.string().describe('Of the resource'),
    defect: z.enum(DEFECTS),
    action: Action,
    before: Tags.readonly().describe('All tags of the resource as the run read them'),
    after: Tags.readonly().describe('The same with the change made; nothing else differs'),
    reason: z.string().describe('Why just this value is certain'),
  })
  .meta({ id: 'PlanAction', description: 'A change to one tag of one resource' });

const Refusal = z
  .strictObject({
    findingId: z.string(),
    reason: z.enum(REFUSAL_REASONS),
    arn: z.string().nullable(),
    detail: z.string().describe('Which fact is missing, or stands against it'),
  })
  .meta({ id: 'Refusal', description: 'A finding that leads to no action' });

/** A whole `plan.json`. */
export const Plan = z
  .strictObject({
    schemaVersion: z.literal(1),
    runId: z.string().min(1),
    createdAt: Instant,
    configurationSha256: Sha256,
    coverageComplete: z.boolean().describe('Whether the run saw everything that it was to see'),
    hash: Sha256.describe('Over every other member: what was changed since is not applied'),
    actions: z.array(PlanAction).readonly().describe('In the order account, region, ARN'),
    refusals: z.array(Refusal).readonly(),
  })
  .meta({ title: 'mapwarden plan', description: 'plan.json: which tags would be changed, and which not, and why' });

/** JSON Schema of `plan.json`. */
export function planJsonSchema(): object {
  return publishedSchema('plan', Plan);
}

true satisfies IsSame<Frozen<z.infer<typeof Plan>>, Frozen<DomainPlan>>;
