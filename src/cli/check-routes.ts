import type { LoadedConfiguration } from '../config/load.ts';
import { ConfigError } from '../domain/errors.ts';

/** Throws ConfigError where somebody is to be told and the configuration names nobody. */
export function checkRoutes({ settings }: LoadedConfiguration): void {
  if (settings.alerts.routes.length > 0) return;
  const text = 'the configuration names nobody to tell; expected a receiver in its section alerts';
  throw new ConfigError([{ place: '--alert', path: '', text }]);
}
