import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import * as z from 'zod';
import { readDocument, validate } from '../../src/config/document.ts';
import { ConfigError } from '../../src/domain/errors.ts';
import { problemsOf } from './support/problems.ts';

const read = (text: string) => readDocument(text, 'f.yaml');

describe('what is not a document', () => {
  test.for<[name: string, text: string, problems: string[]]>([
    [
      'a key that is there twice',
      'a: 1\nb:\n  c: 1\n  c: 2\n',
      ['f.yaml:4:3: the key "c" is there twice; expected every key once; got a second one'],
    ],
    [
      'the same in JSON',
      '{"a": 1,\n "a": 2}',
      ['f.yaml:2:2: the key "a" is there twice; expected every key once; got a second one'],
    ],
    [
      'a key that means something else in JavaScript',
      '__proto__: 1',
      ['f.yaml:1:1: the key "__proto__" is reserved; expected another key; got it'],
    ],
    [
      'a key that is a list',
      'a:\n  ? [b]\n  : 1',
      ['f.yaml:2:5: a key must be plain text; expected text before the colon; got "[b]"'],
    ],
    ['a tag', 'a: !env HOME', ['f.yaml:1:4: tags are not used here; expected a value without a tag; got "!env HOME"']],
    [
      'a known tag that is not ours',
      'a: !!binary aGk=',
      ['f.yaml:1:4: tags are not used here; expected a value without a tag; got "!!binary aGk="'],
    ],
    ['a tab as indentation', 'a:\n\tb: 1', ['f.yaml:2:1: a tab cannot indent; expected spaces; got "b: 1"']],
    [
      'a directive',
      '%YAML 1.1\n---\na: off',
      ['f.yaml:1:1: directives are not used here; expected YAML 1.2 as it is; got "%YAML 1.1"'],
    ],
    [
      'a second document',
      'a: 1\n---\na: 2',
      ['f.yaml:2:1: there is a second document; expected one document in the file; got more'],
    ],
    [
      'an alias without an anchor',
      'a: *b',
      ['f.yaml:1:4: the alias "b" names no anchor; expected an anchor of that name before it; got none'],
    ],
    [
      'an anchor that comes later',
      'a: *b\nc: &b 1',
      ['f.yaml:1:4: the alias "b" names no anchor; expected an anchor of that name before it; got none'],
    ],
    [
      'a value within itself',
      'a: &a\n  - *a',
      ['f.yaml:2:5: the alias "a" stands inside its own anchor; expected a value that ends; got an endless one'],
    ],
    [
      'a NUL',
      'a: \0',
      ['f.yaml:1:4: this is not a text file; expected YAML or JSON in UTF-8; got the character U+0000'],
    ],
    [
      'an escape character',
      'a: 1\nb: \u001b[2J',
      ['f.yaml:2:4: this is not a text file; expected YAML or JSON in UTF-8; got the character U+001B'],
    ],
    [
      'brackets without end',
      '['.repeat(5000),
      ['f.yaml:1:65: the nesting is too deep; expected at most 64 levels; got more'],
    ],
    [
      'lists in lists',
      '- '.repeat(5000),
      ['f.yaml:1:129: the nesting is too deep; expected at most 64 levels; got more'],
    ],
    [
      'more than a mebibyte',
      'a'.repeat(1024 * 1024 + 1),
      ['f.yaml:1:1: the file is too large; expected at most 1 MiB; got 1048577 characters'],
    ],
    [
      'an open list',
      'a: [1,\n',
      [
        'f.yaml:2:1: flow sequence in block collection must be sufficiently indented and end with a ]; expected valid YAML 1.2 or JSON; got the end of the file',
      ],
    ],
    [
      'a wrong escape, after CRLF and a byte order mark',
      '\ufeffa: 1\r\nb: "\\q"',
      ['f.yaml:2:5: invalid escape sequence \\q; expected valid YAML 1.2 or JSON; got "\\\\q\\""'],
    ],
  ])('%s is told with its place', ([, text, problems]) => {
    expect(problemsOf(() => read(text))).toEqual(problems);
  });

  test('every problem is told at once', () => {
    expect(problemsOf(() => read('a: 1\na: 2\nb: *x\nc: *y\n')).map((line) => line.slice(0, 10))).toEqual([
      'f.yaml:2:1',
      'f.yaml:3:4',
      'f.yaml:4:4',
    ]);
  });

  test('a flood of problems is cut off, with their number', () => {
    const problems = problemsOf(() => read('}\n'.repeat(500)));
    expect(problems).toHaveLength(21);
    expect(problems.at(-1)).toMatch(/^f\.yaml:1:1: \d+ more problems follow$/);
  });

  test('aliases of aliases stop at a hundred', () => {
    const level = (n: number) =>
      `a${n}: &a${n} [${Array(10)
        .fill(`*a${n - 1}`)
        .join(', ')}]\n`;
    const bomb = `a0: &a0 x\n${Array.from({ length: 9 }, (_, n) => level(n + 1)).join('')}`;
    const problems = problemsOf(() => read(bomb));
    expect(problems).toEqual([expect.stringContaining('there are too many aliases; expected at most 100')]);
    expect(problemsOf(() => read(`a: &a 1\nb: [${Array(100).fill('*a').join(', ')}]`))).toEqual([]);
  });

  test.for<[name: string, text: string]>([
    ['many keys', Array.from({ length: 30_000 }, (_, n) => `k${n}: 1`).join('\n')],
    ['many wrong keys', Array.from({ length: 30_000 }, () => 'k: 1').join('\n')],
    ['many aliases', `a: &a 1\nb: [${'*a, '.repeat(20_000)}]`],
  ])('%s take no more than their share of time', { timeout: 30_000 }, ([, text]) => {
    const started = performance.now();
    problemsOf(() => validate(z.strictObject({}), read(text)));
    expect(performance.now() - started).toBeLessThan(15_000);
  });
});

describe('what is read', () => {
  test.for<[text: string, value: unknown]>([
    ['', null],
    ['# nothing', null],
    ['a: 2025-01-15\nb: off\nc: yes', { a: '2025-01-15', b: 'off', c: 'yes' }],
    ['111122223333: x\n012345678901: y\ntrue: z', { '111122223333': 'x', '012345678901': 'y', true: 'z' }],
    ['a: &s { x: [1] }\nb: *s', { a: { x: [1] }, b: { x: [1] } }],
    ['{"a": [1, true, null, "x"]}', { a: [1, true, null, 'x'] }],
    ['a: !!str 12', { a: '12' }],
    ['a:\r\n  - b\r\n', { a: ['b'] }],
    ['\ufeffa: 1', { a: 1 }],
    ['<<: { a: 1 }', { '<<': { a: 1 } }],
  ])('%j', ([text, value]) => {
    expect(read(text).value).toEqual(value);
  });

  test('any JSON comes back as it was', () => {
    const json = fc
      .jsonValue({ maxDepth: 5, stringUnit: 'grapheme' })
      .filter((value) => !JSON.stringify(value).includes('__proto__'));
    fc.assert(
      fc.property(json, (value) => {
        const text = JSON.stringify(value, null, 1).replace(/[\u007f\ufffe\uffff]/g, '?');
        expect(read(text).value).toEqual(JSON.parse(text));
      }),
    );
  });

  test('any text gives a value or a ConfigError', () => {
    const yamlish = fc.string({ unit: fc.constantFrom(...'ab1 :-?[]{},&*!|>\'"%@`#\n\t\\~.<'), maxLength: 60 });
    const bytes = fc.uint8Array({ maxLength: 80 }).map((array) => new TextDecoder().decode(array));
    fc.assert(
      fc.property(fc.oneof(yamlish, bytes, fc.string({ unit: 'binary' })), (text) => {
        const problems = problemsOf(() => validate(z.strictObject({ a: z.string() }), read(text)));
        for (const problem of problems) expect(problem).toMatch(/^f\.yaml:\d+:\d+[ :]/);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('places', () => {
  const document = read('a:\n  b: [10, 20]\n  c: { d: 012 }\ne: &e { f: 1 }\ng: *e\nh:\n');

  test.for<[path: (string | number)[], part: 'key' | 'value', place: [line: number, column: number]]>([
    [[], 'value', [1, 1]],
    [['a'], 'key', [1, 1]],
    [['a'], 'value', [2, 3]],
    [['a', 'b'], 'key', [2, 3]],
    [['a', 'b', 1], 'value', [2, 11]],
    [['a', 'b', 1], 'key', [2, 11]],
    [['a', 'c', 'd'], 'value', [3, 11]],
    [['a', 'c', 'missing'], 'value', [3, 6]],
    [['a', 'b', 7], 'value', [2, 6]],
    [['a', 'b', 0, 'deeper'], 'value', [2, 7]],
    [['g', 'f'], 'value', [4, 12]],
    [['h'], 'value', [6, 3]],
    [['nothing', 'here'], 'key', [1, 1]],
  ])('%j, its %s', ([path, part, [line, column]]) => {
    expect(document.locate(path, part)).toEqual({ line, column });
  });

  test('a number is known as it was written', () => {
    expect(document.written(['a', 'c', 'd'])).toBe('012');
    expect(document.written(['a'])).toBeUndefined();
    expect(document.written(['a', 'c', 'nope'])).toBeUndefined();
    expect(read('a: x').written(['a'])).toBeUndefined();
  });

  test('the place of a value that is no text is not moved by an offset', () => {
    expect(document.locate(['a', 'b'], 'value', 3)).toEqual({ line: 2, column: 6 });
    expect(document.locate(['a', 'b', 0], 'value', 3)).toEqual({ line: 2, column: 7 });
  });

  test('each character of a text is found, however it is quoted', () => {
    const styles = ['PLAIN', 'QUOTE_SINGLE', 'QUOTE_DOUBLE', 'BLOCK_LITERAL', 'BLOCK_FOLDED'] as const;
    const text = fc.string({ unit: fc.constantFrom(...'ab"\'\\ \n:.#é\t{}'), minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(
        text,
        fc.constantFrom(...styles),
        fc.integer({ min: 20, max: 60 }),
        (given, defaultStringType, lineWidth) => {
          const source = stringify({ deep: { text: given } }, { defaultStringType, lineWidth });
          const located = read(source);
          // What the library wrote is not always what it was given, as with a block of one space.
          const { text: value } = validate(z.object({ deep: z.object({ text: z.string() }) }), located).deep;
          const lines = source.split('\n');
          for (const [offset, character] of [...value].entries()) {
            if (/\s/.test(character)) continue;
            const { line, column } = located.locate(['deep', 'text'], 'value', offset);
            const found = lines[line - 1]?.slice(column - 1, column + 1) ?? '';
            expect(found[0] === character || found === `\\${character}`).toBe(true);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  test.for<[source: string, offset: number, column: number]>([
    ['a: "x\\u0041\\x42y"', 2, 12],
    ['a: "x\\u0041\\x42y"', 3, 16],
    ['a: "\\U0001F600y"', 2, 15],
    ['a: "\\u0020y"', 1, 11],
    ['a: "\\ty"', 1, 7],
    ["a: 'it''s'", 3, 9],
    ["a: 'it''s'", 2, 7],
    ['a: x y', 1, 5],
    ['a: x y', 3, 7],
    ['a: ""', 0, 4],
    ['a: "x"', 0, 5],
  ])('%j, character %i', ([source, offset, column]) => {
    expect(read(source).locate(['a'], 'value', offset)).toEqual({ line: 1, column });
  });

  test('a joined line is skipped', () => {
    expect(read('a: "x\\\n  y"').locate(['a'], 'value', 1)).toEqual({ line: 2, column: 3 });
  });
});

test('a problem repeated word for word is told once', () => {
  const schema = z
    .string()
    .refine(() => false, { error: 'x' })
    .refine(() => false, { error: 'x' });
  expect(problemsOf(() => validate(schema, read('a')))).toEqual(['f.yaml:1:1: is not valid; expected x; got "a"']);
});

test('an error that is no problem of the document is passed on', () => {
  const broken = z.string().refine(() => {
    throw new RangeError('bug');
  });
  expect(() => validate(broken, read('a'))).toThrow(RangeError);
  expect(() => validate(z.string(), read('1'))).toThrow(ConfigError);
});
