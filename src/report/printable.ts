/**
 * Control, format (bidi, zero-width, tags), lone surrogate and line-separating characters. A terminal acts on them, and
 * a reader cannot see them; names and tag values come from whoever may create a resource.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const SHORT: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** The text on one line, with every character that cannot be seen written as an escape: `\n`, `\u202e`. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => SHORT.get(character) ?? escaped(character));
}

/** Whether the text can be shown, and copied, as it is. */
export function isPrintable(text: string): boolean {
  return printable(text) === text;
}

/** A character by its number: `\u202e`, `\u{e0041}`. */
export function escaped(character: string): string {
  const code = Number(character.codePointAt(0)).toString(16);
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`;
}
