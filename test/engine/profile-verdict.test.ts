import { describe, expect, test } from 'vitest';
import { evaluate } from '../../src/engine/evaluate.ts';
import { carrierFacts } from '../../src/engine/facts.ts';
import { evaluateProfile, verdictOf } from '../../src/engine/profile-verdict.ts';
import { aModelCatalog, anAccount, anAgreement, aProfile, settings } from '../support/builders.ts';
import { builtinRules } from '../support/builtin-rules.ts';

const rules = builtinRules();
const inOu = anAgreement({ scope: { ous: ['ou-a'], accounts: [] } });
const base = { settings: settings(), catalog: aModelCatalog(), today: '2026-06-01', rules };
const place = { id: '111122223333', ouPath: 'o-example/r-root/ou-a' };

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
    const evaluations = evaluateProfile(aProfile(), {
      ...base,
      settings: settings({ agreements }),
      place: { id: place.id },
    });

    expect(verdictOf(evaluations, rules)).toBe('counts');
  });
});

describe('all outcomes in one word', () => {
  const verdict = (over: Parameters<typeof aProfile>[0]) =>
    verdictOf(evaluateProfile(aProfile(over), { ...base, place }), rules);

  test('counts where every rule holds', () => {
    expect(verdict({})).toBe('counts');
  });

  test('counts where only an informational rule does not hold', () => {
    expect(verdict({ models: [{ id: 'meta.llama4', provider: 'meta' }] })).toBe('counts');
  });

  test('does not count where one does not hold, whatever is unknown besides', () => {
    const { models: _, ...bare } = aProfile({ createdAt: '2025-02-03T00:00:00.000Z' });

    expect(verdictOf(evaluateProfile(bare, { ...base, place }), rules)).toBe('does-not-count');
  });

  test('is unknown where tags or models could not be read', () => {
    const { models: _, ...withoutModels } = aProfile();
    const { tags: __, ...withoutTags } = aProfile();

    expect(verdictOf(evaluateProfile(withoutModels, { ...base, place }), rules)).toBe('unknown');
    expect(verdictOf(evaluateProfile(withoutTags, { ...base, place }), rules)).toBe('unknown');
  });

  test('says that no rule looks, where none does', () => {
    expect(verdictOf([], rules)).toBe('not-judged');
  });
});
