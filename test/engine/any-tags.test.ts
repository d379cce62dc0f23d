import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { covers } from '../../src/domain/agreement.ts';
import { DEFECTS } from '../../src/domain/finding.ts';
import { type Diagnosis, diagnose } from '../../src/engine/diagnose.ts';
import { ACCOUNT, agreement, ELSEWHERE, TAG, TODAY } from './support/world.ts';

const AGREEMENTS = [agreement('ABCDE12345'), agreement('54321'), ELSEWHERE];

function judge(tags: Readonly<Record<string, string>>): Diagnosis {
  return diagnose(new Map(Object.entries(tags)), ACCOUNT, AGREEMENTS, TAG, TODAY);
}

function judgeValue(value: string): Diagnosis {
  return judge({ 'map-migrated': value });
}

const anyTags = fc.dictionary(
  fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('map-migrated', 'Map-Migrated', 'map_migrated', '__proto__', 'constructor'),
  ),
  fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.mixedCase(fc.constantFrom('migABCDE12345', 'ABCDE12345', 'sap54321', 'migOTHER00000', 'todo', ' mig54321')),
  ),
);

describe('any tags', () => {
  test('form one of the rungs of the ladder, with the defect that belongs to it', () => {
    fc.assert(
      fc.property(anyTags, (tags) => {
        const { present, wellFormed, known, covered, nearMiss, defect, agreement: found } = judge(tags);
        const ladder = [present, wellFormed, known, covered];
        expect([...ladder].sort((a, b) => Number(b) - Number(a))).toEqual(ladder);
        expect(covered).toBe(found !== undefined);
        expect(covered).toBe(defect === '');
        expect(['', ...DEFECTS]).toContain(defect);
        if (present) expect(nearMiss).toBe('');
        expect(defect === 'unknown-agreement').toBe(wellFormed && !known);
        expect(defect === 'agreement-out-of-scope').toBe(known && !covered);
        expect(defect === 'key-case' || defect === 'key-typo').toBe(nearMiss !== '');
      }),
    );
  });

  test('are corrected only to a value that is then right', () => {
    fc.assert(
      fc.property(anyTags, (tags) => {
        const { correction } = judge(tags);
        if (correction === '') return;
        expect(judge({ ...tags, 'map-migrated': correction })).toMatchObject({ defect: '', correction: '' });
        expect(AGREEMENTS.some((known) => known.tagValue === correction && covers(known, ACCOUNT))).toBe(true);
      }),
    );
  });

  test('are judged alike in any order, and with the agreements in any order', () => {
    fc.assert(
      fc.property(anyTags, (tags) => {
        const reversed = new Map(Object.entries(tags).reverse());
        expect(diagnose(reversed, ACCOUNT, [...AGREEMENTS].reverse(), TAG, TODAY)).toEqual(judge(tags));
      }),
    );
  });

  test.for([
    'a'.repeat(10_000),
    'x'.repeat(10_000),
    ' '.repeat(10_000),
    'mig'.repeat(4_000),
    `mig${'A'.repeat(10_000)}!`,
    '-'.repeat(10_000),
    'map-migrated'.repeat(1_000),
    '__proto__',
    '\ud800',
    'İ'.repeat(5_000),
  ])('do not hold it up, however long or odd: %#', (text) => {
    expect(judge({ [text]: text }).defect).toBe('missing');
    expect(judgeValue(text).present).toBe(true);
    expect(judge({ 'Map-Migrated': text }).correction).toBe('');
  });

  test('a key of 10,000 letters near another one of that length is found', () => {
    const tag = { key: 'k'.repeat(10_000), prefix: 'mig' };
    const near = `${'k'.repeat(5_000)}x${'k'.repeat(5_000)}`;
    expect(diagnose(new Map([[near, '']]), ACCOUNT, [], tag, TODAY).nearMiss).toBe(near);
  });
});
