import stringWidth from 'string-width';

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

/** The words of a command with their quotes; a quoted space, or one after a backslash, separates nothing. */
function shellWords(command: string): readonly string[] {
  const words = command.matchAll(/(?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\]|['"\\])+/g);
  return [...words].map(([word]) => word);
}
