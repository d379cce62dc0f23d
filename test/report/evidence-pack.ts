import { unzipSync, type Zippable, zipSync } from 'fflate';
import type { RunInputs } from '../../src/domain/enclosure.ts';
import type { Run } from '../../src/domain/report.ts';
import { evidence } from '../../src/report/evidence.ts';
import { verifyPack } from '../../src/report/verify-pack.ts';
import { collectedBytes } from '../support/collected-bytes.ts';
import { aFinding, aGap, aRun } from '../support/run-builder.ts';

export const INPUTS: RunInputs = {
  schemaVersion: 1,
  configuration: { tag: { key: 'map-migrated', prefix: 'mig' } },
  agreements: [],
  rules: [],
  catalog: { edition: '2026-04-06', source: 'AWS', sha256: 'c3'.repeat(32), entries: [] },
};
export const ENCLOSURES = {
  'inputs.json': JSON.stringify(INPUTS),
  'spend-queries.ndjson': '{"operation":"ce:GetTags"}\n',
};
export const MEMBERS = [
  'README.txt',
  'report.json',
  'findings.ndjson',
  'resources.ndjson',
  'coverage.json',
  'spend-queries.ndjson',
  'configuration.json',
  'agreements.json',
  'rules.json',
  'catalog.json',
  'manifest.json',
];

function smallRun(): Run {
  return aRun({ findings: [aFinding()], gaps: [aGap({ requestId: 'request-7' })], enclosures: ENCLOSURES });
}

export async function packOf(run = smallRun()): Promise<Buffer> {
  return Buffer.from(await collectedBytes(evidence(run)));
}

export async function textsOf(pack: Uint8Array): Promise<Readonly<Record<string, string>>> {
  return Object.fromEntries(
    Object.entries(unzipSync(pack)).map(([name, bytes]) => [name, Buffer.from(bytes).toString()]),
  );
}

/** The pack as somebody else's tool would write it, after a change. */
export async function repacked(change: (files: Record<string, Uint8Array>) => Zippable | undefined): Promise<Buffer> {
  const files = unzipSync(await packOf());
  return Buffer.from(zipSync(change(files) ?? files));
}

export async function problemsOf(pack: Buffer) {
  const check = await verifyPack(pack);
  return check?.problems.map(({ kind, name }) => `${kind} ${name}`.trim());
}
