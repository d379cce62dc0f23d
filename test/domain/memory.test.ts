import { describe, expect, test } from 'vitest';
import type { Remembered } from '../../src/domain/alerts.ts';
import { rememberedIn } from '../../src/domain/memory.ts';
import { aFinding, aSpendFinding } from '../support/run-builder.ts';

const AT = '2026-06-01T12:00:00.000Z';
const TOLD = { at: AT, severity: 'high', atRisk: '1.50', stripped: 0, gaps: 2 } as const;
const RECORD: Remembered = { finding: aFinding(), told: { 'sns-1': TOLD } };

/** The line with one member replaced, by its path; undefined takes it out. */
function edited(path: string, value: unknown): string {
  const record = JSON.parse(JSON.stringify(RECORD));
  const names = path.split('.');
  const last = names.pop() ?? '';
  const parent = names.reduce((object, name) => object[name], record);
  parent[last] = value;
  return JSON.stringify(record);
}

describe('a line of a memory', () => {
  test.for<Remembered>([
    RECORD,
    { finding: aSpendFinding('12.00'), told: {} },
    { finding: aFinding({ status: 'resolved', stripped: { times: 1, appliedAt: AT, runId: 'r' } }), told: { a: TOLD } },
    { finding: aFinding({ accountId: null, accountName: null, ouPath: null, region: null }), told: {} },
    { finding: aFinding({ message: '\u2028"\ud800' }), told: { a: { ...TOLD, atRisk: null } } },
  ])('is what was remembered', (record) => {
    expect(rememberedIn(JSON.stringify(record))).toEqual(record);
  });

  test.for([
    '',
    'torn',
    '{"finding":{"id":"x"',
    'null',
    '[]',
    '3',
    '{}',
    '{"finding":{},"told":{}}',
    '{"finding":null}',
  ])('is none in %j', (line) => {
    expect(rememberedIn(line)).toBeUndefined();
  });

  test.for<readonly [string, unknown]>([
    ['finding.id', 1],
    ['finding.severity', 'awful'],
    ['finding.status', undefined],
    ['finding.firstSeen', 'yesterday'],
    ['finding.accountId', 'zzz'],
    ['finding.accountId', undefined],
    ['finding.resource', null],
    ['finding.resource.models', 'm'],
    ['finding.evidence', []],
    ['finding.atRisk', { amount: 'much', currency: 'USD' }],
    ['finding.lost', {}],
    ['finding.remediation.note', undefined],
    ['finding.stripped', { times: '1' }],
    ['told', undefined],
    ['told', []],
    ['told.sns-1', null],
    ['told.sns-1.at', 'x'],
    ['told.sns-1.atRisk', '1.5.0'],
    ['told.sns-1.stripped', null],
    ['told.sns-1.severity', ''],
  ])('is damaged where %s is %j', ([path, value]) => {
    expect(rememberedIn(edited(path, value))).toBeUndefined();
  });

  test('may have members that another version of mapwarden knows, and lack those that nobody needs', () => {
    expect(rememberedIn(edited('finding.later', 1))).toBeDefined();
    expect(rememberedIn(edited('finding.inBaseline', undefined))).toBeDefined();
    expect(rememberedIn(edited('told.sns-1.gaps', undefined))).toBeDefined();
  });
});
