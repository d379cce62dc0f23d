import { describe, expect, test } from 'vitest';
import type { Carrier } from '../../src/domain/carrier.ts';
import { evaluate } from '../../src/engine/evaluate.ts';
import { carrierFacts } from '../../src/engine/facts.ts';
import { evaluateProfile, judgementOf, type VerdictContext } from '../../src/engine/profile-verdict.ts';
import { aModelCatalog, anAccount, anAgreement, aProfile, settings } from '../support/builders.ts';
import { builtinRules } from '../support/builtin-rules.ts';

const rules = builtinRules();
const inOu = anAgreement({ scope: { ous: ['ou-a'], accounts: [] } });
const base = { settings: settings(), catalog: aModelCatalog(), today: '2026-06-01', rules };
const place = { id: '111122223333', ouPath: 'o-example/r-root/ou-a' };

function judged(profile: Carrier, over: Partial<VerdictContext> = {}) {
  const context = { ...base, place, ...over };
  return judgementOf(profile, evaluateProfile(profile, context), context);
}

function outcomes(evaluations: ReturnType<typeof evaluateProfile>) {
  return Object.fromEntries(evaluations.map(({ ruleId, outcome }) => [ruleId, outcome]));
}

describe('a profile by itself', () => {
  const variety = [
    aProfile(),
    aProfile({ tags: new Map() }),
    aProfile({ tags: new Map([['map-migrated', 'migZZZZZ99999']]) }),
    aProfile({ createdAt: '2025-02-03T00:00:00.000Z' }),
    aProfile({ models: [{ id: 'meta.llama4', provider: 'meta' }] }),
  ];

  test.for(variety.map((profile, index) => [index, profile] as const))(
    'is judged as an audit judges it (%i)',
    ([, profile]) => {
      const withOu = settings({ agreements: [inOu] });
      const audited = evaluate(
        rules,
        'inference-profile',
        carrierFacts(profile, { ...base, settings: withOu, account: anAccount() }),
      );

      expect(outcomes(evaluateProfile(profile, { ...base, settings: withOu, place }))).toEqual(outcomes(audited));
    },
  );

  test('is not called covered, nor uncovered, where only an unread OU could tell', () => {
    const result = outcomes(
      evaluateProfile(aProfile(), { ...base, settings: settings({ agreements: [inOu] }), place: { id: place.id } }),
    );

    expect(result).toMatchObject({
      'map-tag-missing': 'compliant',
      'map-tag-agreement-unknown': 'compliant',
      'map-tag-agreement-out-of-scope': 'insufficient_data',
      'map-agreement-out-of-term': 'insufficient_data',
    });
  });

  test('needs no OU where its value is of no agreement that names one', () => {
    const agreements = [anAgreement(), { ...inOu, id: 'OTHER00000', tagValue: 'migOTHER00000' }];

    expect(judged(aProfile(), { settings: settings({ agreements }), place: { id: place.id } }).verdict).toBe('counts');
  });
});

describe('all outcomes in one word', () => {
  const verdict = (over: Parameters<typeof aProfile>[0]) => judged(aProfile(over)).verdict;

  test('counts where every rule holds', () => {
    expect(verdict({})).toBe('counts');
  });

  test('counts where only an informational rule does not hold', () => {
    expect(verdict({ models: [{ id: 'meta.llama4', provider: 'meta' }] })).toBe('counts');
  });

  test('does not count where one does not hold, whatever is unknown besides', () => {
    const { models: _, ...bare } = aProfile({ createdAt: '2025-02-03T00:00:00.000Z' });

    expect(judged(bare).verdict).toBe('does-not-count');
  });

  test('is unknown where tags or models could not be read', () => {
    const { models: _, ...withoutModels } = aProfile();
    const { tags: __, ...withoutTags } = aProfile();

    expect(judged(withoutModels).verdict).toBe('unknown');
    expect(judged(withoutTags).verdict).toBe('unknown');
  });

  test('gives no reasons of its own where rules give them', () => {
    expect(judged(aProfile({ tags: new Map() }))).toEqual({ verdict: 'does-not-count', reasons: [] });
  });
});

describe('a profile of which only one rule is in force', () => {
  const present = rules.filter(({ definition }) => definition.id === 'map-tag-missing');
  const tagged = (value: string) => aProfile({ tags: new Map([['map-migrated', value]]) });
  const elsewhere = anAgreement({ scope: { ous: [], accounts: ['444455556666'] } });
  const { createdAt: _, ...ageless } = aProfile();

  test('counts where MAP counts it', () => {
    expect(judged(aProfile(), { rules: present })).toEqual({ verdict: 'counts', reasons: [] });
  });

  test.for([
    ['has the value of nobody', tagged('migZZZZZ99999'), {}, /"migZZZZZ99999" is that of no configured agreement/],
    ['has a misspelt value', tagged('migabcde12345'), {}, /no configured agreement/],
    ['is not covered', aProfile(), { agreements: [elsewhere] }, /does not cover account/],
    ['is out of term', aProfile(), { agreements: [anAgreement({ endsOn: '2026-05-31' })] }, /runs from/],
    [
      'is under an agreement that was accepted too early',
      aProfile(),
      { agreements: [anAgreement({ acceptedOn: '2024-12-16' })] },
      /Bedrock counts only after/,
    ],
    ['is as old as the agreement', aProfile({ createdAt: '2025-02-03T23:59:59.000Z' }), {}, /was created on/],
  ] as const)('does not count where it %s, and it is said why', ([, profile, change, reason]) => {
    const { verdict, reasons } = judged(profile, { rules: present, settings: settings(change) });

    expect(verdict).toBe('does-not-count');
    expect(reasons).toEqual([expect.stringMatching(reason)]);
  });

  test.for([
    ['its age', ageless, {}, /not known whether the resource was created/],
    [
      'the OU of its account',
      aProfile(),
      { settings: settings({ agreements: [inOu] }), place: { id: place.id } },
      /OUs/,
    ],
  ] as const)('is not known where %s is not', ([, profile, change, reason]) => {
    const { verdict, reasons } = judged(profile, { rules: present, ...change });

    expect(verdict).toBe('unknown');
    expect(reasons).toEqual([expect.stringMatching(reason)]);
  });

  test('is judged by the agreement that counts it, where two have the same value', () => {
    const ended = anAgreement({ id: 'AAAAA00000', endsOn: '2026-05-31' });

    expect(
      judged(aProfile(), { rules: present, settings: settings({ agreements: [ended, anAgreement()] }) }).verdict,
    ).toBe('counts');
  });
});

describe('a profile of which no rule is in force', () => {
  test('is not judged, though nothing is known against it', () => {
    expect(judged(aProfile(), { rules: [] })).toEqual({ verdict: 'not-judged', reasons: [] });
  });

  test('does not count without a tag, and is unknown without knowledge of its tags', () => {
    const { tags: _, ...unread } = aProfile();

    expect(judged(aProfile({ tags: new Map() }), { rules: [] })).toEqual({
      verdict: 'does-not-count',
      reasons: ['It has no tag map-migrated.'],
    });
    expect(judged(unread, { rules: [] }).verdict).toBe('unknown');
  });
});
