/** Midnight of the first day that an archive can name, the first of January 1980: 7 bits of year, 4 of month, 5 of day. */
const TIME = 0;
const DATE = 0b0000000_0001_00001;

/** Where the fields lie. Source: PKWARE's APPNOTE.TXT, 4.3.7, 4.3.12 and 4.3.16. */
const END = { length: 22, count: 10, directory: 16 } as const;
const ENTRY = { length: 46, time: 12, date: 14, name: 28, extra: 30, comment: 32, header: 42 } as const;
const HEADER = { time: 10, date: 12 } as const;

/**
 * Gives each member of an archive one fixed instant, so that equal content is equal bytes whenever and wherever it is
 * written. `archive` has neither a comment nor the 64-bit form. Changes it in place.
 */
export function stampArchive(archive: Uint8Array): Uint8Array {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  const end = archive.byteLength - END.length;
  let at = view.getUint32(end + END.directory, true);
  for (let left = view.getUint16(end + END.count, true); left > 0; left -= 1) {
    const header = view.getUint32(at + ENTRY.header, true);
    view.setUint16(at + ENTRY.time, TIME, true);
    view.setUint16(at + ENTRY.date, DATE, true);
    view.setUint16(header + HEADER.time, TIME, true);
    view.setUint16(header + HEADER.date, DATE, true);
    at +=
      ENTRY.length +
      [ENTRY.name, ENTRY.extra, ENTRY.comment].reduce((sum, of) => sum + view.getUint16(at + of, true), 0);
  }
  return archive;
}

/** The same instant for a writer of archives, which takes the local one. */
export function archiveDate(): Date {
  return new Date(1980, 0, 1);
}
