import { clip } from './clip.ts';
import { printable } from './printable.ts';

/** Invisible, and between two characters it keeps GitHub from reading them as a mention, an issue or a link. */
const BREAK = '&#8203;';

/** Longest text of a name or message in a Markdown report; the whole is in report.json. */
const LONGEST = 300;

/** A bound on what others may put into a sentence of ours, far beyond any that is our own: none is ever cut. */
export const LONGEST_SENTENCE = 2_000;

/**
 * Text from elsewhere as prose: on one line, without Markdown, HTML, links or mentions. Entities, not backslashes,
 * since a character reference never opens or closes anything, not even a table cell.
 */
export function prose(text: string, longest = LONGEST): string {
  return clip(printable(text), longest)
    .replace(/[&<>|`*_~[\]\\!$]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/^(\d+)([.)])/, (_, digits: string, mark: string) => `${digits}&#${mark.charCodeAt(0)};`)
    .replace(/^[-+=:]/, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/(?<!&)[@#]/g, (character) => `${character}${BREAK}`)
    .replace(/:\/\//g, `:${BREAK}//`)
    .replace(/www\./gi, (match) => `${match.slice(0, 3)}${BREAK}.`);
}

/** A name or value from elsewhere, shown exactly; as prose where a code span could not hold it in a table. */
export function code(text: string, longest = LONGEST): string {
  if (text.trim() === '') return text === '' ? '' : prose(JSON.stringify(text), longest);
  const shown = clip(printable(text), longest);
  return /[`|\\]/.test(shown) ? prose(text, longest) : `\`${shown}\``;
}

/** A block of lines exactly as they are, whatever they hold. */
export function fenced(lines: readonly string[], language: string): string {
  const content = lines.join('\n');
  const longest = Math.max(2, ...[...content.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${content}\n${fence}`;
}

/** A row of cells that are escaped already. */
export function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** Heading and rule of a table. */
export function tableHead(cells: readonly string[]): string {
  return `${row(cells)}\n${row(cells.map(() => '---'))}`;
}
