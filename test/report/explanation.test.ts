import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ExplainedRule, Explanation } from '../../src/domain/explanation.ts';
import { explanationText } from '../../src/report/explanation.ts';
import { hostileText } from './hostile.ts';

const ARN = 'arn:aws:bedrock:eu-central-1:111122223333:application-inference-profile/abcd1234';

function anExplanation(over: Partial<Explanation> = {}, record: Partial<Explanation['record']> = {}): Explanation {
  return {
    record: {
      arn: ARN,
      type: 'inference-profile',
      id: 'abcd1234',
      name: 'chat',
      accountId: '111122223333',
      accountName: 'payments',
      ouPath: 'o-example/r-root',
      region: 'eu-central-1',
      createdAt: '2026-03-01T08:00:00.000Z',
      models: ['amazon.nova-lite-v1:0', 'amazon.nova-pro-v1:0'],
      tags: { 'map-migrated': 'migABCDE12345', team: 'search' },
      outcomes: {},
      ...record,
    },
    runId: '20260601T000000Z-abcdef',
    now: '2026-06-01T23:59:59.999Z',
    configurationChanged: false,
    rules: [],
    ...over,
  };
}

function aRule(over: Partial<ExplainedRule> = {}): ExplainedRule {
  return {
    id: 'map-tag-missing',
    title: 'The resource has the map tag',
    severity: 'high',
    when: 'tag.expected',
    assert: 'tag.present',
    evaluation: {
      ruleId: 'map-tag-missing',
      outcome: 'non_compliant',
      evidence: { 'tag.expected': true, 'tag.present': false },
      message: 'chat has no map-migrated tag',
      unknown: '',
    },
    ...over,
  };
}

describe('the resource', () => {
  test('is described before the rules', () => {
    expect(explanationText(anExplanation())).toBe(`${ARN}
  inference-profile chat in account 111122223333 (payments), eu-central-1
  created  2026-03-01T08:00:00.000Z
  models   amazon.nova-lite-v1:0, amazon.nova-pro-v1:0
  tags     map-migrated = "migABCDE12345"
           team = "search"
  read by run 20260601T000000Z-abcdef, judged as of 2026-06-01
`);
  });

  test('without tags is another than one whose tags are unread', () => {
    expect(explanationText(anExplanation({}, { tags: {} }))).toContain('  tags     none\n');
    expect(explanationText(anExplanation({}, { tags: null }))).toContain('  tags     unread\n');
  });

  test('says of what AWS did not give that it is unknown', () => {
    const text = explanationText(anExplanation({}, { createdAt: null, models: null }));

    expect(text).toContain('  created  unknown\n');
    expect(text).toContain('  models   unknown\n');
  });

  test('is judged by the present configuration, and that is said where it has changed', () => {
    const changed = 'The configuration is not the one of that run: outcomes are those of the present one.';

    expect(explanationText(anExplanation({ configurationChanged: true }))).toContain(changed);
    expect(explanationText(anExplanation())).not.toContain(changed);
  });
});

describe('a rule', () => {
  const blockOf = (rule: ExplainedRule) => explanationText(anExplanation({ rules: [rule] })).split('\n\n')[1];

  test('that does not hold shows its message, its expressions and its input', () => {
    expect(blockOf(aRule())).toBe(`map-tag-missing (high): non_compliant
  The resource has the map tag
  chat has no map-migrated tag
  when    tag.expected
  assert  tag.present
    tag.expected = true
    tag.present = false
`);
  });

  test('whose facts were unread names the unknown one', () => {
    const evaluation = {
      ruleId: 'map-tag-missing',
      outcome: 'insufficient_data',
      evidence: {},
      message: '',
      unknown: 'tag.present',
    } as const;

    expect(blockOf(aRule({ evaluation }))).toBe(`map-tag-missing (high): insufficient_data
  The resource has the map tag
  tag.present is unknown
  when    tag.expected
  assert  tag.present
`);
  });

  test('that holds shows its input too', () => {
    const evaluation = {
      ruleId: 'map-tag-missing',
      outcome: 'compliant',
      evidence: { 'resource.models': [{ id: 'amazon.nova-pro-v1:0' }] },
      message: '',
      unknown: '',
    } as const;

    expect(blockOf(aRule({ evaluation }))).toBe(`map-tag-missing (high): compliant
  The resource has the map tag
  when    tag.expected
  assert  tag.present
    resource.models = [{"id":"amazon.nova-pro-v1:0"}]
`);
  });

  test('about other types of resources says so', () => {
    const { evaluation: _, ...other } = aRule();

    expect(blockOf(other)).toBe(`map-tag-missing (high): not_applicable
  The resource has the map tag
  The rule looks at other types of resources.
`);
  });
});

test('whatever names and values hold, nothing adds a line or a control character', () => {
  fc.assert(
    fc.property(hostileText, hostileText, hostileText, (name, value, message) => {
      const hostile = anExplanation(
        { rules: [aRule({ title: name, evaluation: { ...evaluated, evidence: { [name]: value }, message } })] },
        { name, accountName: value, tags: { [name]: value }, models: [value] },
      );
      const text = explanationText(hostile);

      expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      expect(text.split('\n')).toHaveLength(message === '' ? 13 : 14);
    }),
  );
});

const evaluated = { ruleId: 'map-tag-missing', outcome: 'non_compliant', unknown: '' } as const;

describe('a waiver', () => {
  const waiver = {
    rule: 'map-tag-missing',
    resource: '*',
    reason: 'moves',
    owner: 'a@example.com',
    until: '2026-06-30',
  };
  const shown = (isOver: boolean) =>
    explanationText(anExplanation({ rules: [aRule({ waiver: { ...waiver, isOver } })] })).split('\n\n')[1];

  test('that accepts the finding is told beside the outcome, with who, why and until when', () => {
    expect(shown(false)).toMatch(/^map-tag-missing \(high\): non_compliant, waived\n/);
    expect(shown(false)).toContain('\n  Accepted until 2026-06-30: moves; owner a@example.com; waiver on *\n');
  });

  test('that has ended is told and changes nothing', () => {
    expect(shown(true)).toMatch(/^map-tag-missing \(high\): non_compliant\n/);
    expect(shown(true)).toContain('\n  Was accepted until 2026-06-30: moves;');
  });
});
