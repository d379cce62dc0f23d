import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { LEDGER_OUTCOMES, type LedgerEntry } from '../../src/domain/ledger.ts';
import { LedgerLine, ledgerJsonSchema } from '../../src/report/ledger-schema.ts';
import { Plan, planJsonSchema } from '../../src/report/plan-schema.ts';
import { aPlanAction, examplePlan } from './example-plan.ts';

const ajv = new Ajv2020({ allErrors: true });
const isPlan = ajv.compile(planJsonSchema());
const isLine = ajv.compile(ledgerJsonSchema());

function aLine(over: Partial<LedgerEntry> = {}): LedgerEntry {
  const { id, action, before, after } = aPlanAction();
  return {
    at: '2026-06-01T08:00:00.000Z',
    operation: 'apply',
    planHash: '0'.repeat(64),
    actionId: id,
    arn: action.arn,
    action,
    outcome: 'applied',
    before,
    after,
    code: null,
    deniedBy: null,
    requestId: 'request-1',
    message: null,
    ...over,
  };
}

test('the schemas say what they are', () => {
  const draft = { $schema: 'https://json-schema.org/draft/2020-12/schema' };
  expect(planJsonSchema()).toMatchObject({ ...draft, $id: 'urn:mapwarden:plan:1', title: 'mapwarden plan' });
  expect(ledgerJsonSchema()).toMatchObject({ ...draft, $id: 'urn:mapwarden:ledger:1', title: 'mapwarden ledger line' });
});

describe('plan.json', () => {
  test('fits its schema', () => {
    const plan: unknown = JSON.parse(JSON.stringify(examplePlan()));
    expect(isPlan(plan), JSON.stringify(isPlan.errors)).toBe(true);
    expect(Plan.parse(plan)).toEqual(examplePlan());
  });

  test.for<readonly [string, object]>([
    ['another version', { schemaVersion: 2 }],
    ['a hash that is none', { hash: 'abc' }],
    ['a reason that there is not', { refusals: [{ ...examplePlan().refusals[0], reason: 'mood' }] }],
    ['a tag that is no text', { actions: [{ ...aPlanAction(), before: { team: 1 } }] }],
    ['an action of another kind', { actions: [{ ...aPlanAction(), action: { type: 'delete', arn: 'a' } }] }],
  ])('with %s does not', ([, change]) => {
    const plan = { ...examplePlan(), ...change };
    expect(isPlan(plan)).toBe(false);
    expect(Plan.safeParse(plan).success).toBe(false);
  });

  test('may have members that a later version adds, for other readers than this one', () => {
    const plan = { ...examplePlan(), added: true };
    expect(isPlan(plan)).toBe(true);
    expect(Plan.safeParse(plan).success).toBe(false);
  });
});

describe('a line of ledger.ndjson', () => {
  test.for(LEDGER_OUTCOMES)('with the outcome %s fits its schema', (outcome) => {
    const line = aLine({ outcome, after: null, code: 'X', deniedBy: 'policy', message: 'x' });
    expect(isLine(line), JSON.stringify(isLine.errors)).toBe(true);
    expect(LedgerLine.parse(line)).toEqual(line);
  });

  test('with an outcome that there is not does not', () => {
    const line = { ...aLine(), outcome: 'done' };
    expect(isLine(line)).toBe(false);
    expect(LedgerLine.safeParse(line).success).toBe(false);
  });
});
