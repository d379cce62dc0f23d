import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import type { RegionCatalog } from '../domain/region-catalog.ts';
import { readDocument, validate } from './document.ts';

const RegionCatalogFile = z.strictObject({
  edition: z.iso.date(),
  regions: z.record(
    z.string(),
    z.strictObject({
      optIn: z.boolean(),
      bedrock: z.boolean(),
      usagePrefixes: z.array(z.string().regex(/^[A-Z0-9]{2,8}$/)),
    }),
  ),
});

/** The dated list of regions that comes with the package. */
export async function loadRegionCatalog(): Promise<RegionCatalog> {
  const file = fileURLToPath(new URL('../../rules/catalog/regions.yaml', import.meta.url));
  const { edition, regions } = validate(RegionCatalogFile, readDocument(await readFile(file, 'utf8'), file));
  return { edition, regions: new Map(Object.entries(regions)) };
}
