import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { quote } from '../../src/engine/tag-command.ts';
import { column, truncate, wrap } from '../../src/report/layout.ts';
import { isPrintable, printable } from '../../src/report/printable.ts';
import { shellLines, visibleCommand } from '../../src/report/shell-lines.ts';
import { firstOf, joined } from '../../src/report/words.ts';
import { hostileText } from './hostile.ts';

const shown = hostileText.map(printable);
const width = fc.integer({ min: 40, max: 120 });

describe('printable', () => {
  test.for([
    ['plain ä データ', 'plain ä データ'],
    ['a\r\n\tb', 'a\\r\\n\\tb'],
    ['\u001b[2J', '\\u001b[2J'],
    ['\u202eabc', '\\u202eabc'],
    ['\ud800', '\\ud800'],
    ['\u{e0041}', '\\u{e0041}'],
  ] as const)('shows %j as %j', ([text, expected]) => {
    expect(printable(text)).toBe(expected);
    expect(isPrintable(text)).toBe(text === expected);
  });
});

describe('layout', () => {
  test('a wrapped text keeps every character and no line is too wide', () => {
    fc.assert(
      fc.property(shown, width, (text, columns) => {
        const lines = wrap(text, columns, '- ', '  ');

        for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
        expect(
          lines
            .map((line) => line.slice(2))
            .join('')
            .replaceAll(' ', ''),
        ).toBe(text.replaceAll(' ', ''));
      }),
    );
  });

  test('a column is exactly as wide as it should be', () => {
    fc.assert(
      fc.property(shown, width, (text, columns) => {
        expect(stringWidth(column(text, columns))).toBe(columns);
      }),
    );
  });

  test('a text that fits is not cut', () => {
    expect(truncate('abcde', 5)).toBe('abcde');
    expect(truncate('abcdef', 5)).toBe('abcd…');
    expect(truncate('データ', 5)).toBe('デー…');
  });

  test('a word of any length is broken, whose time would run out if each line measured all that is left', () => {
    const lines = wrap('データ'.repeat(20_000), 81, '- ', '  ');

    expect(lines).toHaveLength(Math.ceil(60_000 / 39));
    expect(lines.slice(0, 2)).toEqual([`- ${'データ'.repeat(13)}`, `  ${'データ'.repeat(13)}`]);
  });

  test('an indent that leaves no room still has a character after it', () => {
    expect(wrap('abc', 3, '', '   ')).toEqual(['abc']);
    expect(wrap('abcde', 3, '', '   ')).toEqual(['abc', '   d', '   e']);
  });

  test('words are kept whole where they fit', () => {
    expect(wrap('aaa bbb ccc', 7)).toEqual(['aaa bbb', 'ccc']);
    expect(wrap('', 7)).toEqual(['']);
    expect(wrap('aaaaaaaaaa b', 7, '- ', '  ')).toEqual(['- aaaaa', '  aaaaa', '  b']);
  });
});

/** What a POSIX shell makes of the lines: words, with quotes taken away and continued lines joined. */
function shellWordsOf(script: string): readonly string[] {
  const pieces = script.replaceAll('\\\n', '').matchAll(/'([^']*)'|(\s+)|([^\s'])/g);
  const words = [''];
  for (const [, quoted, space, plain] of pieces) {
    if (space !== undefined) words.push('');
    else words.push((words.pop() ?? '') + (quoted ?? plain ?? ''));
  }
  return words.filter((word) => word !== '');
}

describe('a command in lines', () => {
  const plain = fc.stringMatching(/^[\w.:/=-]{1,120}$/);
  const quoted = fc.stringMatching(/^[a-z |&;]{0,20}$/).map((text) => `'${text}x'`);

  test('is the same command to a shell, and no line is too wide', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(plain, quoted), { minLength: 1, maxLength: 8 }), width, (words, columns) => {
        const lines = shellLines(words.join(' '), columns, '    ');

        expect(lines).toBeDefined();
        for (const line of lines ?? []) expect(line.length).toBeLessThanOrEqual(columns);
        expect(shellWordsOf((lines ?? []).join('\n'))).toEqual(shellWordsOf(words.join(' ')));
      }),
    );
  });

  test('is not given where a quoted word does not fit', () => {
    expect(shellLines(`aws '${'x'.repeat(80)}'`, 80, '')).toBeUndefined();
  });

  test('may begin with a word that does not fit', () => {
    expect(shellLines('abcdefghij k', 8, '')).toEqual(['  abcde\\', 'fghij \\', '  k']);
  });

  test('counts columns, not characters', () => {
    expect(shellLines(`aws '${'デ'.repeat(30)}'`, 80, '')).toHaveLength(1);
    expect(shellLines(`aws '${'デ'.repeat(40)}'`, 80, '')).toBeUndefined();
  });

  test('stays on one line where it fits', () => {
    expect(shellLines('aws sts get-caller-identity', 80, '  ')).toEqual(['  aws sts get-caller-identity']);
  });
});

describe('words', () => {
  test('lists are read as a person writes them', () => {
    expect([joined([]), joined(['a']), joined(['a', 'b']), joined(['a', 'b', 'c'])]).toEqual([
      '',
      'a',
      'a and b',
      'a, b and c',
    ]);
    expect([firstOf(['a', 'b'], 2), firstOf(['a', 'b', 'c'], 2)]).toEqual(['a, b', 'a, b and 1 more']);
  });
});

describe('a command with what cannot be seen', () => {
  const unseen = fc.constantFrom('\u001b[31m', '\n', '\t', '\u007f', '\u202e', '\u200b', '\ufeff', '\u{e0041}');
  const word = fc
    .array(fc.oneof(unseen, fc.constantFrom("'", '\\', '$', '"', ' ', '7', 'é', 'デ'), fc.string()), { maxLength: 12 })
    .map((parts) => parts.join('').replaceAll('\0', ''));

  test('is the same command to bash, and can be printed', () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), width, (words, columns) => {
        const shown = visibleCommand(['set --', ...words.map(quote)].join(' '));
        const script = shellLines(shown, columns, '')?.join('\n') ?? shown;

        expect(script).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        const { stdout } = spawnSync('bash', ['-c', `${script}\nprintf '%s\\0' "$@"`], { encoding: 'utf8' });
        expect(stdout.split('\0').slice(0, -1)).toEqual(words);
      }),
      { numRuns: 50 },
    );
  });

  test('is left alone where all can be seen', () => {
    const command = ['mapwarden apply', quote("a b'c $(id) é")].join(' ');
    expect(visibleCommand(command)).toBe(command);
  });
});
