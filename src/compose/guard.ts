import type { LoadedConfiguration } from '../config/load.ts';
import { ConfigError, type Problem } from '../domain/errors.ts';
import type { GuardProblem } from '../engine/guards.ts';
import { placesIn } from './places-in.ts';

/** Throws ConfigError with every reason for which a guard refuses, what the configuration says with its place there. */
export function demandNone(problems: readonly GuardProblem[], configuration: LoadedConfiguration): void {
  if (problems.length === 0) return;
  const placeOf = placesIn(configuration);
  throw new ConfigError(
    problems.map(({ place, text }): Problem => {
      if (!place.startsWith('remediation.')) return { place, path: '', text };
      return { place: placeOf(place.split('.')), path: place, text };
    }),
  );
}
