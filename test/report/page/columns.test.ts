import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { columnOf, fromTemplate, textAt, toTemplate } from '../../../src/report/page/columns.ts';

/** As the page gets them: without control characters. */
const printableText = fc.string({ unit: fc.constantFrom(...'abc-:/ é') });

describe('a column', () => {
  test('has each text once, and every row its own', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 3 })), (values) => {
        const column = columnOf(values);
        expect(new Set(column.texts).size).toBe(column.texts.length);
        expect(values.map((_, row) => textAt(column, row))).toEqual(values);
      }),
    );
  });

  test('has no text outside of its rows', () => {
    expect(textAt(columnOf(['a']), 1)).toBe('');
  });
});

describe('a template', () => {
  test('gives back the text that it was made of', () => {
    fc.assert(
      fc.property(printableText, fc.array(printableText, { maxLength: 5 }), (text, references) => {
        expect(fromTemplate(toTemplate(text, references), references)).toBe(text);
      }),
    );
  });

  test('is the same for rows that differ in their names only', () => {
    const made = (name: string, arn: string) => toTemplate(`tag ${arn} of ${name}`, [arn, name]);
    expect(made('chat', 'arn:1')).toBe(made('search', 'arn:2'));
    expect(made('abc', 'arn:1')).not.toBe(made('chat', 'arn:1'));
  });

  test('has no more than five placeholders', () => {
    expect(toTemplate('sixth', ['', '', '', '', '', 'sixth'])).toBe('sixth');
    expect(fromTemplate('\u0003', ['only'])).toBe('');
  });
});
