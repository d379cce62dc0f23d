import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileRule } from '../../src/engine/compile-rule.ts';
import { carrierFacts } from '../../src/engine/facts.ts';
import { re2Pattern } from '../../src/engine/re2-pattern.ts';
import { problemsOf, ruleDefinition } from './support/rules.ts';
import { carrier, context } from './support/world.ts';

describe('whatever the expression says', () => {
  const words = fc.constantFrom(
    ...`tag . present resource tags models ( ) [ ] { } "a" 1 1.5 null && || ! == < + * ? : , all exists m fits has in usd spend`.split(
      ' ',
    ),
    ...String.raw`- size 0x ''' r" b" \ \u{110000} "\U00110000" 1u // $ 🙂`.split(' '),
    '\n',
  );
  const source = fc.oneof(
    fc.array(words, { maxLength: 30 }).map((parts) => parts.join('')),
    fc.array(words, { maxLength: 30 }).map((parts) => parts.join(' ')),
    fc.string({ unit: 'binary', maxLength: 80 }),
  );

  test('the compiler answers with a rule or with problems inside the text', () => {
    fc.assert(
      fc.property(source, (assert) => {
        const result = compileRule(ruleDefinition({ assert, message: 'x' }), re2Pattern);
        if ('rule' in result) return;
        expect(result.problems.length).toBeGreaterThan(0);
        for (const { offset, text } of result.problems) {
          expect(offset).toBeGreaterThanOrEqual(0);
          expect(offset).toBeLessThanOrEqual(assert.length);
          expect(text).not.toBe('');
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('a message is taken, or refused with problems inside the text', () => {
    fc.assert(
      fc.property(source, (message) => {
        for (const { path, offset } of problemsOf(ruleDefinition({ message }))) {
          expect(path).toEqual(['message']);
          expect(offset).toBeLessThanOrEqual(message.length);
        }
      }),
    );
  });

  const fact = fc.constantFrom(
    'tag.present',
    'tag.covered',
    'tag.wellFormed',
    'tag.value == ""',
    'resource.createdOn > today',
  );
  const condition: fc.Arbitrary<string> = fc.letrec<{ node: string }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4 },
      fact,
      fc.tuple(tie('node'), fc.constantFrom('&&', '||', '=='), tie('node')).map(([a, op, b]) => `(${a} ${op} ${b})`),
      tie('node').map((inner) => `!(${inner})`),
      tie('node').map((inner) =>
        `resource.models.all(m, ${inner})`.replaceAll('all(m, resource.models', 'all(n, resource.models'),
      ),
      fc.tuple(tie('node'), tie('node'), tie('node')).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
    ),
  })).node;

  test('an answer that is given without some facts is the answer with them', () => {
    fc.assert(
      fc.property(condition, fc.boolean(), fc.boolean(), (assert, isTagged, isOld) => {
        const result = compileRule(ruleDefinition({ assert, message: 'x' }), re2Pattern);
        if ('problems' in result) return;
        const whole = carrier(isTagged ? { 'map-migrated': 'migABCDE12345' } : {}, {
          createdAt: isOld ? '2020-01-01T00:00:00.000Z' : '2030-01-01T00:00:00.000Z',
        });
        const { tags, createdAt, models, ...rest } = whole;
        const { outcome } = result.rule.evaluate('inference-profile', carrierFacts(whole, context()));
        const parts = [
          { ...rest },
          { ...rest, tags },
          { ...rest, createdAt },
          { ...rest, models },
          { ...rest, tags, models },
        ];
        for (const part of parts) {
          const known = Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined));
          const facts = carrierFacts({ ...rest, ...known }, context());
          expect([outcome, 'insufficient_data']).toContain(result.rule.evaluate('inference-profile', facts).outcome);
        }
      }),
      { numRuns: 500 },
    );
  });
});
