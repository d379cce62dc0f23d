import { clip } from './clip.ts';
import { printable } from './printable.ts';

/** Longest text of a message; the whole is in report.json. */
const LONGEST = 2_000;

/**
 * Text from elsewhere as the text of a message. There, brackets make a link and braces stand for an argument.
 * Source: SARIF 2.1.0, §3.11.5 and §3.11.6.
 */
export function plain(text: string): string {
  return clip(printable(text), LONGEST)
    .replace(/[\\[\]]/g, (character) => `\\${character}`)
    .replace(/[{}]/g, (character) => character.repeat(2));
}
