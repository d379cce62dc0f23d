import { createHash } from 'node:crypto';
import { Zip, ZipDeflate } from 'fflate';
import { canonicalJson } from '../domain/canonical-json.ts';
import { EVIDENCE_MANIFEST, type EvidenceManifest } from '../domain/evidence.ts';
import type { ManifestFile } from '../domain/manifest.ts';
import type { ReportHead, Run } from '../domain/report.ts';
import { archiveDate } from './archive.ts';
import { evidenceFiles } from './evidence-files.ts';

/** An archive for an auditor: what the run says, what it was made from, and a manifest to check it by. */
export async function* evidence(run: Run): AsyncGenerator<Uint8Array> {
  const pieces: Uint8Array[] = [];
  const zip = new Zip((error, piece) => {
    if (error) throw error;
    pieces.push(piece);
  });
  const files: ManifestFile[] = [];
  const absent: string[] = [];
  for (const { name, content } of evidenceFiles(run)) {
    const chunks = await content();
    if (chunks === undefined) {
      absent.push(name);
      continue;
    }
    const member = begin(zip, name);
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of chunks) {
      const data = Buffer.from(chunk);
      hash.update(data);
      bytes += data.length;
      member.push(data);
      yield* pieces.splice(0);
    }
    member.push(new Uint8Array(0), true);
    files.push({ name, bytes, sha256: hash.digest('hex') });
    yield* pieces.splice(0);
  }
  const manifest = sealed(run.head, files, absent);
  begin(zip, EVIDENCE_MANIFEST).push(Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`), true);
  zip.end();
  yield* pieces.splice(0);
}

function begin(zip: Zip, name: string): ZipDeflate {
  const member = new ZipDeflate(name, { level: 6 });
  member.mtime = archiveDate();
  zip.add(member);
  return member;
}

function sealed(head: ReportHead, files: readonly ManifestFile[], absent: readonly string[]): EvidenceManifest {
  const open: Omit<EvidenceManifest, 'sha256'> = {
    schemaVersion: 1,
    kind: 'mapwarden-evidence',
    runId: head.runId,
    now: head.now,
    tool: head.tool,
    organizationId: head.organization.id,
    coverageComplete: head.coverage.complete,
    files,
    absent,
  };
  return { ...open, sha256: sealOf(open) };
}

/** SHA-256 over a manifest's members but its own hash. */
export function sealOf(manifest: Omit<EvidenceManifest, 'sha256'>): string {
  return createHash('sha256').update(canonicalJson(manifest)).digest('hex');
}
