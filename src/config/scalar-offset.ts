import type { Scalar } from 'yaml';

/** A stretch of source that stands for one character of the value, and whether that character is white space. */
interface Unit {
  readonly start: number;
  readonly end: number;
  readonly isBlank: boolean;
}

/** Escapes of double-quoted YAML and JSON that stand for white space; `\x`, `\u`, `\U` are read by their digits. */
const BLANK_ESCAPES = new Set(['t', 'n', 'v', 'f', 'r', ' ', '_', 'L', 'P', '\t']);

/**
 * Where character `offset` of a scalar's value stands in its source text, counted from the source's first character.
 * Quotes, escapes, indentation and folded lines take no part in the value, so blanks are left out of the count: a
 * character that is not blank is found exactly, in every style of scalar.
 */
export function offsetInSource(source: string, type: Scalar['type'], value: string, offset: number): number {
  const units = unitsOf(source, type);
  const solid = units.filter((unit) => !unit.isBlank);
  const before = value.slice(0, offset);
  const rank = [...before.replace(/\s/g, '')].length;
  const here = value.slice(offset, offset + 1);
  const exact = solid[rank];
  if (here !== '' && !/\s/.test(here) && exact) return exact.start;
  const previous = solid[rank - 1];
  const blanks = before.length - before.trimEnd().length;
  return previous ? previous.end + blanks : (units[0]?.start ?? 0);
}

function unitsOf(source: string, type: Scalar['type']): readonly Unit[] {
  if (type === 'QUOTE_DOUBLE') return read(source, 1, source.length - 1, /\\(?:x..|u.{4}|U.{8}|\r?\n|.)|./gsu);
  if (type === 'QUOTE_SINGLE') return read(source, 1, source.length - 1, /''|./gsu);
  // The header of a block, `|-` or `>2`, ends with its line.
  const isBlock = type === 'BLOCK_LITERAL' || type === 'BLOCK_FOLDED';
  return read(source, isBlock ? source.indexOf('\n') + 1 : 0, source.length, /./gsu);
}

function read(source: string, from: number, to: number, unit: RegExp): readonly Unit[] {
  return [...source.slice(from, to).matchAll(unit)].map(({ index, 0: text }) => ({
    start: from + index,
    end: from + index + text.length,
    isBlank: isBlank(text),
  }));
}

function isBlank(unit: string): boolean {
  const [first, second = '', ...digits] = unit;
  if (first !== '\\' || second === '') return /\s/.test(unit);
  // An escaped line break joins two lines and leaves nothing; counting it as blank skips it.
  if (second === '\n' || second === '\r') return true;
  if (!'xuU'.includes(second)) return BLANK_ESCAPES.has(second);
  const code = Number.parseInt(digits.join(''), 16);
  return code <= 0x10ffff && /\s/.test(String.fromCodePoint(code));
}
