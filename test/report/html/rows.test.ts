import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rowOf } from '../../../src/report/html/rows.ts';
import { isPrintable } from '../../../src/report/printable.ts';
import { aFinding, aSpendFinding } from '../../support/run-builder.ts';
import { hostileFinding } from '../hostile.ts';

describe('a row of the list', () => {
  test('has nothing in it that cannot be seen, but for what separates names and values', () => {
    fc.assert(
      fc.property(hostileFinding, (finding) => {
        for (const [field, text] of Object.entries(rowOf(finding))) {
          expect(isPrintable(text.replaceAll(/[\t\n]/g, '')), field).toBe(true);
        }
      }),
    );
  });

  test('leaves empty what is not known, and never says zero for it', () => {
    const row = rowOf(
      aFinding({ accountId: null, accountName: null, owner: null, lost: null, atRisk: null, defect: null }),
    );
    expect([row.account, row.accountName, row.owner, row.lost, row.lostSort, row.atRisk, row.defect]).toEqual(
      Array(7).fill(''),
    );
    expect(rowOf(aFinding({ resource: { ...aFinding().resource, tags: null } })).tags).toBe('');
  });

  test('tells money as the other reports do', () => {
    const row = rowOf(aSpendFinding('4167.825'));
    expect([row.lost, row.lostSort, row.atRisk]).toEqual(['$4,167.83', '4167.825', '$3,900.10']);
    expect(row.atRiskBasis).toBe('next 30 days at the mean of the last 7 complete days');
  });

  test.for([
    [{ evidence: { 'tag.agreement.id': 'ABCDE12345' } }, 'ABCDE12345'],
    [{ evidence: { 'agreement.id': 'FGHIJ67890' } }, 'FGHIJ67890'],
    [{ resource: { ...aFinding().resource, type: 'agreement', id: 'agreement/XYZ' } }, 'XYZ'],
    [{}, ''],
  ] as const)('names the agreement that the finding names: %j', ([overrides, expected]) => {
    expect(rowOf(aFinding(overrides)).agreement).toBe(expected);
  });

  test('tells what was before', () => {
    const stripped = { times: 2, appliedAt: '2026-05-02T00:00:00.000Z', runId: 'r' };
    expect(rowOf(aFinding()).past).toBe('new');
    expect(rowOf(aFinding({ status: 'open', inBaseline: true, stripped })).past).toBe(
      'open since 2026-06-01, in the baseline, set right 2 times, last on 2026-05-02, and wrong again',
    );
  });

  test('tells who accepted it', () => {
    const waiver = { rule: 'map-tag-missing', resource: '*', reason: 'A pilot', owner: 'ann', until: '2027-01-31' };
    expect(rowOf(aFinding({ status: 'suppressed', waiver })).waiver).toBe(
      'map-tag-missing on *: 1 finding accepted by ann until 2027-01-31: A pilot',
    );
  });

  test('puts in quotes what white space, or nothing, would hide', () => {
    const tags = { 'map-migrated': 'migABCDE12345 ', 'owner ': '', team: 'two words' };
    const row = rowOf(aFinding({ resource: { ...aFinding().resource, tags } }));
    expect(row.tags).toBe('map-migrated\t"migABCDE12345 "\n"owner "\t""\nteam\ttwo words');
  });

  test('has evidence and tags a line each, in words', () => {
    const { tags, evidence } = rowOf(
      aFinding({
        evidence: { 'tag.present': false, 'tag.value': 'a\tb' },
        resource: { ...aFinding().resource, tags: { b: '2', a: '' } },
      }),
    );
    expect(evidence).toBe('tag.present\tfalse\ntag.value\ta\\tb');
    expect(tags).toBe('a\t""\nb\t2');
  });

  test.for([
    [null, ''],
    ['aws x', 'aws x'],
    ["aws x 'a\u200bb'", "aws x $'a\\342\\200\\213b'"],
    ['aws \u200b', ''],
  ] as const)('has the command %j as %j, to be seen whole or not at all', ([command, expected]) => {
    expect(rowOf(aFinding({ remediation: { ...aFinding().remediation, command } })).command).toBe(expected);
  });
});
