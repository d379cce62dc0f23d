import stringWidth from 'string-width';

/** Narrower than this, nothing can be laid out; the report then takes these columns. */
export const NARROWEST = 40;

const ELLIPSIS = '…';

/** Made once, since making one takes longer than using it. */
const SEGMENTER = new Intl.Segmenter('en', { granularity: 'grapheme' });

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

/** The text in lines of at most `width` columns, broken at spaces where there are any; measures each word once. */
export function wrap(text: string, width: number, first = '', rest = first): readonly string[] {
  const lines: string[] = [];
  let line = first;
  let columns = stringWidth(first);
  for (const [index, word] of text.split(' ').entries()) {
    const glue = index === 0 ? '' : ' ';
    const longer = columns + glue.length + stringWidth(word);
    if (longer <= width) {
      line += glue + word;
      columns = longer;
      continue;
    }
    if (index > 0) lines.push(line);
    const { full, last } = chop(word, index === 0 ? first : rest, rest, width);
    lines.push(...full);
    line = last;
    columns = stringWidth(last);
  }
  return [...lines, line];
}

/** A word of any length in pieces that fit; the last piece may have room left. */
function chop(word: string, first: string, rest: string, width: number): { full: readonly string[]; last: string } {
  const full: string[] = [];
  let indent = first;
  let piece = '';
  let columns = stringWidth(indent);
  for (const character of characters(word)) {
    const more = stringWidth(character);
    if (columns + more > width && piece !== '') {
      full.push(indent + piece);
      indent = rest;
      piece = '';
      columns = stringWidth(indent);
    }
    piece += character;
    columns += more;
  }
  return { full, last: indent + piece };
}

/** The longest beginning of at most `width` columns that splits no character that a reader sees as one; at least one. */
function head(text: string, width: number): string {
  let taken = '';
  let columns = 0;
  for (const character of characters(text)) {
    columns += stringWidth(character);
    if (columns > width && taken !== '') break;
    taken += character;
  }
  return taken;
}

/** What a reader sees as one character each. In ASCII that is each, found twenty times faster. */
function* characters(text: string): Iterable<string> {
  if (/^[ -~]*$/.test(text)) yield* text;
  else for (const { segment } of SEGMENTER.segment(text)) yield segment;
}
