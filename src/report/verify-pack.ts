import { createHash } from 'node:crypto';
import { crc32, createInflateRaw } from 'node:zlib';
import { EVIDENCE_MANIFEST, type EvidenceManifest, type PackCheck, type PackProblem } from '../domain/evidence.ts';
import type { ManifestFile } from '../domain/manifest.ts';
import { ArchiveError, type ArchiveMember, membersOf, mentions } from './archive-members.ts';
import { sealOf } from './evidence.ts';
import { readableManifest } from './evidence-schema.ts';
import { packContradictions } from './pack-consistency.ts';

/** Bounds on what a hostile archive can cost: all members unpacked, and the one that is read into memory. */
const MOST_BYTES = 2 ** 32;
const LONGEST_MANIFEST = 2 ** 20;
/** A part that is held against the others is read whole, like the report itself. */
const LONGEST_PART = 2 ** 28;

/** A member as it is unpacked. */
interface Measured extends ManifestFile {
  /** Only where it was asked for. */
  readonly text?: string;
}

/**
 * Holds a pack against its own manifest. Undefined where the bytes are nothing that was ever a pack. Unpacks nothing to
 * disk, and no more than the archive itself says.
 */
export async function verifyPack(archive: Buffer): Promise<PackCheck | undefined> {
  if (![EVIDENCE_MANIFEST, 'report.json', 'findings.ndjson'].some((name) => mentions(archive, name))) return undefined;
  try {
    return await checkMembers(archive, membersOf(archive));
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
    return { manifest: undefined, problems: [problem('damaged', '', error.message)] };
  }
}

async function checkMembers(archive: Buffer, members: readonly ArchiveMember[]): Promise<PackCheck> {
  const claimed = members.reduce((sum, { bytes }) => sum + bytes, 0);
  if (claimed > MOST_BYTES) throw new ArchiveError(`its files would be ${claimed} bytes unpacked; that is not done`);
  const found = new Map<string, Measured>();
  const problems: PackProblem[] = [];
  for (const member of members) {
    if (found.has(member.name)) problems.push(problem('added', member.name, 'there are two files of that name'));
    const measured = await measure(archive, member);
    if (measured) found.set(member.name, measured);
    else problems.push(problem('damaged', member.name, 'it cannot be unpacked to what the archive says'));
  }
  const manifest = readManifest(found.get(EVIDENCE_MANIFEST));
  if (typeof manifest === 'string') {
    const isThere = members.some(({ name }) => name === EVIDENCE_MANIFEST);
    const kind = isThere ? 'altered' : 'missing';
    return { manifest: undefined, problems: [...problems, problem(kind, EVIDENCE_MANIFEST, manifest)] };
  }
  const changed = [...problems, ...compare(manifest, found, members)];
  // What was changed is named already; only of what the manifest vouches for is it asked whether it holds together.
  return { manifest, problems: changed.length > 0 ? changed : await contradictions(manifest, archive, members) };
}

async function contradictions(
  manifest: EvidenceManifest,
  archive: Buffer,
  members: readonly ArchiveMember[],
): Promise<readonly PackProblem[]> {
  const parts = members.filter(({ name }) => name !== 'README.txt' && name !== EVIDENCE_MANIFEST);
  const long = parts.filter(({ bytes }) => bytes > LONGEST_PART);
  if (long.length > 0) {
    return long.map(({ name }) => problem('inconsistent', name, 'it is too large to be held against the others'));
  }
  const texts = new Map<string, string>();
  for (const member of parts) texts.set(member.name, (await measure(archive, member, LONGEST_PART))?.text ?? '');
  try {
    return packContradictions(manifest, texts);
  } catch (error) {
    // Brackets within brackets, by the hundred thousand.
    if (!(error instanceof RangeError)) throw error;
    return [problem('inconsistent', '', 'a part of it is nested too deeply to be read')];
  }
}

function compare(
  manifest: EvidenceManifest,
  found: ReadonlyMap<string, Measured>,
  members: readonly ArchiveMember[],
): readonly PackProblem[] {
  const listed = new Set([EVIDENCE_MANIFEST, ...manifest.files.map(({ name }) => name)]);
  const present = new Set(members.map(({ name }) => name));
  return [
    ...manifest.files.flatMap(({ name, bytes, sha256 }) => {
      const file = found.get(name);
      if (!present.has(name)) return [problem('missing', name, 'the manifest has it, the pack does not')];
      if (!file || (file.sha256 === sha256 && file.bytes === bytes)) return [];
      return [problem('altered', name, `its SHA-256 is ${file.sha256}; the manifest has ${sha256}`)];
    }),
    ...[...present]
      .filter((name) => !listed.has(name))
      .map((name) => problem('added', name, 'the pack has it, the manifest does not')),
  ];
}

/** The manifest, or why it is not to be believed. */
function readManifest(file: Measured | undefined): EvidenceManifest | string {
  if (file?.text === undefined) return 'there is none that can be read, so nothing can be held against it';
  const parsed = readableManifest.safeParse(json(file.text));
  if (!parsed.success) return 'it is no manifest of an evidence pack';
  const { sha256, ...open } = parsed.data;
  return sealOf(open) === sha256 ? parsed.data : 'it is not what its own SHA-256 was made of';
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Unpacks a member piece by piece; undefined where that does not give just what the archive says. */
async function measure(
  archive: Buffer,
  { name, start, packedBytes, bytes, crc, isDeflated }: ArchiveMember,
  longestText = name === EVIDENCE_MANIFEST ? LONGEST_MANIFEST : 0,
): Promise<Measured | undefined> {
  const packed = archive.subarray(start, start + packedBytes);
  const keeps = bytes <= longestText;
  const kept: Buffer[] = [];
  const hash = createHash('sha256');
  let length = 0;
  let sum = 0;
  try {
    for await (const piece of isDeflated ? inflated(packed) : [packed]) {
      length += piece.length;
      // A bomb claims little and unpacks to much.
      if (length > bytes) return undefined;
      hash.update(piece);
      sum = crc32(piece, sum);
      if (keeps) kept.push(piece);
    }
  } catch {
    return undefined;
  }
  if (length !== bytes || sum !== crc) return undefined;
  return { name, bytes, sha256: hash.digest('hex'), ...(keeps && { text: Buffer.concat(kept).toString('utf8') }) };
}

/** Throws where the bytes are not packed, or where more of them follow. */
async function* inflated(packed: Buffer): AsyncGenerator<Buffer> {
  const inflate = createInflateRaw();
  inflate.end(packed);
  yield* inflate;
  if (inflate.bytesWritten !== packed.length) throw new ArchiveError('more bytes follow');
}

function problem(kind: PackProblem['kind'], name: string, detail: string): PackProblem {
  return { kind, name, detail };
}
