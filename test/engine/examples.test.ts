import { describe, expect, test } from 'vitest';
import type { RuleExamples } from '../../src/domain/rule.ts';
import { runExamples } from '../../src/engine/examples.ts';
import { compiled, problemsOf, ruleDefinition } from './support/rules.ts';

const NONE: RuleExamples = { compliant: [], non_compliant: [], not_applicable: [], insufficient_data: [] };

function resultsOf(examples: Partial<RuleExamples>, changes: Parameters<typeof ruleDefinition>[0] = {}) {
  return runExamples(compiled(ruleDefinition({ ...changes, examples: { ...NONE, ...examples } })));
}

describe('an example is refused', () => {
  test.for<[string, unknown, (string | number)[], string]>([
    ['with a member that does not exist', { tag: {} }, [], 'Unrecognized key: "tag"'],
    [
      'with an agreement’s member that does not exist',
      { agreements: [{ id: 'A', until: 'x' }] },
      ['agreements', 0],
      'Unrecognized key',
    ],
    ['with an agreement without an id', { agreements: [{}] }, ['agreements', 0, 'id'], 'string'],
    ['without any agreement', { agreements: [] }, ['agreements'], '>=1'],
    ['with a day that does not exist', { today: '2026-02-30' }, ['today'], 'a day that exists'],
    ['with a number for a tag', { tags: { a: 1 } }, ['tags', 'a'], 'expected string'],
    ['with a number for an account', { accountId: 111122223333 }, ['accountId'], 'expected string'],
    ['with too short an account', { accountId: '1111' }, ['accountId'], '12 digits'],
    ['with an unread fact that does not exist', { unread: ['name'] }, ['unread', 0], 'tags'],
    ['with a negative count', { coverage: { targets: 1, gaps: -1 } }, ['coverage', 'gaps'], '>=0'],
    ['with a type that the rule does not apply to', { type: 'project' }, ['type'], 'expected one of inference-profile'],
    ['that is no map', 'migrated', [], 'expected object'],
  ])('%s', ([, example, path, text]) => {
    const examples = { ...NONE, non_compliant: [{}, example] };
    expect(problemsOf(ruleDefinition({ examples }))).toEqual([
      { path: ['examples', 'non_compliant', 1, ...path], offset: 0, text: expect.stringContaining(text) },
    ]);
  });
});

describe('examples', () => {
  test('tell for each whether it came to its outcome, and what came instead', () => {
    expect(
      resultsOf({ compliant: [{ tags: { 'map-migrated': '' } }, {}], insufficient_data: [{ unread: ['tags'] }] }),
    ).toEqual([
      { ruleId: 'test-rule', expected: 'compliant', index: 0, passed: true, got: 'compliant' },
      {
        ruleId: 'test-rule',
        expected: 'compliant',
        index: 1,
        passed: false,
        got: 'non_compliant for inference-profile',
      },
      { ruleId: 'test-rule', expected: 'insufficient_data', index: 0, passed: true, got: 'insufficient_data' },
    ]);
  });

  test('must hold for every type that the rule applies to, unless they name one', () => {
    const changes = {
      appliesTo: ['inference-profile', 'project'] as const,
      assert: 'resource.type == "inference-profile"',
    };
    expect(resultsOf({ compliant: [{}, { type: 'inference-profile' }] }, changes).map(({ got }) => got)).toEqual([
      'non_compliant for project',
      'compliant',
    ]);
  });

  test('expect the tag from each type of carrier, unless they set a method', () => {
    const appliesTo = ['inference-profile', 'provisioned-throughput', 'iam-principal', 'project'] as const;
    const changes = { appliesTo, when: 'tag.expected', assert: 'true' };
    expect(resultsOf({ compliant: [{}] }, changes)).toMatchObject([{ passed: true }]);
    const byMethod = {
      not_applicable: [{ type: 'project', method: 'iam-principal' }],
      insufficient_data: [{ method: 'any' }],
    };
    expect(resultsOf(byMethod, changes)).toMatchObject([{ passed: true }, { passed: true }]);
  });

  test('show a rule that throws, with its error', () => {
    const rule = compiled(ruleDefinition({ examples: { ...NONE, compliant: [{}] } }));
    const broken = {
      ...rule,
      evaluate: () => {
        throw new RangeError('broken');
      },
    };
    expect(runExamples(broken)).toMatchObject([{ passed: false, got: 'RangeError: broken for inference-profile' }]);
  });

  test.for<[string, unknown]>([
    ['today == "2026-06-01" && account.id == "111122223333" && account.name == "Example"', {}],
    ['resource.createdOn == "2025-03-01" && resource.models.all(m, m.provider == "amazon")', {}],
    ['tag.agreement.daysLeft == 611', { tags: { 'map-migrated': 'migABCDE12345' } }],
    ['tag.agreement.acceptedOn == "2024-12-16"', { tags: { 'map-migrated': 'migEARLY00000' } }],
    ['tag.known && !tag.covered', { tags: { 'map-migrated': 'migOTHER00000' } }],
    ['tag.covered', { accountId: '444455556666', tags: { 'map-migrated': 'migOTHER00000' } }],
    ['today == "2030-01-01"', { today: '2030-01-01' }],
    ['resource.createdOn == "2020-01-01"', { createdOn: '2020-01-01' }],
    ['resource.models.all(m, m.id == "nodot" && m.provider == "nodot")', { models: ['nodot'] }],
    ['!tag.known', { agreements: [{ id: 'NEW' }], tags: { 'map-migrated': 'migABCDE12345' } }],
    ['tag.agreement.endsOn == "2028-02-02"', { agreements: [{ id: 'NEW' }], tags: { 'map-migrated': 'migNEW' } }],
    [
      'tag.agreement.name == "n" && tag.agreement.startsOn == "2026-01-01" && tag.agreement.endsOn == "2026-12-31"',
      {
        agreements: [
          {
            id: 'A',
            name: 'n',
            tagValue: 'v',
            startsOn: '2026-01-01',
            endsOn: '2026-12-31',
            ous: ['ou-a'],
            accounts: [],
          },
        ],
        tags: { 'map-migrated': 'v' },
      },
    ],
  ])('live in a world where %s', ([assert, example]) => {
    expect(resultsOf({ compliant: [example] }, { assert })).toMatchObject([{ passed: true, got: 'compliant' }]);
  });

  test.for<[string, unknown]>([
    ['resource.models.all(m, true)', { unread: ['models'] }],
    ['resource.models.all(m, true)', { models: [] }],
    ['resource.createdOn < today', { unread: ['createdOn', 'tags'] }],
  ])('leave %s open when told so', ([assert, example]) => {
    expect(resultsOf({ insufficient_data: [example] }, { assert })).toMatchObject([{ passed: true }]);
  });

  test('about an agreement look at the first one', () => {
    const changes = { appliesTo: ['agreement'] as const, assert: 'agreement.id == "ABCDE12345"', message: 'x' };
    const examples = { compliant: [{}], non_compliant: [{ agreements: [{ id: 'EARLY00000' }] }] };
    expect(resultsOf(examples, changes).map(({ passed }) => passed)).toEqual([true, true]);
  });

  test('about an account have 17 targets, all read', () => {
    const changes = {
      appliesTo: ['account'] as const,
      assert: 'coverage.targets == 17 && coverage.gaps == 0',
      message: 'x',
    };
    const examples = { compliant: [{}], non_compliant: [{ coverage: { targets: 1, gaps: 1 } }] };
    expect(resultsOf(examples, changes).map(({ passed }) => passed)).toEqual([true, true]);
  });
});
