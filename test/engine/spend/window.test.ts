import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { daysBetween } from '../../../src/domain/dates.ts';
import { addDays, segmentsOf, spendWindow } from '../../../src/engine/spend/window.ts';
import { agreement } from '../support/world.ts';

describe('the window', () => {
  test('is the days before today; the week leaves out the two newest', () => {
    expect(spendWindow('2026-06-01', 30)).toEqual({
      window: { start: '2026-05-02', end: '2026-06-01' },
      week: { start: '2026-05-23', end: '2026-05-30' },
      both: { start: '2026-05-02', end: '2026-06-01' },
    });
  });

  test('may be shorter than it takes to see the week', () => {
    expect(spendWindow('2026-06-01', 9).both.start).toBe('2026-05-23');
    expect(spendWindow('2026-06-01', 8).both.start).toBe('2026-05-23');
    expect(spendWindow('2026-06-01', 10).both.start).toBe('2026-05-22');
  });

  test('counts days across months, leap days and years', () => {
    expect(addDays('2024-02-28', 1)).toBe('2024-02-29');
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28');
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
  });
});

describe('the segments of a span', () => {
  const span = { start: '2026-05-02', end: '2026-06-01' };
  const term = (startsOn: string, endsOn: string) => segmentsOf(span, [agreement('A', { startsOn, endsOn })]);

  test('are the span itself where no term begins or ends inside', () => {
    expect(segmentsOf(span, [])).toEqual([span]);
    expect(term('2025-02-03', '2028-02-02')).toEqual([span]);
    expect(term('2026-05-02', '2026-05-31')).toEqual([span]); // from the first day to the last
    expect(term('2026-06-01', '2026-07-01')).toEqual([span]);
    expect(term('2025-02-03', '2026-05-01')).toEqual([span]);
  });

  test('are cut on the first day of a term, and on the day after its last', () => {
    expect(term('2026-05-03', '2026-05-30')).toEqual([
      { start: '2026-05-02', end: '2026-05-03' },
      { start: '2026-05-03', end: '2026-05-31' },
      { start: '2026-05-31', end: '2026-06-01' },
    ]);
  });

  test('are cut once where one term follows another', () => {
    const agreements = [agreement('A', { endsOn: '2026-05-14' }), agreement('B', { startsOn: '2026-05-15' })];
    expect(segmentsOf(span, agreements).map(({ start }) => start)).toEqual(['2026-05-02', '2026-05-15']);
  });

  test('are not cut for an agreement that can never count', () => {
    expect(segmentsOf(span, [agreement('A', { acceptedOn: '2024-12-16', startsOn: '2026-05-15' })])).toEqual([span]);
    expect(segmentsOf(span, [agreement('A', { acceptedOn: '2024-12-17', startsOn: '2026-05-15' })])).toHaveLength(2);
  });

  test('cover each day once, and no term changes inside one', () => {
    const day = fc.integer({ min: -40, max: 40 }).map((days) => addDays('2026-05-15', days));
    const terms = fc.array(fc.tuple(day, day).map(([a, b]) => (a < b ? [a, b] : [b, a]) as [string, string]));
    fc.assert(
      fc.property(terms, (given) => {
        const agreements = given.map(([startsOn, endsOn], index) => agreement(`A${index}`, { startsOn, endsOn }));
        const segments = segmentsOf(span, agreements);
        expect(segments.map(({ end }) => end).slice(0, -1)).toEqual(segments.map(({ start }) => start).slice(1));
        expect([segments.at(0)?.start, segments.at(-1)?.end]).toEqual([span.start, span.end]);
        for (const { start, end } of segments) {
          expect(daysBetween(start, end)).toBeGreaterThan(0);
          const last = addDays(end, -1);
          for (const [startsOn, endsOn] of given) {
            expect(startsOn <= start && start <= endsOn).toBe(startsOn <= last && last <= endsOn);
          }
        }
      }),
    );
  });
});
