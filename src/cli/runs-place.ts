import { existsSync } from 'node:fs';
import { openStore } from '../compose/open-store.ts';
import type { RunStore } from '../ports/run-store.ts';
import type { Io } from './io.ts';
import { configurationFile, loadFor, type Out, outFor, type Places } from './load-for.ts';

/**
 * The runs that a command looks at and makes none of: where the configuration says, or without one in the usual folder.
 */
export function runsFor(
  options: Places & { readonly quiet: boolean },
  io: Io,
): { readonly store: RunStore; readonly out: Out } {
  const isNamed = options.config !== undefined || Boolean(io.env['MAPWARDEN_CONFIG']);
  const isNeeded = options.out === undefined || isNamed;
  const loaded = isNeeded && (isNamed || existsSync(configurationFile(options, io))) ? loadFor(options, io) : undefined;
  const out = outFor(options, loaded);
  return { store: openStore(out), out };
}
