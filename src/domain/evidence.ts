import type { ManifestFile } from './manifest.ts';
import type { ReportHead } from './report.ts';

/** The member of an evidence pack that says what the others are. */
export const EVIDENCE_MANIFEST = 'manifest.json';

/** Members that every pack has. */
export const REPORT_PARTS = [
  'README.txt',
  'report.json',
  'findings.ndjson',
  'resources.ndjson',
  'coverage.json',
] as const;

/** Members that a pack has where the run kept what they are made of, and names as absent otherwise. */
export const INPUT_PARTS = [
  'spend-queries.ndjson',
  'configuration.json',
  'agreements.json',
  'rules.json',
  'catalog.json',
] as const;

/** `manifest.json` of an evidence pack. */
export interface EvidenceManifest extends Pick<ReportHead, 'schemaVersion' | 'runId' | 'now' | 'tool'> {
  readonly kind: 'mapwarden-evidence';
  readonly organizationId: string;
  readonly coverageComplete: boolean;
  /** In the order of the pack; the manifest itself is not among them. */
  readonly files: readonly ManifestFile[];
  /** What a pack has and this one does not, since the run did not keep it or had none. */
  readonly absent: readonly string[];
  /** SHA-256 over all other members, as canonical JSON. */
  readonly sha256: string;
}

/** How a pack differs from its manifest, or one of its parts from what another says of it. */
export const PACK_PROBLEMS = ['altered', 'missing', 'added', 'damaged', 'inconsistent'] as const;

export interface PackProblem {
  readonly kind: (typeof PACK_PROBLEMS)[number];
  /** The member's name; empty where it is the pack as a whole. */
  readonly name: string;
  readonly detail: string;
}

/** What a check of a pack gave. */
export interface PackCheck {
  /** Empty where the pack is as its manifest says. */
  readonly problems: readonly PackProblem[];
  /** Undefined where it is missing or not to be believed. */
  readonly manifest: EvidenceManifest | undefined;
}
