import stringWidth from 'string-width';

/** Narrower than this, nothing can be laid out; the report then takes these columns. */
export const NARROWEST = 40;

const ELLIPSIS = '…';

/** The text cut to at most `width` columns, with an ellipsis where something was cut. */
export function truncate(text: string, width: number): string {
  // A column needs at least a code unit, so that a short text cannot be too wide twice over.
  if (text.length <= width * 8 && stringWidth(text) <= width) return text;
  return `${head(text, width - 1)}${ELLIPSIS}`;
}

/** The text cut or filled up with spaces to exactly `width` columns. */
export function column(text: string, width: number): string {
  const cut = truncate(text, width);
  return cut + ' '.repeat(Math.max(0, width - stringWidth(cut)));
}

/** The text in lines of at most `width` columns, broken at spaces where there are any. */
export function wrap(text: string, width: number, first = '', rest = first): readonly string[] {
  const lines: string[] = [];
  let line = first;
  for (const [index, word] of text.split(' ').entries()) {
    const longer = index === 0 ? first + word : `${line} ${word}`;
    if (stringWidth(longer) <= width) {
      line = longer;
      continue;
    }
    if (index > 0) lines.push(line);
    const { full, last } = chop(word, index === 0 ? first : rest, rest, width);
    lines.push(...full);
    line = last;
  }
  return [...lines, line];
}

/** A word of any length in pieces that fit; the last piece may have room left. */
function chop(word: string, first: string, rest: string, width: number): { full: readonly string[]; last: string } {
  const full: string[] = [];
  let indent = first;
  let left = word;
  while (stringWidth(indent + left) > width) {
    const piece = head(left, width - stringWidth(indent));
    full.push(indent + piece);
    left = left.slice(piece.length);
    indent = rest;
  }
  return { full, last: indent + left };
}

/** The longest beginning of at most `width` columns that splits no character that a reader sees as one; at least one. */
function head(text: string, width: number): string {
  let taken = '';
  let columns = 0;
  for (const { segment } of new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)) {
    columns += stringWidth(segment);
    if (columns > width && taken !== '') break;
    taken += segment;
  }
  return taken;
}
