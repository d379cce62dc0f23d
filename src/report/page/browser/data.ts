import { openTable, type PackedTable, type Table } from '../table.ts';

/** The table out of its element in the page: JSON, gzipped, in base64. */
export async function readTable(element: Element): Promise<Table> {
  const text = atob(element.textContent ?? '');
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  // Written by the reporter of the same version.
  const packed = (await new Response(stream).json()) as PackedTable;
  return openTable(packed);
}
