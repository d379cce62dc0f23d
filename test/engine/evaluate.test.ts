import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileRule } from '../../src/engine/compile-rule.ts';
import { evaluate } from '../../src/engine/evaluate.ts';
import { agreementFacts, carrierFacts } from '../../src/engine/facts.ts';
import { re2Pattern } from '../../src/engine/re2-pattern.ts';
import { compiled, definitionOf, ruleDefinition } from './support/rules.ts';
import { agreement, carrier, context, ELSEWHERE, SPEND, TODAY } from './support/world.ts';

const TAG_RULES = [
  'map-tag-missing',
  'map-tag-key-misspelled',
  'map-tag-value-malformed',
  'map-tag-agreement-unknown',
  'map-tag-agreement-out-of-scope',
].map((id) => compiled(definitionOf(id)));

const CARRIER_RULES = [
  ...TAG_RULES,
  ...['map-agreement-accepted-too-early', 'map-agreement-out-of-term', 'map-resource-predates-agreement'].map((id) =>
    compiled(definitionOf(id)),
  ),
];

const anyTags = fc.dictionary(
  fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('map-migrated', 'Map-Migrated', 'map_migrated', '__proto__')),
  fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('migABCDE12345', 'ABCDE12345', 'migZZZZZ99999', 'migOTHER00000'),
  ),
);

describe('the tag rules', () => {
  const rungs = [0, 1, 2, 3, 4];
  const combinations = [true, false].flatMap((expected) =>
    ['', 'map_migrated'].flatMap((nearMiss) => rungs.map((rung) => ({ expected, nearMiss, rung }))),
  );

  test('come in 20 combinations of facts', () => {
    expect(combinations).toHaveLength(20);
  });

  test.for(combinations)('give one finding at most for %o', ({ expected, nearMiss, rung }) => {
    const [present, wellFormed, known, covered] = [rung > 0, rung > 1, rung > 2, rung > 3];
    const tag = { key: 'map-migrated', value: '', defect: '', expected, nearMiss, present, wellFormed, known, covered };
    const facts = { ...carrierFacts(carrier({}), context()), tag };

    const outcomes = evaluate(TAG_RULES, 'inference-profile', facts).map(({ outcome }) => outcome);

    const findings = outcomes.filter((outcome) => outcome === 'non_compliant');
    expect(findings).toHaveLength(expected && !covered ? 1 : 0);
    expect(outcomes).not.toContain('insufficient_data');
    if (!expected) expect(new Set(outcomes)).toEqual(new Set(['not_applicable']));
  });

  test('give the one finding that belongs to any tags', () => {
    fc.assert(
      fc.property(anyTags, (tags) => {
        const facts = carrierFacts(carrier(tags), context());
        const findings = evaluate(TAG_RULES, 'inference-profile', facts).filter(
          ({ outcome }) => outcome === 'non_compliant',
        );
        expect(findings).toHaveLength(Object(facts['tag']).covered ? 0 : 1);
        for (const { message } of findings) expect(message).not.toBe('');
      }),
    );
  });
});

describe('tags that could not be read', () => {
  test('never give compliant or non-compliant, and say which fact is missing', () => {
    const evaluations = evaluate(CARRIER_RULES, 'inference-profile', carrierFacts(carrier(undefined), context()));
    expect(evaluations.map(({ outcome, message }) => [outcome, message])).toEqual(
      CARRIER_RULES.map(() => ['insufficient_data', '']),
    );
    expect(Object.fromEntries(evaluations.map(({ ruleId, unknown }) => [ruleId, unknown]))).toEqual({
      'map-agreement-accepted-too-early': 'tag.covered',
      'map-agreement-out-of-term': 'tag.covered',
      'map-resource-predates-agreement': 'tag.covered',
      'map-tag-agreement-out-of-scope': 'tag.known',
      'map-tag-agreement-unknown': 'tag.wellFormed',
      'map-tag-key-misspelled': 'tag.nearMiss',
      'map-tag-missing': 'tag.nearMiss',
      'map-tag-value-malformed': 'tag.present',
    });
  });

  test('do not matter to the tag rules where no tag is expected', () => {
    const { agreements, tag } = context().settings;
    const facts = carrierFacts(
      carrier(undefined),
      context([], { settings: { agreements, tag, method: 'project', spend: SPEND } }),
    );
    const outcomes = evaluate(TAG_RULES, 'inference-profile', facts).map(({ outcome }) => outcome);
    expect(new Set(outcomes)).toEqual(new Set(['not_applicable']));
  });

  test('never give an answer, whatever else is known', () => {
    const anyCarrier = fc.record(
      { createdAt: fc.constant('2020-01-01T00:00:00.000Z'), models: fc.constant([]), name: fc.string() },
      { requiredKeys: ['name'] },
    );
    fc.assert(
      fc.property(anyCarrier, (changes) => {
        const facts = carrierFacts({ ...carrier(undefined), ...changes }, context());
        const outcomes = evaluate(CARRIER_RULES, 'inference-profile', facts).map(({ outcome }) => outcome);
        expect(new Set(outcomes)).toEqual(new Set(['insufficient_data']));
      }),
    );
  });
});

describe('evaluate', () => {
  test('asks the rules for the type, and sorts by id', () => {
    const rules = [...CARRIER_RULES, compiled(definitionOf('map-agreement-ending-soon'))];
    const ids = (type: 'project' | 'agreement', facts: object) =>
      evaluate(rules, type, { ...facts }).map(({ ruleId }) => ruleId);
    expect(ids('agreement', agreementFacts(ELSEWHERE, TODAY))).toEqual(['map-agreement-ending-soon']);
    expect(ids('project', carrierFacts(carrier({}, { type: 'project' }), context()))).toEqual([
      'map-agreement-accepted-too-early',
      'map-agreement-out-of-term',
      'map-tag-agreement-out-of-scope',
      'map-tag-agreement-unknown',
      'map-tag-key-misspelled',
      'map-tag-missing',
      'map-tag-value-malformed',
    ]);
  });

  test('gives the same whatever the order of rules, agreements and resources', () => {
    const shuffled = fc.shuffledSubarray(CARRIER_RULES, { minLength: CARRIER_RULES.length });
    fc.assert(
      fc.property(shuffled, fc.array(anyTags, { minLength: 1, maxLength: 3 }), (rules, resources) => {
        const agreements = [agreement('ABCDE12345'), ELSEWHERE];
        const judge = (order: typeof rules, given: typeof agreements) => (tags: Record<string, string>) =>
          evaluate(order, 'inference-profile', carrierFacts(carrier(tags), context(given)));
        const forward = resources.map(judge(CARRIER_RULES, agreements));
        const backward = [...resources].reverse().map(judge(rules, [...agreements].reverse()));
        expect(backward.reverse()).toEqual(forward);
      }),
    );
  });
});

describe('evidence', () => {
  test('is the values of the facts that condition and message name, sorted by path', () => {
    const tags = { 'map-migrated': 'migABCDE12345' };
    const rule = compiled(definitionOf('map-resource-predates-agreement'));
    const old = carrier(tags, { createdAt: '2025-02-03T23:59:59.999Z' });
    const { evidence, message } = rule.evaluate('inference-profile', carrierFacts(old, context()));
    expect(Object.entries(evidence)).toEqual([
      ['resource.createdOn', '2025-02-03'],
      ['resource.name', 'chat'],
      ['tag.agreement.acceptedOn', '2025-02-03'],
      ['tag.agreement.id', 'ABCDE12345'],
      ['tag.covered', true],
    ]);
    expect(message).toBe('chat was created on 2025-02-03, not after ABCDE12345 was accepted on 2025-02-03');
  });

  test('leaves out what is unknown', () => {
    const rule = compiled(definitionOf('map-tag-missing'));
    expect(rule.evaluate('inference-profile', carrierFacts(carrier(undefined), context())).evidence).toEqual({
      'resource.name': 'chat',
      'tag.expected': true,
      'tag.key': 'map-migrated',
    });
  });

  test('shows integers as numbers, lists, groups in them, and tags with any key', () => {
    const rule = compiled(
      ruleDefinition({
        when: 'tag.agreement.daysLeft > 0 && resource.models.all(m, m.id != "" && tag.covered)',
        assert: 'resource.tags.get("owner") != ""',
      }),
    );
    const tags = new Map([
      ['map-migrated', 'migABCDE12345'],
      ['__proto__', 'p'],
      ['a', 'b'],
    ] as const);
    const { evidence, outcome } = rule.evaluate('inference-profile', carrierFacts(carrier({}, { tags }), context()));
    expect(outcome).toBe('non_compliant');
    expect(JSON.stringify(evidence)).toBe(
      JSON.stringify({
        'resource.models': [
          { eligibleAfter: '2024-12-16', id: 'amazon.nova-pro-v1:0', listed: true, provider: 'amazon' },
        ],
        'resource.name': 'chat',
        'resource.tags': Object.fromEntries([
          ['__proto__', 'p'],
          ['a', 'b'],
          ['map-migrated', 'migABCDE12345'],
        ]),
        'tag.agreement.daysLeft': 611,
        'tag.covered': true,
      }),
    );
  });

  test('and message keep a tag value as it is, up to 1,000 characters and never half of one', () => {
    const rule = compiled(ruleDefinition({ assert: 'tag.known', message: '<{tag.value}>' }));
    const judge = (value: string) =>
      rule.evaluate('inference-profile', carrierFacts(carrier({ 'map-migrated': value }), context()));
    const full = `{tag.key} \u202e'${'x'.repeat(988)}`;
    expect(full).toHaveLength(1000);
    expect(judge(full)).toMatchObject({ message: `<${full}>`, evidence: { 'tag.value': full } });
    expect(judge(`${full}y`)).toMatchObject({ message: `<${full}…>`, evidence: { 'tag.value': `${full}…` } });
    expect(judge(`${'x'.repeat(999)}🙂`).evidence).toMatchObject({ 'tag.value': `${'x'.repeat(999)}…` });
  });

  test('shows the first 100 of a long list', () => {
    const rule = compiled(ruleDefinition({ assert: 'resource.models.size() == 0' }));
    const models = Array.from({ length: 150 }, (_, index) => ({ id: `amazon.m${index}`, provider: 'amazon' }));
    const { evidence } = rule.evaluate('inference-profile', carrierFacts(carrier({}, { models }), context()));
    expect(evidence['resource.models']).toHaveLength(100);
  });

  test('is named in the message, where unknown it says so', () => {
    const rule = compiled(ruleDefinition({ message: 'created {resource.createdOn}, by {tag.agreement.id}' }));
    const { createdAt, ...young } = carrier({});
    expect(createdAt).toBeDefined();
    const { message } = rule.evaluate('inference-profile', carrierFacts(young, context()));
    expect(message).toBe('created (unknown), by (unknown)');
  });
});

describe('what stops an evaluation', () => {
  test('is unknown also inside a list, by the path of the list', () => {
    const rule = compiled(ruleDefinition({ assert: 'resource.models.all(m, m.provider == "amazon")' }));
    const facts = carrierFacts(carrier({}), context());
    const halfRead = { ...facts, resource: { ...Object(facts['resource']), models: [{ id: 'a' }] } };
    expect(rule.evaluate('inference-profile', halfRead)).toMatchObject({
      outcome: 'insufficient_data',
      unknown: 'resource.models.provider',
    });
  });

  test('is unknown also where a whole group is', () => {
    const { tag, ...facts } = carrierFacts(carrier({}), context());
    expect(tag).toBeDefined();
    const { outcome, unknown } = compiled(ruleDefinition()).evaluate('inference-profile', facts);
    expect([outcome, unknown]).toEqual(['insufficient_data', 'tag']);
  });

  test.for<[string, unknown]>([
    ['a text for a truth value', 'yes'],
    ['null', null],
    ['a number', 1],
  ])('is a bug where a fact has the wrong type: %s', ([, present]) => {
    const facts = { ...carrierFacts(carrier({}), context()), tag: { present } };
    expect(() => compiled(ruleDefinition()).evaluate('inference-profile', facts)).toThrow('not of type');
  });

  test('is a bug where reading a fact throws', () => {
    const facts = {
      get tag(): never {
        throw new RangeError('broken');
      },
    };
    expect(() => compiled(ruleDefinition({ message: 'x' })).evaluate('inference-profile', facts)).toThrow('broken');
  });

  test('cannot be a text that an expression joins', () => {
    const definition = ruleDefinition({ assert: `${Array(60).fill('tag.value').join(' + ')} == ""` });
    const result = compileRule(definition, re2Pattern);
    if ('problems' in result) throw new Error('it should compile');
    const facts = carrierFacts(carrier({ 'map-migrated': 'x'.repeat(256) }), context());
    expect(result.rule.evaluate('inference-profile', facts).outcome).toBe('non_compliant');
  });
});
