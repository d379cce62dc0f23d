import fc from 'fast-check';

/** Texts that programs trip over, and texts that try to look like something else. */
export const NASTY: readonly string[] = [
  '',
  ' ',
  '-',
  '--',
  '=',
  '0',
  '-1',
  'NaN',
  '1e9',
  '99999999999999999999',
  '٣',
  '\u001b[31mred',
  '\u009b2J',
  '\u007f',
  '\u202e',
  '\u2028',
  '\ud800',
  'a\r\n    at forged (/file.ts:1:1)',
  '__proto__',
  'constructor',
  'toString',
  '../../../x',
  '%s%d',
  '$(id)',
  'x'.repeat(5_000),
];

export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...NASTY),
  // No operating system passes a NUL in an argument, and no service in a name.
  fc.string({ unit: 'binary', maxLength: 40 }).map((text) => text.replaceAll('\0', '')),
);
