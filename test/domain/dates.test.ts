import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayOf, daysBetween, isIsoDate, parseInstant } from '../../src/domain/dates.ts';

describe('dates', () => {
  test.for(['2024-02-29', '2024-12-16', '0001-01-01', '9999-12-31'])('%s is a day', (text) => {
    expect(isIsoDate(text)).toBe(true);
  });

  test.for([
    '2023-02-29',
    '2024-13-01',
    '2024-00-10',
    '2024-1-1',
    '24-01-01',
    '2024-12-16 ',
    '',
    'today',
    '2024-12-32',
  ])('%o is no day', (text) => {
    expect(isIsoDate(text)).toBe(false);
  });

  test.for([
    ['2026-11-20', '2026-11-20T00:00:00.000Z'],
    ['2026-11-20T16:00:00Z', '2026-11-20T16:00:00.000Z'],
    ['2026-11-20T16:00Z', '2026-11-20T16:00:00.000Z'],
    ['2026-11-20T01:00:00+02:00', '2026-11-19T23:00:00.000Z'],
    ['2026-11-20T16:00:00.123456789Z', '2026-11-20T16:00:00.123Z'],
  ] as const)('%s is the instant %s', ([text, instant]) => {
    expect(parseInstant(text)).toBe(instant);
  });

  test.for([
    '2026-11-20T16:00:00',
    'now',
    '',
    '2026-02-30T00:00:00Z',
    '2026-11-20T25:00:00Z',
    '0000-01-01T00:00:00+23:59',
  ])('%o is refused as an instant', (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });

  test('any text is an instant in canonical form or refused', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
        ),
        (text) => {
          const instant = parseInstant(text);
          if (instant !== undefined) expect(parseInstant(instant)).toBe(instant);
        },
      ),
    );
  });

  test('the day of an instant is the UTC day', () => {
    expect(dayOf('2024-12-16T23:59:59.999Z')).toBe('2024-12-16');
    expect(dayOf('2024-12-17T00:00:00.000Z')).toBe('2024-12-17');
  });

  test('days are counted across leap days and backwards', () => {
    expect(daysBetween('2024-02-28', '2024-03-01')).toBe(2);
    expect(daysBetween('2024-03-01', '2024-02-28')).toBe(-2);
    expect(daysBetween('2024-03-01', '2024-03-01')).toBe(0);
  });
});
