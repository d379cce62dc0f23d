import * as z from 'zod';
import { CHANGE_KINDS, type TestMessage } from '../domain/alerts.ts';
import { SEVERITIES } from '../domain/severity.ts';
import type { AlertDocument, ChangeEvent } from './alert-document.ts';
import type { ConfigurationNotice } from './configuration-notice.ts';
import { publishedSchema } from './published-schema.ts';
import type { Frozen, IsSame } from './same-type.ts';
import { Finding } from './schema.ts';
import { Amount, Count, Instant } from './schema-fields.ts';

/** The published shape of what SNS and EventBridge deliver, as `schema.ts` has that of `report.json`. */

const ChangeSchema = z
  .strictObject({
    kind: z
      .enum(CHANGE_KINDS)
      .describe(
        'Why it is told: worsened has a higher severity or at least twice the amount at risk, stripped was right and was taken away or changed by somebody, a reminder has been open for long, resolved is not found any more',
      ),
    finding: Finding,
  })
  .meta({ id: 'Change', description: 'A finding and what is new about it' });

const address = {
  runId: z.string().min(1),
  at: Instant,
  organizationId: z.string(),
  place: z.string().describe('Where the whole report is: a folder, or an s3:// address'),
  consoleUrl: z.string().nullable().describe('The same place in the AWS console, where it is in S3'),
};

const DigestDocument = z
  .strictObject({
    schemaVersion: z.literal(1),
    kind: z.literal('digest'),
    id: z
      .string()
      .min(1)
      .describe('Of route, changes and the run before: the same when the same is told again, be it by another run'),
    routeId: z.string().min(1),
    ...address,
    coverage: z.strictObject({ complete: z.boolean(), targets: Count, gaps: Count }).describe('Of the whole run'),
    money: z
      .strictObject({ currency: z.string(), lost: Amount, atRisk: Amount })
      .nullable()
      .describe('Of the whole run; null where spend was not read, and for a route with accounts, OUs or owners'),
    severity: z
      .enum(SEVERITIES)
      .describe('The worst among the changes that are not resolved; informational where all are'),
    counts: z.record(z.enum(CHANGE_KINDS), Count).describe('All changes, those left out among them'),
    changes: z
      .array(ChangeSchema)
      .readonly()
      .describe('The worst and most expensive first, resolved ones last; cut where the receiver allows no more'),
    link: z
      .strictObject({
        url: z.string().min(1),
        seconds: Count.describe('How long it is valid from when the message was sent'),
        endsWithSession: z.boolean().describe('It ends with the session that signed it, if that is sooner'),
      })
      .exactOptional()
      .describe(
        'A signed link to report.json, where the configuration asks for one; whoever has it can read the report',
      ),
    more: Count.describe('How many changes were cut off; the place has the whole report'),
    plan: z
      .strictObject({
        place: z.string().describe('Where plan.json is'),
        hash: z.string().regex(/^[0-9a-f]{64}$/),
        actions: Count,
        isApplied: z.boolean().describe('Whether the configuration has it applied'),
      })
      .optional()
      .describe('Repairs that the plan of the run asks for; left out where there is none'),
  })
  .meta({ id: 'Digest', description: 'What changed in a run, for one route' });

const ChangeDocument = z
  .strictObject({
    schemaVersion: z.literal(1),
    kind: z.literal('change'),
    digestId: z.string().min(1).describe('With the id of the finding: the same when the same is delivered again'),
    routeId: z.string().min(1),
    ...address,
    change: ChangeSchema,
  })
  .meta({ id: 'ChangeEvent', description: 'One change, as the detail of an event' });

const TestDocument = z
  .strictObject({
    schemaVersion: z.literal(1),
    kind: z.literal('test'),
    id: z.string().min(1),
    routeId: z.string().min(1),
    at: Instant,
    organizationId: z.string().nullable().describe('Null where AWS did not say'),
  })
  .meta({ id: 'Test', description: 'What mapwarden doctor --alert sends: it tells nothing' });

const ConfigurationDocument = z
  .strictObject({
    schemaVersion: z.literal(1),
    kind: z.literal('configuration'),
    id: z.string().min(1).describe('Of source and problems: the same when the same is delivered again'),
    at: Instant,
    source: z.string().describe('Where the configuration is'),
    problems: z.array(z.string()).readonly().describe('A line a problem, with its place'),
    more: Count.describe('How many problems were cut off'),
  })
  .meta({
    id: 'Configuration',
    description: 'The configuration of a deployed mapwarden is wrong, and nothing is audited',
  });

/**
 * A digest (SNS, and the event that sums up what is more than EventBridge is sent), a change (EventBridge), a test message
 * (both), or what is wrong with the configuration of a stack (SNS).
 */
export const Alert = z
  .discriminatedUnion('kind', [DigestDocument, ChangeDocument, TestDocument, ConfigurationDocument])
  .meta({
    title: 'mapwarden alert',
    description:
      'What changed since the last run, as SNS and EventBridge deliver it; or a test message, or a configuration that is wrong',
  });

/** JSON Schema of the alerts. */
export function alertJsonSchema(): object {
  return publishedSchema('alert', Alert);
}

true satisfies IsSame<Frozen<z.infer<typeof DigestDocument>>, Frozen<AlertDocument>>;
true satisfies IsSame<Frozen<z.infer<typeof ChangeDocument>>, Frozen<ChangeEvent>>;
true satisfies IsSame<Frozen<z.infer<typeof TestDocument>>, Frozen<TestMessage>>;
true satisfies IsSame<Frozen<z.infer<typeof ConfigurationDocument>>, Frozen<ConfigurationNotice>>;
