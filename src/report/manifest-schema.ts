import * as z from 'zod';
import type { Manifest as DomainManifest } from '../domain/manifest.ts';
import { publishedSchema } from './published-schema.ts';
import type { Frozen, IsSame } from './same-type.ts';
import { Count, Sha256 } from './schema-fields.ts';

/** The published shape of `manifest.json`, as `schema.ts` has that of `report.json`. */
const Manifest = z
  .strictObject({
    schemaVersion: z.literal(1),
    runId: z.string().min(1),
    tool: z.strictObject({ name: z.literal('mapwarden'), version: z.string() }),
    catalog: z.strictObject({ edition: z.string(), sha256: Sha256 }).nullable(),
    ruleset: z.strictObject({ sha256: Sha256 }),
    configuration: z.strictObject({ sha256: Sha256 }),
    files: z
      .array(z.strictObject({ name: z.string(), bytes: Count, sha256: Sha256 }))
      .readonly()
      .describe('By name; without the manifest itself'),
  })
  .meta({ title: 'mapwarden manifest', description: 'manifest.json: the files of a run and what made them' });

/** JSON Schema of `manifest.json`. */
export function manifestJsonSchema(): object {
  return publishedSchema('manifest', Manifest);
}

true satisfies IsSame<Frozen<z.infer<typeof Manifest>>, Frozen<DomainManifest>>;
