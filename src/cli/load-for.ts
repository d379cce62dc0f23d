import type { Place } from '../compose/open-store.ts';
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

type Folder = Extract<Place, { readonly type: 'directory' }> & { readonly saidBy: string };

/** Where runs are kept, and what named the folder. */
export type Out = Folder | Extract<Place, { readonly type: 's3' }>;

/** The flag wins over the configuration. Both are relative to where the command runs. */
export function outFor(options: { readonly out?: string | undefined }, loaded?: LoadedConfiguration): Out {
  if (options.out !== undefined) return directory(options.out, '--out');
  const store = loaded?.configuration.store;
  if (store?.type !== 's3') return directory(store?.path ?? DEFAULT_OUT, 'store.path');
  const { type, bucket, prefix } = store;
  return { type, bucket, prefix, folder: `s3://${bucket}${prefix === '' ? '' : `/${prefix}`}` };
}

/** A folder on this machine. */
export function directory(folder: string, saidBy: string): Folder {
  return { type: 'directory', folder, saidBy };
}

/** How many days of runs the store keeps; a folder given by flag is not the store, and nothing is removed there. */
export function retentionDays(out: Out, { configuration: { store } }: LoadedConfiguration): number | undefined {
  return out.type === 'directory' && out.saidBy !== '--out' && store.type === 'directory'
    ? store.retentionDays
    : undefined;
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
