import type { PlaceOf } from '../app/scope-check.ts';
import { placeOf } from '../config/document.ts';
import { type LoadedConfiguration, loadConfiguration } from '../config/load.ts';
import { printable } from '../report/printable.ts';
import type { Io } from './io.ts';

const DEFAULT_FILE = 'mapwarden.yaml';
const DEFAULT_OUT = './mapwarden-out';

/** The configuration file that a command is to read: by flag, by environment, or by its usual name. */
export function configurationFile(options: { readonly config?: string | undefined }, io: Io): string {
  return options.config ?? (io.env['MAPWARDEN_CONFIG'] || DEFAULT_FILE);
}

/** Loads it, and says on stderr what it sets without effect. Throws ConfigError. */
export function loadFor(
  options: { readonly config?: string | undefined; readonly quiet: boolean },
  io: Io,
): LoadedConfiguration {
  const loaded = loadConfiguration(configurationFile(options, io));
  sayNotes(loaded.notes, options.quiet, io);
  return loaded;
}

/** What is configured and has no effect yet. */
export function sayNotes(notes: readonly string[], quiet: boolean, io: Io): void {
  if (!quiet) for (const note of notes) io.stderr.write(`note: ${printable(note)}\n`);
}

/** Where runs are kept, and what said so. */
export interface Out {
  readonly folder: string;
  readonly saidBy: string;
}

/** The flag wins over the configuration. Both are relative to where the command runs. */
export function outFor(options: { readonly out?: string | undefined }, loaded?: LoadedConfiguration): Out {
  if (options.out !== undefined) return { folder: options.out, saidBy: '--out' };
  const store = loaded?.configuration.store;
  return { folder: store?.type === 'directory' ? store.path : DEFAULT_OUT, saidBy: 'store.path' };
}

/** Where the person said that configuration and runs are. */
export interface Places {
  readonly config?: string | undefined;
  readonly out?: string | undefined;
}

/** The same flags again, for a command that the person runs next. */
export function flagsAgain({ config, out }: Places): readonly string[] {
  return [...(config === undefined ? [] : ['--config', config]), ...(out === undefined ? [] : ['--out', out])];
}

/** Places in the configuration, for problems that show only against the organization. */
export function placesIn({ document }: LoadedConfiguration): PlaceOf {
  return (at) => placeOf(document.file, document.locate(at));
}
