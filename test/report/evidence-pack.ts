import { createHash } from 'node:crypto';
import { unzipSync, type Zippable, zipSync } from 'fflate';
import type { RunInputs } from '../../src/domain/enclosure.ts';
import { EVIDENCE_MANIFEST } from '../../src/domain/evidence.ts';
import type { ResourceRecord, Run } from '../../src/domain/report.ts';
import { evidence, sealOf } from '../../src/report/evidence.ts';
import { verifyPack } from '../../src/report/verify-pack.ts';
import { collectedBytes } from '../support/collected-bytes.ts';
import { ACCOUNT_ID, aFinding, aGap, aRun, type RunParts } from '../support/run-builder.ts';

export const INPUTS: RunInputs = {
  schemaVersion: 1,
  configuration: { sha256: 'a1'.repeat(32), tag: { key: 'map-migrated', prefix: 'mig' } },
  agreements: [],
  rules: [],
  catalog: { edition: '2026-04-06', source: 'AWS', sha256: 'c3'.repeat(32), entries: [] },
};
export const ENCLOSURES = {
  'inputs.json': JSON.stringify(INPUTS),
  'spend-queries.ndjson': '{"operation":"ce:GetTags","query":{},"answer":[],"totals":null,"failure":null}\n',
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

/** Parts of a run whose files say the same of each other. */
export function consistent(parts: RunParts = {}): RunParts {
  return {
    findings: [aFinding()],
    resources: [RESOURCE],
    totals: { resources: 1, byType: { 'inference-profile': 1 }, compliant: 0, nonCompliant: 1 },
    gaps: [aGap({ requestId: 'request-7' })],
    rules: [],
    enclosures: ENCLOSURES,
    head: { ruleset: { sha256: createHash('sha256').update('').digest('hex') } },
    ...parts,
  };
}

const { arn, id, name, createdAt, models, tags } = aFinding().resource;
const RESOURCE: ResourceRecord = {
  arn: arn ?? '',
  type: 'inference-profile',
  id,
  name,
  accountId: ACCOUNT_ID,
  accountName: 'payments',
  ouPath: 'o-exampleorg/r-root/ou-root-apps',
  region: 'us-east-1',
  createdAt,
  models,
  tags,
  outcomes: { 'map-tag-missing': 'non_compliant' },
};

function smallRun(): Run {
  return aRun(consistent());
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

/** The pack with its parts as somebody changed them, and with a manifest that was made anew to fit. */
export async function refitted(
  change: (texts: Readonly<Record<string, string>>) => Readonly<Record<string, string>>,
  run = smallRun(),
  absent?: readonly string[],
): Promise<Buffer> {
  const { [EVIDENCE_MANIFEST]: told = '', ...given } = await textsOf(await packOf(run));
  const texts = change(given);
  const { sha256: _, ...open } = JSON.parse(told);
  const files = Object.entries(texts).map(([each, text]) => ({
    name: each,
    bytes: Buffer.byteLength(text),
    sha256: createHash('sha256').update(text).digest('hex'),
  }));
  const manifest = { ...open, files, ...(absent && { absent }) };
  const members = { ...texts, [EVIDENCE_MANIFEST]: JSON.stringify({ ...manifest, sha256: sealOf(manifest) }) };
  return Buffer.from(
    zipSync(Object.fromEntries(Object.entries(members).map(([each, text]) => [each, Buffer.from(text)]))),
  );
}

export async function problemsOf(pack: Buffer) {
  const check = await verifyPack(pack);
  return check?.problems.map(({ kind, name }) => `${kind} ${name}`.trim());
}
