import stringWidth from 'string-width';
import { isPrintable } from './printable.ts';

/** A word that the shell takes as it stands, so that it may be broken anywhere. */
const PLAIN = /^[\w.,:;/@%+=-]+$/;

/**
 * A command in lines of at most `width` columns that can be copied into a POSIX shell: broken with a backslash between
 * words, and inside a plain word, whose rest then begins in the first column. Undefined where a quoted word is too long.
 */
export function shellLines(command: string, width: number, indent: string): readonly string[] | undefined {
  const lines: string[] = [];
  let line = indent;
  for (const word of shellWords(command)) {
    const glue = line === indent ? '' : ' ';
    if (stringWidth(line + glue + word) <= width - 2) {
      line += glue + word;
      continue;
    }
    if (line !== indent) lines.push(`${line} \\`);
    const deeper = `${indent}  `;
    if (stringWidth(deeper + word) <= width - 2) {
      line = deeper + word;
      continue;
    }
    if (!PLAIN.test(word)) return undefined;
    const { full, last } = broken(deeper + word, width);
    lines.push(...full);
    line = last;
  }
  return [...lines, line];
}

/** A plain word over several lines; the last one has room for a backslash. */
function broken(text: string, width: number): { full: readonly string[]; last: string } {
  const full: string[] = [];
  let last = text;
  while (last.length > width - 2) {
    full.push(`${last.slice(0, width - 1)}\\`);
    last = last.slice(width - 1);
  }
  return { full, last };
}

/**
 * The same command where everything in its single quotes can be seen: `$'\033'`, which bash, zsh and POSIX 2024 read. In
 * octal bytes, since neither what follows one nor a locale changes it.
 */
export function visibleCommand(command: string): string {
  return command.replace(/\\[\s\S]|'([^']*)'/g, (piece: string, quoted: string | undefined) => {
    if (quoted === undefined || isPrintable(quoted)) return piece;
    return `$'${[...quoted].map((each) => (each === '\\' || !isPrintable(each) ? octalBytes(each) : each)).join('')}'`;
  });
}

function octalBytes(character: string): string {
  return [...Buffer.from(character)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}

/** The words of a command with their quotes; a quoted space, or one after a backslash, separates nothing. */
function shellWords(command: string): readonly string[] {
  const words = command.matchAll(/(?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\]|['"\\])+/g);
  return [...words].map(([word]) => word);
}
