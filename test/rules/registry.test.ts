import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { CARRIER_TYPES } from '../../src/domain/carrier.ts';
import { EVALUATION_OUTCOMES, type EvaluationOutcome } from '../../src/domain/evaluation.ts';
import type { RuleDefinition } from '../../src/domain/rule.ts';
import { runExamples } from '../../src/engine/examples.ts';
import { compiled, definitionOf } from '../engine/support/rules.ts';

const FOLDER = new URL('../../rules/', import.meta.url);
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));
const IDS = FILES.map((name) => name.replace('.yaml', ''));

const CONTRACT = [
  'audit-coverage-gap',
  'map-agreement-accepted-too-early',
  'map-agreement-ending-soon',
  'map-agreement-out-of-term',
  'map-cost-allocation-tag-inactive',
  'map-model-accepted-too-early',
  'map-model-not-listed',
  'map-resource-predates-agreement',
  'map-spend-agreement-unknown',
  'map-spend-outside-term',
  'map-spend-unattributed',
  'map-tag-agreement-out-of-scope',
  'map-tag-agreement-unknown',
  'map-tag-key-misspelled',
  'map-tag-missing',
  'map-tag-value-malformed',
  'waiver-expired',
  'waiver-unused',
];

test('the rule files are the rules of the contract, in one order', () => {
  expect(IDS).toEqual(CONTRACT);
});

describe.for(IDS)('%s', (id) => {
  const definition = definitionOf(id);

  test('bears the name of its file, and every text that its page needs', () => {
    expect(definition.id).toBe(id);
    for (const text of [definition.title, definition.rationale, definition.remediation.note]) {
      expect(text.length).toBeGreaterThan(20);
      expect(text).not.toMatch(/\s$|\n/);
    }
    expect(definition.references.length).toBeGreaterThan(0);
    for (const reference of definition.references) expect(reference).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
  });

  test('has an example of each outcome that it can reach, and of no other', () => {
    const withExamples = EVALUATION_OUTCOMES.filter((outcome) => definition.examples[outcome].length > 0);
    expect(withExamples).toEqual(EVALUATION_OUTCOMES.filter((outcome) => isReachable(definition, outcome)));
  });

  test('compiles, and all its examples come to their outcome', () => {
    const results = runExamples(compiled(definition));
    expect(results.filter(({ passed }) => !passed)).toEqual([]);
    expect(results.length).toBe(EVALUATION_OUTCOMES.flatMap((outcome) => definition.examples[outcome]).length);
  });

  test('a person can read its conditions', () => {
    expect(definition.when.length).toBeLessThanOrEqual(110);
    expect(definition.assert.length).toBeLessThanOrEqual(110);
  });
});

/** A rule without a condition always applies; only facts about carriers, of the bill and of what was matched can be unknown. */
function isReachable({ when, assert, appliesTo }: RuleDefinition, outcome: EvaluationOutcome): boolean {
  if (outcome === 'not_applicable') return when !== 'true';
  if (outcome === 'insufficient_data') {
    return (
      CARRIER_TYPES.some((type) => appliesTo.includes(type)) || /\b(spend|costAllocationTag)\.|\bmatched\b/.test(assert)
    );
  }
  return true;
}

describe('rulesets', () => {
  const rulesOf = (name: string): Record<string, unknown> =>
    parse(readFileSync(new URL(`rulesets/${name}.yaml`, FOLDER), 'utf8')).rules;

  test('recommended switches every rule on and changes none', () => {
    expect(rulesOf('recommended')).toEqual(Object.fromEntries(IDS.map((id) => [id, 'on'])));
  });

  test('strict raises each warning by one step', () => {
    const raised: Partial<Record<string, string>> = { medium: 'high', low: 'medium', informational: 'low' };
    const expected = IDS.map((id) => {
      const severity = raised[definitionOf(id).severity];
      return [id, severity === undefined ? 'on' : { severity }];
    });
    expect(rulesOf('strict')).toEqual(Object.fromEntries(expected));
    expect(rulesOf('strict')['map-agreement-ending-soon']).toEqual({ severity: 'high' });
    expect(rulesOf('strict')['map-model-not-listed']).toEqual({ severity: 'low' });
  });
});
