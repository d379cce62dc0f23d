import { describe, expect, test } from 'vitest';
import { CARRIER_TYPES, type ResourceType } from '../../src/domain/carrier.ts';
import { carrierFacts } from '../../src/engine/facts.ts';
import { compiled, problemsOf, problemsOfAssert, ruleDefinition } from './support/rules.ts';
import { carrier, context } from './support/world.ts';

describe('a condition is refused, with its position,', () => {
  test.for<[string, string, number, string]>([
    ['because of has', 'tag.present && has(tag.agreement)', 15, 'has() turns an unknown fact into a no'],
    ['because of matches', 'tag.value.matches("^(a+)+$")', 9, 'expected fits()'],
    ['because of an index on tags', 'resource.tags["cost-center"] == "1"', 0, 'expected .get("key")'],
    ['because of an index on a list', 'resource.models[0].id == "1"', 0, 'expected .get("key")'],
    ['because of a tag read as a member', 'resource.tags.owner == "a"', 14, 'expected .get("owner")'],
    ['because of optional access', 'tag.?agreement.id == "1"', 4, 'no valid expression'],
    ['because of an optional index', 'resource.tags[?"a"] == "1"', 14, 'no valid expression'],
    ['because of orValue', 'resource.name.orValue("x") == "1"', 13, 'unknown function'],
    ['because of cel.bind', 'cel.bind(x, "a", x == x)', 3, 'unknown function'],
    ['because of type()', 'type(tag.value) == string', 0, 'unknown function'],
    ['because of int(), which can throw', 'int(tag.value) == 1', 0, 'unknown function'],
    ['because of a method of every object', 'tag.value.constructor()', 9, 'unknown function'],
    [
      'because of an unknown variable',
      'spend.total > 1',
      0,
      'expected one of today, account, resource, tag; got spend',
    ],
    ['because of an unknown fact', 'tag.presnt', 4, 'got tag.presnt'],
    ['because of an unknown fact further in', 'tag.present && tag.agreement.ends == today', 29, 'tag.agreement.ends'],
    ['because of a member of every object', 'tag.constructor == ""', 4, 'got tag.constructor'],
    ['because of a member of a text', 'tag.value.length == 1', 10, 'no group of facts'],
    ['because a group is no value', 'tag.agreement == tag.agreement', 4, 'a group of facts has no value'],
    ['because a variable is no value', 'tag == tag', 0, 'a group of facts has no value'],
    ['because lists cannot be compared', 'resource.models == resource.models', 9, 'a list cannot be compared'],
    ['because tags cannot be compared', 'resource.tags != resource.tags', 9, 'a list cannot be compared'],
    ['because lists cannot be chosen', '(tag.present ? resource.models : resource.models).size() > 0', 24, 'a list'],
    ['because it is a text', 'tag.value', 0, 'expected bool; got string'],
    ['because it is a number', '1', 0, 'expected bool; got int'],
    ['because text meets number', 'tag.value == 1', 0, 'no such overload'],
    ['because date meets number', 'today > 20241216', 0, 'no such overload'],
    ['because a condition in a list is no truth value', 'resource.models.all(m, m.id)', 25, 'must return bool'],
    ['because of a product', 'size(tag.value) * 2 > 1', 0, 'can overflow'],
    ['because of a quotient', 'size(tag.value) / 0 > 1', 0, 'can overflow'],
    ['because of a remainder', 'size(tag.value) % 0 > 1', 0, 'can overflow'],
    ['because of a fraction', '1.5 > 1.0', 0, 'no fact is of this type'],
    ['because of null', 'tag.value == null', 13, 'no fact is of this type'],
    ['because of bytes', 'b"a" == b"a"', 0, 'no fact is of this type'],
    ['because of a number that is too large', 'size(tag.value) < 9007199254740992', 18, 'below 2^53'],
    ['because of an empty map', '{} == {}', 0, 'no part of a rule'],
    ['because of a list that does not exist', 'tag.models.all(m, true)', 4, 'got tag.models'],
    ['because of a map', '{"a": "b"}.a == "b"', 1, 'maxMapEntries'],
    ['because of an empty list', 'tag.value in []', 13, 'must be written out'],
    ['because of a list of facts', 'today in [tag.value]', 9, 'must be written out'],
    ['because of a list of fractions', 'size(today) in [1.5]', 16, 'no fact is of this type'],
    ['because a text is no list', 'tag.value.all(c, true)', 4, 'expected a list; got string'],
    ['because a list walk has no name', 'resource.models.all("m", true)', 20, 'invalid predicate iteration variable'],
    ['because a list walk has nothing', 'resource.models.all()', 15, 'expected all(m, …)'],
    ['because a list walk has no condition', 'resource.models.all(m)', 15, 'expected all(m, …)'],
    ['because a list walk has a third part', 'resource.models.exists(m, true, true)', 15, 'expected exists(m, …)'],
    ['because a list walk hides a fact', 'resource.models.all(tag, tag.id == "")', 15, 'needs a new name'],
    [
      'because of three list walks in one another',
      '[1].all(a, [1].all(b, [1].all(c, a == c)))',
      22,
      'expected at most 2',
    ],
    ['because of a pattern that is no literal', 'tag.value.fits(tag.value)', 19, 'expected a text in quotes'],
    ['because of a pattern that is no text', 'tag.value.fits(1)', 15, 'expected a text in quotes'],
    ['because of a pattern with an error', 'tag.value.fits("(")', 15, 'missing closing )'],
    ['because of a pattern that looks around', 'tag.value.fits("(?=a)")', 15, 'expected RE2 syntax'],
    ['because of a pattern that grows', 'tag.value.fits("(a{90}b{90}){9}")', 15, 'too large'],
    ['because of a pattern that is long', `tag.value.fits("${'a'.repeat(201)}")`, 15, 'at most 200'],
    ['because of a defect that does not exist', 'tag.defect == "value_case"', 14, 'got value_case'],
    ['because of a defect in a list', 'tag.defect in ["blank", "empty"]', 24, 'got empty'],
    ['because of a method that does not exist', '"profile" != account.method', 0, 'got profile'],
    ['because of a type that is no carrier', 'resource.type == "account"', 17, 'got account'],
    ['because a part is missing', 'tag.present &&', 14, 'Unexpected token: EOF'],
    ['because it is empty', '', 0, 'no valid expression'],
    ['because of a stray character', 'tag.present # yes', 12, 'no valid expression'],
    ['because it is too deep', '('.repeat(60), 20, 'maxDepth'],
    ['because it is too long', ' '.repeat(1001), 1000, 'at most 1000 characters'],
    ['because it has too many parts', Array(101).fill('true').join('||'), 0, 'maxAstNodes'],
    ['because of a list that is too long', `1 in [${Array(51).fill(1).join(',')}]`, 106, 'maxListElements'],
  ])('%s', ([, assert, offset, text]) => {
    const [problem, ...others] = problemsOfAssert(assert);
    expect(problem).toEqual({ path: ['assert'], offset, text: expect.stringContaining(text) });
    expect(others.map((other) => other.offset).filter((other) => other < 0 || other > assert.length)).toEqual([]);
  });

  test('and every mistake is told at once, in each part of the rule', () => {
    const problems = problemsOf(
      ruleDefinition({ when: 'has(tag.value)', assert: 'tag.a && tag.b', message: '{tag.c} {', appliesTo: ['target'] }),
    );
    expect(problems).toHaveLength(1);
    const onCarriers = problemsOf(
      ruleDefinition({
        when: 'has(tag.value)',
        assert: 'tag.a && tag.b',
        message: '{tag.c} {',
        appliesTo: [...CARRIER_TYPES],
      }),
    );
    expect(onCarriers.map(({ path, offset }) => [...path, offset])).toEqual([
      ['when', 0],
      ['assert', 4],
      ['assert', 13],
      ['message', 0],
      ['message', 8],
    ]);
  });
});

describe('a condition may', () => {
  test.for<[string, boolean]>([
    ['tag.present', true],
    ['!tag.present', false],
    ['!(tag.present && tag.known) || today < "2000-01-01"', false],
    ['resource.tags.get("map-migrated") == tag.value', true],
    ['resource.tags.get("nope") == ""', true],
    ['resource.tags.get("__proto__") == "p"', true],
    ['resource.tags.get("constructor") == ""', true],
    ['"team" in resource.tags', true],
    ['resource.tags.exists(k, k.startsWith("te"))', true],
    ['size(resource.tags) == 3 && resource.tags.size() == 3', true],
    ['resource.tags.get("team").fits("^[a-z]+[0-9]$")', true],
    ['resource.tags.get("team").fits("[0-9]{2}")', false],
    ['resource.models.all(m, m.provider == "amazon")', true],
    ['resource.models.exists_one(m, m.id.contains("nova"))', true],
    ['resource.models.filter(m, m.provider != "amazon").size() == 0', true],
    ['resource.models.filter(m, true).all(n, n.id.endsWith(":0"))', true],
    ['resource.models.all(m, m.provider in ["amazon", "meta"])', true],
    ['resource.models.exists(m, resource.tags.exists(k, k == m.provider))', false],
    ['["eu-central-1", "eu-west-1"].exists(r, r == resource.region)', true],
    ['tag.defect == "" || tag.defect in ["blank", "malformed"]', true],
    ['account.method == "inference-profile" && resource.type != "project"', true],
    ['"inference-profile" == account.method', true],
    ['tag.agreement.daysLeft - 60 > -5 + size(tag.value)', true],
    ['"mig" + tag.agreement.id == tag.value', true],
    ['(tag.present ? tag.value : tag.nearMiss) == "migABCDE12345"', true],
    ['(tag.present ? tag.defect : tag.nearMiss) == "anything"', false],
    ['(tag.present ? 1 : 2) < 2', true],
    [
      'tag.value.lowerAscii() == "migabcde12345" && tag.value.upperAscii() != "" && tag.value.trim() == tag.value',
      true,
    ],
    ['tag . agreement\n  . id != ""', true],
  ])('be %j', ([assert, expected]) => {
    const rule = compiled(ruleDefinition({ assert }));
    const tags = { 'map-migrated': 'migABCDE12345', team: 'blue7' };
    const withProto = new Map([...Object.entries(tags), ['__proto__', 'p']] as const);
    const { outcome } = rule.evaluate('inference-profile', carrierFacts(carrier(tags, { tags: withProto }), context()));
    expect(outcome).toBe(expected ? 'compliant' : 'non_compliant');
  });

  test('run a pattern that keeps a JavaScript RegExp busy for ever', () => {
    const rule = compiled(ruleDefinition({ assert: 'tag.value.fits("^(a+)+$")' }));
    const tags = { 'map-migrated': `${'a'.repeat(10_000)}!` };
    expect(rule.evaluate('inference-profile', carrierFacts(carrier(tags), context())).outcome).toBe('non_compliant');
  });
});

describe('a rule', () => {
  test.for<ResourceType>(['target'])('about a %s has no facts yet', (type) => {
    expect(problemsOf(ruleDefinition({ appliesTo: ['inference-profile', type] }))).toEqual([
      { path: ['appliesTo', 1], offset: 0, text: expect.stringContaining(`no facts about a resource of type ${type}`) },
    ]);
  });

  test('is checked against the facts of each type that it applies to', () => {
    const problems = problemsOf(ruleDefinition({ appliesTo: ['inference-profile', 'agreement'] }));
    expect(problems).toEqual([
      { path: ['assert'], offset: 0, text: 'unknown fact; expected one of today, agreement; got tag' },
      { path: ['message'], offset: 0, text: 'unknown fact; expected one of today, agreement; got resource.name' },
    ]);
  });

  test('cannot be asked about a type that it does not apply to', () => {
    const rule = compiled(ruleDefinition());
    expect(() => rule.evaluate('project', {})).toThrow('test-rule does not apply to project');
  });

  test('keeps its severity, which an operator’s setting can replace', () => {
    const rule = { ...compiled(ruleDefinition({ severity: 'low' })), severity: 'high' as const };
    expect(rule.definition.severity).toBe('low');
    expect(rule.evaluate('inference-profile', carrierFacts(carrier({}), context())).outcome).toBe('non_compliant');
  });
});

describe('a message is refused, with its position,', () => {
  test.for<[string, string, number, string]>([
    ['because of an unknown fact', 'x {tag.valu} y', 2, 'got tag.valu'],
    ['because of a member of every object', '{tag.__proto__}', 0, 'got tag.__proto__'],
    ['because of a group', '{tag.agreement}', 0, 'of type Agreement'],
    ['because of a list', '{resource.models}', 0, 'of type Model[]'],
    ['because of a part of a text', '{tag.value.x}', 0, 'unknown fact'],
    ['because of an empty placeholder', 'a {}', 2, 'unknown fact'],
    ['because of an open brace', 'a {tag.value', 2, 'without its partner'],
    ['because of a closing brace', 'a} {tag.value}', 1, 'without its partner'],
    ['because of its length', 'a'.repeat(501), 500, 'at most 500'],
  ])('%s', ([, message, offset, text]) => {
    expect(problemsOf(ruleDefinition({ message }))).toEqual([
      { path: ['message'], offset, text: expect.stringContaining(text) },
    ]);
  });
});
