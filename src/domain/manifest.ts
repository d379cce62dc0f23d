import type { ReportHead } from './report.ts';

/** One file of a run, as it was when the run wrote it. */
export interface ManifestFile {
  readonly name: string;
  readonly bytes: number;
  /** 64 hex digits. */
  readonly sha256: string;
}

/** `manifest.json`: what made the run, and its files, so that anybody can tell whether they were changed since. */
export interface Manifest extends Pick<ReportHead, 'schemaVersion' | 'runId' | 'tool' | 'catalog' | 'ruleset'> {
  readonly configuration: ReportHead['configuration'];
  /** By name; the manifest itself is not among them. */
  readonly files: readonly ManifestFile[];
}

/** What a run writes itself; whatever else a manifest names was added to the run. */
const OWN_FILES = ['findings.ndjson', 'resources.ndjson', 'memory.ndjson', 'checkpoint.ndjson', 'report.json'];

/** `earlier` is that of an earlier part of the run, whose added files stay. */
export function manifestOf(head: ReportHead, files: readonly ManifestFile[], earlier?: Manifest): Manifest {
  const added = earlier ? addedFiles(earlier) : [];
  return {
    schemaVersion: 1,
    runId: head.runId,
    tool: head.tool,
    catalog: head.catalog,
    ruleset: head.ruleset,
    configuration: head.configuration,
    files: [...files, ...added].sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

/** Files of a run that it did not write itself, compressed or not. */
export function addedFiles({ files }: Manifest): readonly ManifestFile[] {
  return files.filter(({ name }) => !OWN_FILES.includes(name.replace(/\.gz$/, '')));
}

/** The manifest once a file was added, or written anew; what it says of the others stays. */
export function withFile(manifest: Manifest, file: ManifestFile): Manifest {
  const others = manifest.files.filter(({ name }) => name !== file.name);
  return { ...manifest, files: [...others, file].sort((a, b) => (a.name < b.name ? -1 : 1)) };
}
