import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import * as z from 'zod/mini';
import type { RegionCatalog } from '../domain/region-catalog.ts';
import { readDocument, validate } from './document.ts';
import type { CarriedFiles } from './read-text-file.ts';

const RegionCatalogFile = z.strictObject({
  edition: z.iso.date(),
  regions: z.record(
    z.string(),
    z.strictObject({
      optIn: z.boolean(),
      bedrock: z.boolean(),
      usagePrefixes: z.array(z.string().check(z.regex(/^[A-Z0-9]{2,8}$/))),
    }),
  ),
});

/** The dated list of regions that comes with the package, or with a bundle. */
export async function loadRegionCatalog(carried?: CarriedFiles): Promise<RegionCatalog> {
  const file = fileURLToPath(new URL('../../rules/catalog/regions.yaml', import.meta.url));
  const text = carried?.get('catalog/regions.yaml') ?? (await readFile(file, 'utf8'));
  const { edition, regions } = validate(RegionCatalogFile, readDocument(text, file));
  return { edition, regions: new Map(Object.entries(regions)) };
}
