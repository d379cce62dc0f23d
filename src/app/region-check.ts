import { ConfigError, type Problem } from '../domain/errors.ts';
import type { RegionCatalog } from '../domain/region-catalog.ts';
import type { Selection } from '../domain/report.ts';
import type { Settings } from '../domain/settings.ts';
import type { Progress } from '../ports/progress.ts';
import type { PlaceOf } from './scope-check.ts';

export interface RegionRequest {
  readonly settings: Pick<Settings, 'regions'>;
  readonly selection: Selection | null;
  readonly catalog: RegionCatalog;
  readonly placeOf: PlaceOf;
}

/** The regions that configuration and flags leave, sorted; undefined for every one. Refuses names that nobody knows. */
export function wantedRegions(request: RegionRequest, named: readonly string[]): readonly string[] | undefined {
  const { settings, selection, catalog } = request;
  const configured = settings.regions === 'enabled' ? undefined : settings.regions;
  const chosen = selection && selection.regions.length > 0 ? selection.regions : undefined;
  const exists = (region: string) => named.includes(region) || catalog.regions.has(region);
  const problems = [
    ...(configured ?? []).flatMap((region, index) => configuredProblems(region, index, exists, request.placeOf)),
    ...(chosen ?? []).flatMap((region) => chosenProblems(region, exists, configured)),
  ];
  if (problems.length > 0) throw new ConfigError(problems);
  const wanted = chosen ?? configured;
  return wanted && [...new Set(wanted)].sort();
}

function configuredProblems(
  region: string,
  index: number,
  exists: (region: string) => boolean,
  placeOf: PlaceOf,
): readonly Problem[] {
  if (exists(region)) return [];
  const place = placeOf(['organization', 'regions', index]);
  return [{ place, path: `organization.regions[${index}]`, text: noSuchRegion(region) }];
}

function chosenProblems(
  region: string,
  exists: (region: string) => boolean,
  configured: readonly string[] | undefined,
): readonly Problem[] {
  if (!exists(region)) return [{ place: '--region', path: '', text: noSuchRegion(region) }];
  if (!configured || configured.includes(region)) return [];
  const text = `the configuration leaves this region out; expected one of ${configured.join(', ')}; got ${region}`;
  return [{ place: '--region', path: '', text }];
}

function noSuchRegion(region: string): string {
  return `AWS names no such region; expected a name such as eu-central-1; got ${JSON.stringify(region)}`;
}

/** A region younger than our list may or may not have Bedrock: it is tried, and that is said. */
export function noteUnlisted(named: readonly string[], catalog: RegionCatalog, progress: Progress): void {
  const unlisted = named.filter((region) => !catalog.regions.has(region));
  if (unlisted.length === 0) return;
  progress.note(
    `The list of regions (edition ${catalog.edition}) does not know ${unlisted.join(', ')}; tried all the same.`,
  );
}
