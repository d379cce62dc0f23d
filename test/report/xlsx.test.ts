import fc from 'fast-check';
import { unzipSync } from 'fflate';
import readXlsxFile from 'read-excel-file/node';
import { describe, expect, test } from 'vitest';
import type { Run } from '../../src/domain/report.ts';
import { workbook, xlsx } from '../../src/report/xlsx.ts';
import { collectedBytes } from '../support/collected-bytes.ts';
import { aFinding, aRun, aSpend, aSpendFinding } from '../support/run-builder.ts';
import { exampleRun } from './example-run.ts';
import { hostileFinding, hostileGap, hostileSpend } from './hostile.ts';

async function sheets(run: Run) {
  const read = await readXlsxFile(Buffer.from(await collectedBytes(xlsx(run))));
  return new Map(read.map(({ sheet, data }) => [sheet, data]));
}

/** A sheet with a record a row, by the titles of its columns. */
async function records(run: Run, name: string) {
  const [header = [], ...rows] = (await sheets(run)).get(name) ?? [];
  return rows.map((row) => Object.fromEntries(header.map((title, index) => [String(title), row[index]])));
}

/** The workbook's own files as text. */
async function parts(run: Run): Promise<ReadonlyMap<string, string>> {
  const files = unzipSync(await collectedBytes(xlsx(run)));
  return new Map(Object.entries(files).map(([name, bytes]) => [name, Buffer.from(bytes).toString()]));
}

describe('a workbook', () => {
  test('has the summary first, then a sheet a table', async () => {
    expect([...(await sheets(exampleRun())).keys()]).toEqual([
      'Summary',
      'Findings',
      'Spend by account',
      'Spend by agreement',
      'Spend by service',
      'Spend by month',
      'Coverage',
      'Gaps',
    ]);
  });

  test('has amounts and counts as numbers, instants and days as dates, ids as text', async () => {
    const waiver = { rule: 'r', resource: '*', reason: 'on trial', owner: 'me', until: '2027-01-31' };
    const finding = aSpendFinding('4167.82', { accountId: '000022223333', waiver, status: 'suppressed' });
    const run = aRun({ findings: [finding], spend: aSpend() });

    expect(await records(run, 'Findings')).toMatchObject([
      {
        'Account id': '000022223333',
        Lost: 4167.82,
        'First seen': new Date('2026-06-01T00:00:00.000Z'),
        'Waived until': new Date('2027-01-31T00:00:00.000Z'),
        'In baseline': 'false',
      },
    ]);
    const [scanned] = await records(run, 'Coverage');
    expect(scanned).toMatchObject({ Outcome: 'scanned', 'Is gap': 'false', Targets: 10 });
    for (const { Total } of await records(run, 'Spend by month')) expect(Total).toBeTypeOf('number');
    for (const { Month } of await records(run, 'Spend by month')) expect(Month).toBeInstanceOf(Date);
  });

  test('keeps an amount to the last digit where a spreadsheet would round it', async () => {
    const rounded = '1234567.1234567891';
    const exact = '12345.1234567891';
    const byAccount = [rounded, exact].map((total, index) => ({
      accountId: `11112222333${index}`,
      accountName: '',
      total,
      attributed: '0',
      misattributed: '0',
      unattributed: total,
      unknown: '0',
    }));

    const rows = await records(aRun({ spend: aSpend({ byAccount }) }), 'Spend by account');

    expect(rows).toMatchObject([
      { Total: Number(rounded), Exact: `total ${rounded}; unattributed ${rounded}` },
      { Total: 12345.1234567891, Exact: null },
    ]);
  });

  test('leaves out what is not known, and says so where a whole part is not', async () => {
    const [finding] = await records(aRun({ findings: [aFinding()] }), 'Findings');
    expect(finding).toMatchObject({ Lost: null, 'At risk': null, Owner: null });

    const unavailable = aRun({ spend: { status: 'unavailable', reason: 'No access to Cost Explorer.', requests: 0 } });
    expect((await sheets(unavailable)).get('Spend by account')?.at(-1)?.[0]).toBe('Not read: the summary says why.');
    const summary = (await sheets(unavailable)).get('Summary') ?? [];
    expect(summary).toContainEqual(['Spend', 'unavailable: No access to Cost Explorer.']);

    const partial = await sheets(aRun({ spend: aSpend({ status: 'partial', byService: null, judged: false }) }));
    expect(partial.get('Spend by service')?.at(-1)?.[0]).toBe('Not read: the summary says why.');
    expect(partial.get('Summary')).toContainEqual(['Lost', 'not judged']);
    expect((await sheets(aRun())).get('Summary')).toContainEqual(['Spend', 'not asked for']);
  });

  test('freezes the header of each sheet and filters each table over all its rows', async () => {
    const files = await parts(exampleRun());
    const worksheets = [...files].filter(([name]) => name.startsWith('xl/worksheets/sheet'));
    expect(worksheets).toHaveLength(8);
    for (const [, xml] of worksheets) expect(xml).toMatch(/<pane ySplit="1" xSplit="0" [^>]*state="frozen"/);

    const filters = worksheets.map(([, xml]) => /<autoFilter ref="([^"]+)"\/>/.exec(xml)?.[1]);
    const rows = [...(await sheets(exampleRun())).values()].map((data) => data.length);
    expect(filters).toEqual([
      undefined,
      `A1:AA${rows[1]}`,
      `A1:I${rows[2]}`,
      `A1:G${rows[3]}`,
      'A1:H2',
      `A1:I${rows[5]}`,
      'A1:D13',
      `A1:I${rows[7]}`,
    ]);
  });

  test('has no formula, no link and no macro, whatever the resources are called', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(hostileFinding, { maxLength: 4 }),
        fc.array(hostileGap, { maxLength: 2 }),
        hostileSpend,
        async (findings, gaps, spend) => {
          const run = aRun({ findings, gaps, spend });
          for (const [name, xml] of await parts(run)) {
            expect(name).toMatch(/^(\[Content_Types\]\.xml|_rels\/\.rels|xl\/[\w/.]+\.(xml|rels))$/);
            expect(xml).not.toMatch(/<f[ />]|<hyperlink|<!DOCTYPE|<!ENTITY/i);
          }
          const cells = [...(await sheets(run)).values()].flat(2);
          expect(cells.filter((value) => /[\p{Cc}\p{Cf}]/u.test(String(value)))).toEqual([]);
        },
      ),
      { numRuns: 20 },
    );
  });

  test.for([
    '=HYPERLINK("http://evil.example")',
    '+1',
    '-1',
    '@SUM(A1)',
    '_x000A_',
    '</t></si>',
    'valueOf',
    '__proto__',
  ])('shows %j as the text that it is', async (name) => {
    const { resource } = aFinding();
    const run = aRun({ findings: [aFinding({ resource: { ...resource, name } })] });
    const [finding] = await records(run, 'Findings');
    expect(finding?.['Resource name']).toBe(name);
  });

  test('cuts a text to what a cell holds, and shows as an escape what XML cannot carry', async () => {
    const { resource } = aFinding();
    const long = aFinding({ message: 'x'.repeat(40_000), resource: { ...resource, name: 'a\uFFFEb\u0007' } });
    const [finding] = await records(aRun({ findings: [long] }), 'Findings');
    expect(String(finding?.['Message'])).toBe(`${'x'.repeat(32_766)}…`);
    expect(finding?.['Resource name']).toBe('a\\ufffeb\\u0007');
  });

  test('has as many rows as it may, and says how many findings have none', async () => {
    const run = aRun({ findings: [1, 2, 3, 4, 5].map((n) => aFinding({}, n)) });
    const read = await readXlsxFile(Buffer.from(await collectedBytes(workbook(run, 3))));
    const [summary, findings] = read.map(({ data }) => data);
    expect(findings).toHaveLength(4);
    expect(summary).toContainEqual([
      'Left out',
      '2 more findings have no row here; the CSV and report.json have them.',
    ]);
  });

  test('bears the same time whenever and wherever it is written', async () => {
    const bytes = Buffer.from(await collectedBytes(xlsx(aRun())));
    // Offsets 10 and 12 of the first member's header: midnight, and the first of January 1980.
    expect([bytes.readUInt16LE(10), bytes.readUInt16LE(12)]).toEqual([0, 0b0000000_0001_00001]);
  });
});
