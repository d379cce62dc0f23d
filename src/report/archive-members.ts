import { printable } from './printable.ts';

/** A member as the directory of the archive has it. */
export interface ArchiveMember {
  readonly name: string;
  /** Of the packed bytes in the archive. */
  readonly start: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly crc: number;
  readonly isDeflated: boolean;
}

/** What is wrong with an archive, beside what is wrong with the content of its members. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
}

/** Far above what a pack has; a hostile archive may claim 65,535 members, and each is looked at. */
const MOST_MEMBERS = 64;

/** Source: PKWARE's APPNOTE.TXT, 4.3.7, 4.3.12 and 4.3.16. */
const END = { signature: 0x06054b50, length: 22, longestComment: 65_535 } as const;
const ENTRY = { signature: 0x02014b50, length: 46 } as const;
const LOCAL = { signature: 0x04034b50, length: 30 } as const;
const DEFLATED = 8;
const STORED = 0;
const ENCRYPTED = 0x0001;
const SIZES_FOLLOW = 0x0008;

/**
 * The members of an archive. Nothing that it claims is believed: members must lie one after another, from the first byte
 * to the directory, and be called the same in both places that name them. Throws ArchiveError where they do not.
 */
export function membersOf(archive: Buffer): readonly ArchiveMember[] {
  const end = endOf(archive);
  const count = archive.readUInt16LE(end + 10);
  const directory = archive.readUInt32LE(end + 16);
  // Readers differ in which of the two counts they go by, and in what they make of further disks.
  const isWhole = archive.readUInt16LE(end + 8) === count && archive.readUInt32LE(end + 4) === 0;
  if (!isWhole) throw new ArchiveError('it says that it is a part of a larger one');
  if (count > MOST_MEMBERS)
    throw new ArchiveError(`it says that it has ${count} files; a pack has no more than ${MOST_MEMBERS}`);
  if (directory + archive.readUInt32LE(end + 12) !== end) throw new ArchiveError('its directory is not where it says');
  const members: ArchiveMember[] = [];
  let at = directory;
  let next = 0;
  for (let index = 0; index < count; index += 1) {
    const entry = entryAt(archive, at, end);
    const { member, following } = memberOf(archive, entry, next, directory);
    members.push(member);
    next = following;
    at += entry.length;
  }
  if (at !== end) throw new ArchiveError('its directory has more than the files that it counts');
  if (next !== directory) throw new ArchiveError('it has bytes that belong to no file');
  return members;
}

/** Where the directory ends: the record there must end with the archive. */
function endOf(archive: Buffer): number {
  const lowest = Math.max(0, archive.length - END.length - END.longestComment);
  for (let at = archive.length - END.length; at >= lowest; at -= 1) {
    const isEnd = archive.readUInt32LE(at) === END.signature;
    if (isEnd && at + END.length + archive.readUInt16LE(at + 20) === archive.length) return at;
  }
  throw new ArchiveError('its end is missing');
}

interface Entry {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly crc: number;
  readonly local: number;
  readonly length: number;
}

function entryAt(archive: Buffer, at: number, end: number): Entry {
  if (at + ENTRY.length > end || archive.readUInt32LE(at) !== ENTRY.signature) {
    throw new ArchiveError('its directory lacks files that it counts');
  }
  if (archive.readUInt16LE(at + 34) !== 0) throw new ArchiveError('it has a file that lies on another disk');
  const nameBytes = archive.readUInt16LE(at + 28);
  const length = ENTRY.length + nameBytes + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  if (at + length > end) throw new ArchiveError('its directory ends in the middle of a file');
  return {
    name: archive.toString('utf8', at + ENTRY.length, at + ENTRY.length + nameBytes),
    flags: archive.readUInt16LE(at + 8),
    method: archive.readUInt16LE(at + 10),
    crc: archive.readUInt32LE(at + 16),
    packedBytes: archive.readUInt32LE(at + 20),
    bytes: archive.readUInt32LE(at + 24),
    local: archive.readUInt32LE(at + 42),
    length,
  };
}

/** The member of an entry, which must begin where the one before ended, and where the next one must begin. */
function memberOf(
  archive: Buffer,
  entry: Entry,
  expected: number,
  directory: number,
): { readonly member: ArchiveMember; readonly following: number } {
  const { name, flags, method, packedBytes, bytes, crc, local } = entry;
  const shown = printable(name);
  if (method !== DEFLATED && method !== STORED) throw new ArchiveError(`${shown} is packed in an unknown way`);
  if ((flags & ENCRYPTED) !== 0) throw new ArchiveError(`${shown} is encrypted`);
  const isInPlace = local === expected && local + LOCAL.length <= directory;
  if (!isInPlace || archive.readUInt32LE(local) !== LOCAL.signature) {
    throw new ArchiveError(`${shown} does not begin where the file before it ends`);
  }
  if (!isSameInHeader(archive, entry)) throw new ArchiveError(`${shown} is something else in its own header`);
  const start = local + LOCAL.length + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
  const packedEnd = start + packedBytes;
  if (packedEnd > directory) throw new ArchiveError(`${shown} reaches into the directory`);
  const member = { name, start, packedBytes, bytes, crc, isDeflated: method === DEFLATED };
  if ((flags & SIZES_FOLLOW) === 0) return { member, following: packedEnd };
  // The sizes come after the packed bytes, with or without a signature of their own.
  const following = [packedEnd + 12, packedEnd + 16].find(
    (at) => at <= directory && hasSizes(archive, at - 12, sizesOf(entry)),
  );
  if (following === undefined) throw new ArchiveError(`${shown} is not as long as it says`);
  return { member, following };
}

/** Whether the header before the packed bytes says what the directory says. */
function isSameInHeader(archive: Buffer, entry: Entry): boolean {
  const { name, flags, method, local } = entry;
  const nameStart = local + LOCAL.length;
  const isSame = archive.readUInt16LE(local + 6) === flags && archive.readUInt16LE(local + 8) === method;
  const isNamed = archive.toString('utf8', nameStart, nameStart + archive.readUInt16LE(local + 26)) === name;
  const isLater = (flags & SIZES_FOLLOW) !== 0 && hasSizes(archive, local + 14, [0, 0, 0]);
  return isSame && isNamed && (isLater || hasSizes(archive, local + 14, sizesOf(entry)));
}

function sizesOf({ crc, packedBytes, bytes }: Entry): readonly number[] {
  return [crc, packedBytes, bytes];
}

function hasSizes(archive: Buffer, at: number, sizes: readonly number[]): boolean {
  return sizes.every((size, index) => archive.readUInt32LE(at + index * 4) === size);
}

/** Whether some member is called so, however damaged the archive is. */
export function mentions(archive: Buffer, name: string): boolean {
  for (let at = archive.indexOf(name); at >= 0; at = archive.indexOf(name, at + 1)) {
    const isLocal = at >= LOCAL.length && archive.readUInt32LE(at - LOCAL.length) === LOCAL.signature;
    if (isLocal || (at >= ENTRY.length && archive.readUInt32LE(at - ENTRY.length) === ENTRY.signature)) return true;
  }
  return false;
}
