import type { PlaceOf } from '../app/scope-check.ts';
import { placeOf } from '../config/document.ts';
import type { LoadedConfiguration } from '../config/load.ts';

/** Places in the configuration, for problems that show only against the organization. */
export function placesIn({ document }: Pick<LoadedConfiguration, 'document'>): PlaceOf {
  return (at) => placeOf(document.file, document.locate(at));
}
