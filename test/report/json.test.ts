import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Run } from '../../src/domain/report.ts';
import type { Spend } from '../../src/domain/spend.ts';
import { json } from '../../src/report/json.ts';
import { ndjson } from '../../src/report/ndjson.ts';
import { Report, reportJsonSchema } from '../../src/report/schema.ts';
import { aFinding, aGap, aRun, aSpend, collected } from '../support/run-builder.ts';
import { exampleRun } from './example-run.ts';
import { hostileFinding, hostileGap, hostileSpend } from './hostile.ts';

const validate = new Ajv2020({ allErrors: true }).compile(reportJsonSchema());

async function validated(run: Run): Promise<Record<string, unknown>> {
  const document: unknown = JSON.parse(await collected(json(run)));
  expect(validate(document), JSON.stringify(validate.errors)).toBe(true);
  return { ...Report.parse(document) };
}

describe('report.json', () => {
  test('fits its schema, with findings and without', async () => {
    expect((await validated(exampleRun()))['findings']).toHaveLength(14);
    expect((await validated(aRun()))['findings']).toEqual([]);
  });

  test('fits its schema whatever the resources are called, and loses nothing', async () => {
    const run = fc.record({
      findings: fc.array(hostileFinding, { maxLength: 3 }),
      gaps: fc.array(hostileGap, { maxLength: 2 }),
      spend: hostileSpend,
    });
    await fc.assert(
      fc.asyncProperty(run, async (parts) => {
        const document = await validated(aRun(parts));

        expect(document['findings']).toEqual(parts.findings);
        expect(document['spend']).toEqual(parts.spend);
      }),
    );
  });

  test('has its members in the order of the contract, however the run was built', async () => {
    const run = exampleRun();
    const reversed = Object.fromEntries(Object.entries(run.head).reverse()) as typeof run.head;

    const report = await collected(json({ ...run, head: reversed }));

    expect(report).toBe(await collected(json(run)));
    expect(Object.keys(JSON.parse(report))).toEqual(
      [
        'schemaVersion',
        'runId',
        'tool',
        'catalog',
        'startedAt',
        'finishedAt',
        'now',
        'caller',
        'configuration',
        'ruleset',
        'organization',
      ].concat(['coverage', 'totals', 'baseline', 'rules', 'spend', 'traffic', 'findings']),
    );
  });

  test('fits its schema whatever the bill has for an account', async () => {
    const [account] = aSpend().byAccount;
    const byAccount = ['NoLinkedAccount', '1234', ''].map((accountId) => ({ ...account, accountId, accountName: '' }));
    const document = await validated(aRun({ spend: Object.assign(aSpend(), { byAccount }) }));

    expect(document).toMatchObject({ spend: { byAccount } });
  });

  test('has spend in the order of the contract, however it was built', async () => {
    const shuffled = (spend: Spend) => Object.fromEntries(Object.entries(spend).reverse()) as typeof spend;
    const members = async (spend: Spend) =>
      Object.keys(JSON.parse(await collected(json(aRun({ spend: shuffled(spend) })))).spend);

    expect((await members(aSpend())).join(' ')).toBe(
      'status currency start end dataThrough metric estimated requests total attributed unattributed misattributed ' +
        'unknown lost atRisk belowThreshold eligibility byAgreement byAccount byService byMonth byOu byDefect ' +
        'judged missing unclassedServices costAllocationTags',
    );
    expect(await members({ status: 'unavailable', reason: 'No access.', requests: 1 })).toEqual([
      'status',
      'reason',
      'requests',
    ]);
  });

  test('says null of a cut that was not read', async () => {
    const spend = aSpend({ status: 'partial', eligibility: null, byService: null, costAllocationTags: null });

    expect(await validated(aRun({ spend }))).toMatchObject({ spend });
  });

  test('keeps every digit of an amount', async () => {
    const { unattributed } = aSpend();

    expect(await validated(aRun({ spend: aSpend() }))).toMatchObject({ spend: { unattributed } });
    expect(unattributed).toBe('4180.2199999999');
  });

  test('streams: a piece a finding', async () => {
    const pieces: string[] = [];
    for await (const piece of json(aRun({ findings: [1, 2, 3].map((n) => aFinding({}, n)) }))) pieces.push(piece);

    expect(pieces).toHaveLength(5);
  });

  test('keeps a tag whose key is __proto__', async () => {
    const tags = Object.fromEntries([['__proto__', 'x']]);
    const finding = aFinding({ resource: { ...aFinding().resource, tags } });

    expect(await collected(json(aRun({ findings: [finding] })))).toContain('{"__proto__":"x"}');
  });

  test('counts by rule', async () => {
    const words = { title: 'A', severity: 'high', note: 'Do it.' } as const;
    const rules = [{ id: 'a', ...words, compliant: 1, nonCompliant: 2, notApplicable: 3, insufficientData: 4 }];

    expect((await validated(aRun({ rules })))['rules']).toEqual(rules);
  });

  test('shows a selection and a catalogue', async () => {
    const selection = { accounts: ['111122223333'], ous: [], regions: [], rules: [] };
    const catalog = { edition: '2026-04-06', sha256: 'b'.repeat(64) };

    const document = await validated(aRun({ selection, head: { catalog } }));

    expect(document).toMatchObject({ coverage: { selection }, catalog });
  });
});

describe('the schema', () => {
  const rejects = async (change: (document: Record<string, unknown>) => void) => {
    const document: Record<string, unknown> = JSON.parse(
      await collected(json(aRun({ gaps: [aGap()], findings: [aFinding()] }))),
    );
    change(document);
    return !validate(document) && !Report.safeParse(document).success;
  };

  test('says what it is', () => {
    expect(reportJsonSchema()).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: 'urn:mapwarden:report:1',
      title: 'mapwarden report',
    });
  });

  test.for<readonly [string, (document: Record<string, unknown>) => void]>([
    ['another version', (document) => Object.assign(document, { schemaVersion: 2 })],
    ['a missing member', (document) => Reflect.deleteProperty(document, 'coverage')],
    [
      'an account id that is a number',
      (document) => Object.assign(document, { caller: { arn: 'a', accountId: 111122223333 } }),
    ],
    [
      'a ledger without all twelve outcomes',
      (document) => Reflect.deleteProperty(Object(document['coverage']).byOutcome, 'throttled'),
    ],
    [
      'an outcome that the contract does not know',
      (document) => Object.assign(Object(document['coverage']).byOutcome, { skipped: 1 }),
    ],
    ['money', (document) => Object.assign(Object(document['findings'])[0], { lost: 12.34 })],
    ['spend that is a float', (document) => Object.assign(document, { spend: { ...aSpend(), total: 12.34 } })],
    ['spend in exponents', (document) => Object.assign(document, { spend: { ...aSpend(), total: '1.2e3' } })],
    ['spend of a status that there is not', (document) => Object.assign(document, { spend: { status: 'done' } })],
    ['unavailable spend without a reason', (document) => Object.assign(document, { spend: { status: 'unavailable' } })],
    [
      'a reason why spend does not count that the contract does not know',
      (document) => Object.assign(document, { spend: { ...aSpend(), byDefect: [{ defect: 'late', total: '1' }] } }),
    ],
  ])('refuses %s', async ([, change]) => {
    expect(await rejects(change)).toBe(true);
  });

  test('lets a later version add a member', async () => {
    const document = { ...JSON.parse(await collected(json(aRun()))), added: true };

    expect(validate(document)).toBe(true);
  });
});

test('ndjson is a line a finding, in the order of the run', async () => {
  const findings = [1, 2].map((n) => aFinding({}, n));

  const lines = (await collected(ndjson(aRun({ findings })))).split('\n');

  expect(lines.slice(0, 2).map((line) => JSON.parse(line))).toEqual(findings);
  expect(lines.slice(2)).toEqual(['']);
});
