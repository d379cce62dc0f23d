import * as z from 'zod';
import type { EvidenceManifest as DomainManifest } from '../domain/evidence.ts';
import { publishedSchema } from './published-schema.ts';
import type { Frozen, IsSame } from './same-type.ts';
import { Count, Instant, Sha256 } from './schema-fields.ts';

/** The published shape of an evidence pack's manifest. */
const EvidenceManifest = z
  .strictObject({
    schemaVersion: z.literal(1),
    kind: z.literal('mapwarden-evidence'),
    runId: z.string().min(1),
    now: Instant,
    tool: z.strictObject({ name: z.literal('mapwarden'), version: z.string() }),
    organizationId: z.string(),
    coverageComplete: z.boolean().describe('false: the report is no verdict on everything that it was asked for'),
    files: z
      .array(z.strictObject({ name: z.string(), bytes: Count, sha256: Sha256 }))
      .readonly()
      .describe('In the order of the pack; without the manifest itself'),
    absent: z.array(z.string()).readonly().describe('What a pack has and this one does not, since the run has none'),
    sha256: Sha256.describe('Over all other members, as JSON with the members of each object by name'),
  })
  .meta({ title: 'mapwarden evidence', description: 'manifest.json of an evidence pack' });

/** As it is read: a later version may have more members, which its hash covers too. */
export const readableManifest = z.looseObject(EvidenceManifest.shape);

/** JSON Schema of the manifest. */
export function evidenceJsonSchema(): object {
  return publishedSchema('evidence', EvidenceManifest);
}

true satisfies IsSame<Frozen<z.infer<typeof EvidenceManifest>>, Frozen<DomainManifest>>;
