import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CSV } from '../../src/report/csv.ts';
import { aFinding, aRun, aSpendFinding, collected } from '../support/run-builder.ts';
import { hostileFinding } from './hostile.ts';

/** A reader of RFC 4180, in which every cell is quoted. */
function parsed(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  for (const match of text.matchAll(/"((?:[^"]|"")*)"(,|\r\n)/gy)) {
    row.push((match[1] ?? '').replaceAll('""', '"'));
    at = match.index + match[0].length;
    if (match[2] === ',') continue;
    rows.push(row);
    row = [];
  }
  expect(at).toBe(text.length);
  return rows;
}

const table = async (findings: readonly ReturnType<typeof aFinding>[]) =>
  parsed(await collected(CSV.csv(aRun({ findings }))));

const HEADER = [
  'id',
  'ruleId',
  'severity',
  'status',
  'accountId',
  'accountName',
  'ouPath',
  'region',
  'resourceType',
  'resourceName',
  'arn',
  'defect',
  'tagValue',
  'message',
  'remediation',
  'command',
  'lost',
  'lostCurrency',
  'atRisk',
  'owner',
  'firstSeen',
  'lastSeen',
  'inBaseline',
  'waivedBy',
  'waivedUntil',
  'waiverReason',
];

describe('whatever the resources are called', () => {
  test('each cell is the text that it shows, and none is a formula', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(hostileFinding, { maxLength: 6 }), async (findings) => {
        const [header, ...rows] = await table(findings);

        expect(header).toEqual(HEADER);
        expect(rows).toHaveLength(findings.length);
        for (const [index, row] of rows.entries()) {
          const isText = (_: string, at: number) => HEADER[at] !== 'lost' && HEADER[at] !== 'atRisk';
          for (const cell of row.filter(isText)) expect(cell).not.toMatch(/^[\t\r\n]|^[\s"]*[=+\-@]/);
          expect([findings[index]?.message, `'${findings[index]?.message}`]).toContain(row[13]);
          expect([findings[index]?.resource.name, `'${findings[index]?.resource.name}`]).toContain(row[9]);
        }
      }),
    );
  });

  test.for([
    ['=cmd()', "'=cmd()"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\tx', "'\tx"],
    ['\rx', "'\rx"],
    ['"=1+1"', '\'"=1+1"'],
    [' =1', "' =1"],
    ["'=1", "''=1"],
    ['＝1', "'＝1"],
    ['a=b', 'a=b'],
    ['x-1', 'x-1'],
    ['', ''],
  ] as const)('%j becomes %j', async ([name, cell]) => {
    const [, row] = await table([aFinding({ accountName: name })]);

    expect(row?.[5]).toBe(cell);
  });
});

test('a row holds a finding, its tag value and its command', async () => {
  const [, row] = await table([aFinding({ accountId: '000000000042', evidence: { 'tag.value': 'migX' } })]);

  expect(row?.slice(0, 5)).toEqual(['finding-1', 'map-tag-missing', 'high', 'new', '000000000042']);
  expect(row?.slice(11, 13)).toEqual(['missing', 'migX']);
  expect(row?.slice(14, 16)).toEqual(['automatic', aFinding().remediation.command]);
  expect(row?.slice(16)).toEqual(['', '', '', '', aFinding().firstSeen, aFinding().lastSeen, 'false', '', '', '']);
});

test('a row of an accepted finding says who accepted it, why and until when', async () => {
  const waiver = { rule: 'map-tag-missing', resource: '*', owner: 'payments', until: '2026-12-31', reason: '=moves' };
  const [, row] = await table([aFinding({ status: 'suppressed', waiver })]);

  expect(row?.slice(23)).toEqual(['payments', '2026-12-31', "'=moves"]);
});

test('money is plain decimals, below zero too, and comes with its owner', async () => {
  const finding = aSpendFinding('-0.0000000001', { owner: 'payments@example.com' });

  const [, row] = await table([finding]);

  expect(row?.slice(16, 20)).toEqual(['-0.0000000001', 'USD', '3900.1', 'payments@example.com']);
});

test('what is no number in a column of numbers is text, as is whatever else could be a formula', async () => {
  const lost = { amount: '-1+cmd()', currency: '=1', start: '', end: '' };

  const [, row] = await table([aSpendFinding('1', { lost, owner: '@x' })]);

  expect(row?.slice(16, 20)).toEqual(["'-1+cmd()", "'=1", '3900.1', "'@x"]);
});

test('what does not apply is empty', async () => {
  const [, row] = await table([aFinding({ accountId: null, accountName: null, region: null, defect: null })]);

  expect([row?.[4], row?.[5], row?.[7], row?.[11], row?.[12]]).toEqual(['', '', '', '', '']);
});

test('a run without findings is a header', async () => {
  expect(await table([])).toEqual([HEADER]);
});

test('rows are written as they come, none lost at the joints', async () => {
  const findings = Array.from({ length: 600 }, (_, n) => aFinding({}, n));
  const pieces: string[] = [];
  for await (const piece of CSV.csv(aRun({ findings }))) pieces.push(piece);

  expect(pieces.length).toBeGreaterThan(2);
  expect(
    parsed(pieces.join(''))
      .slice(1)
      .map(([id]) => id),
  ).toEqual(findings.map((finding) => finding.id));
});
