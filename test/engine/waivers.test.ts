import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Waiver } from '../../src/domain/remediation.ts';
import { lastWaiverOf, waiverOf, withWaiver } from '../../src/engine/waivers.ts';
import { aFinding } from '../support/run-builder.ts';

const WAIVER: Waiver = {
  rule: 'map-tag-missing',
  resource: '*',
  reason: 'a test',
  owner: 'a tester',
  until: '2026-06-01',
};
const on = (day: string, over: Partial<Waiver> = {}, finding = aFinding()) =>
  waiverOf(finding, [{ ...WAIVER, ...over }], day) !== undefined;

describe('a waiver accepts', () => {
  test.for([
    ['its rule', {}, true],
    ['no other rule', { rule: 'map-tag-key-misspelled' }, false],
    [
      'the very ARN',
      { resource: 'arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/profile00001' },
      true,
    ],
    ['no ARN that only begins like it', { resource: 'arn:aws:bedrock:us-east-1:111122223333' }, false],
    ['any region where a star stands for it', { resource: 'arn:aws:bedrock:*:111122223333:*/profile00001' }, true],
    ['no other account', { resource: 'arn:aws:bedrock:*:444455556666:*' }, false],
    ['nothing by the case of a letter', { resource: '*PROFILE00001' }, false],
    ['nothing by a question mark or a dot', { resource: '*profile0000?' }, false],
  ] as const)('%s', ([, over, expected]) => {
    expect(on('2026-06-01', over)).toBe(expected);
  });

  test('on its last day, and no longer', () => {
    expect(on('2026-06-01')).toBe(true);
    expect(on('2026-06-02')).toBe(false);
  });

  test('a resource without an ARN by its id', () => {
    const resource = { ...aFinding().resource, arn: null, id: 'account/111122223333' };
    expect(on('2026-01-01', { resource: 'account/*' }, aFinding({ resource }))).toBe(true);
    expect(on('2026-01-01', { resource: 'arn:*' }, aFinding({ resource }))).toBe(false);
  });
});

test('an accepted finding stays, suppressed, with who accepted it', () => {
  expect(withWaiver(aFinding(), [WAIVER], '2026-06-01')).toEqual({
    ...aFinding(),
    status: 'suppressed',
    waiver: WAIVER,
  });
  expect(withWaiver(aFinding(), [], '2026-06-01')).toEqual(aFinding());
});

test('stars stand for any text, and everything else for itself', () => {
  const parts = fc.array(
    fc.string({ maxLength: 3 }).map((text) => text.replaceAll('*', '')),
    { minLength: 1, maxLength: 4 },
  );
  const matches = (pattern: string, id: string) => {
    const resource = { ...aFinding().resource, arn: null, id };
    return on('2026-01-01', { resource: pattern }, aFinding({ resource }));
  };
  fc.assert(
    fc.property(parts, fc.array(fc.string({ maxLength: 3 }), { maxLength: 4 }), (own, between) => {
      const filled = own.map((part, index) => (index === 0 ? part : `${between[index - 1] ?? ''}${part}`)).join('');
      expect(matches(own.join('*'), filled)).toBe(true);
    }),
  );
  fc.assert(
    fc.property(parts, fc.string({ maxLength: 8 }), (own, text) => {
      const escaped = own.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[\\s\\S]*');
      expect(matches(own.join('*'), text)).toBe(new RegExp(`^${escaped}$`).test(text));
    }),
  );
});

test('of waivers that are about a finding the one in force is taken, else the one that ended last', () => {
  const until = (day: string) => ({ ...WAIVER, until: day });
  const last = (...days: readonly string[]) => lastWaiverOf(aFinding(), days.map(until), '2026-06-01')?.until;

  expect(last('2026-05-31', '2026-06-01', '2026-12-31')).toBe('2026-06-01');
  expect(last('2026-05-31', '2026-05-01')).toBe('2026-05-31');
  expect(last('2026-05-01', '2026-05-31')).toBe('2026-05-31');
  expect(last()).toBeUndefined();
  expect(lastWaiverOf(aFinding(), [{ ...WAIVER, rule: 'another' }], '2026-06-01')).toBeUndefined();
});
