import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/domain/finding.ts';
import { verifyPack } from '../../src/report/verify-pack.ts';
import { aFinding, aRun, aSpend, aSpendFinding } from '../support/run-builder.ts';
import { consistent, INPUTS, refitted } from './evidence-pack.ts';

type Texts = Readonly<Record<string, string>>;

const AGREEMENTS = [{ id: 'ABCDE12345', tagValue: 'migABCDE12345' }];
const QUERY = {
  operation: 'ce:GetCostAndUsage',
  query: {},
  answer: [
    { start: '2026-05-02', keys: ['a'], amount: '0.1', unit: 'USD', estimated: false },
    { start: '2026-05-02', keys: ['b'], amount: '0.2', unit: 'USD', estimated: false },
  ],
  totals: [{ unit: 'USD', amount: '0.3' }],
  failure: null,
};

const FINDINGS = [
  aFinding(),
  aFinding({ id: 'gone', status: 'resolved' }),
  { ...aSpendFinding('4487.6'), id: 'spend', atRisk: { amount: '3900.1', currency: 'USD', days: 30, basis: '' } },
];

/** A run that read the bill: what its files say of each other holds to the last digit. */
function aWholeRun(spend = aSpend(), findings: readonly Finding[] = FINDINGS) {
  const inputs = { ...INPUTS, agreements: AGREEMENTS };
  return aRun(
    consistent({
      findings,
      spend,
      enclosures: { 'inputs.json': JSON.stringify(inputs), 'spend-queries.ndjson': `${JSON.stringify(QUERY)}\n` },
    }),
  );
}

async function detailsOf(change: (texts: Texts) => Texts): Promise<readonly string[] | undefined> {
  const check = await verifyPack(await refitted(change, aWholeRun()));
  return check?.problems.map(({ kind, name, detail }) => `${kind} ${name}: ${detail}`);
}

/** Changes members of the report, the file of findings and that of the coverage alike, as a careful forger would. */
function inReport(change: (report: Report) => void) {
  return (texts: Texts): Texts => {
    const report: Report = JSON.parse(texts['report.json'] ?? '');
    change(report);
    return {
      ...texts,
      'report.json': JSON.stringify(report),
      'coverage.json': JSON.stringify(report.coverage),
      'findings.ndjson': report.findings.map((each) => `${JSON.stringify(each)}\n`).join(''),
    };
  };
}

interface Report {
  runId: string;
  coverage: { complete: boolean; targets: number; byOutcome: Record<string, number>; gaps: unknown[] };
  totals: Record<string, unknown>;
  spend: Record<string, unknown> & { byMonth: { total: string }[] };
  findings: { id: string; severity: string; status: string; lost: { amount: string } | null }[];
}

describe('a check of a pack whose manifest was made anew', () => {
  test('finds nothing in one that holds together', async () => {
    expect(await detailsOf((texts) => texts)).toEqual([]);
    expect(await detailsOf((texts) => ({ ...texts, 'README.txt': 'Read me.' }))).toEqual([]);
  });

  test('finds nothing in one whose bill lacks the cut by service, or judged nobody', async () => {
    const lacking = await verifyPack(await refitted((texts) => texts, aWholeRun(aSpend({ byService: null }))));
    expect(lacking?.problems).toEqual([]);

    const unjudged = aSpend({ judged: false, lost: null, atRisk: null, belowThreshold: '4500' });
    const silent = await verifyPack(await refitted((texts) => texts, aWholeRun(unjudged, [aFinding()])));
    expect(silent?.problems).toEqual([]);
  });

  test('takes nobody at their word who says that a list is absent', async () => {
    const names = ['coverage.json', 'findings.ndjson', 'rules.json'];
    const without = (texts: Texts) =>
      Object.fromEntries(Object.entries(texts).filter(([name]) => !names.includes(name)));
    const problemsWith = async (absent: readonly string[]) =>
      (await verifyPack(await refitted(without, aWholeRun(), absent)))?.problems.map(({ name, detail }) => [
        name,
        detail,
      ]);

    const always = ['findings.ndjson', 'coverage.json'].map((name) => [name, 'every pack has it']);
    expect(await problemsWith(names)).toEqual(always);
    expect(await problemsWith([])).toEqual([...always, ['rules.json', 'every pack has it, or says that it is absent']]);
  });

  test.for<readonly [what: string, change: (texts: Texts) => Texts, expected: RegExp]>([
    [
      'a finding taken out of one file only',
      (texts) => ({ ...texts, 'findings.ndjson': (texts['findings.ndjson'] ?? '').split('\n').slice(1).join('\n') }),
      /^inconsistent findings\.ndjson: its number of findings is 2; report\.json has 3$/,
    ],
    [
      'a finding made milder in one file only',
      (texts) => ({ ...texts, 'findings.ndjson': (texts['findings.ndjson'] ?? '').replace('"high"', '"low"') }),
      /^inconsistent findings\.ndjson: line 1 is not the finding that report\.json has in that place$/,
    ],
    [
      'a finding taken out of every list, but not out of the totals',
      inReport((report) => report.findings.shift()),
      /^inconsistent report\.json: totals\.findings is .*"high":2.*; its list of findings has .*"high":1/,
    ],
    [
      'a finding that is there twice',
      inReport((report) => report.findings.push(...report.findings.slice(0, 1))),
      /two findings of the id finding-1$/,
    ],
    [
      'a status that was changed',
      inReport((report) => Object.assign(report.findings[1] ?? {}, { status: 'suppressed' })),
      /^inconsistent report\.json: totals\.byStatus/,
    ],
    [
      'another run',
      inReport((report) => Object.assign(report, { runId: 'other' })),
      /runId is "other"; the manifest has/,
    ],
    [
      'coverage that was made complete',
      inReport((report) => Object.assign(report.coverage, { complete: true })),
      /coverage\.complete is true; the manifest has false/,
    ],
    [
      'a gap that was taken out of the list',
      inReport((report) => report.coverage.gaps.pop()),
      /^inconsistent report\.json: the list of gaps is \{\}; coverage\.byOutcome has \{"role-denied":1\}$/,
    ],
    [
      'targets that were added',
      inReport((report) => Object.assign(report.coverage, { targets: 99 })),
      /coverage\.targets is 99; the sum of coverage\.byOutcome has 11$/,
    ],
    [
      'outcomes that were moved',
      inReport((report) => Object.assign(report.coverage.byOutcome, { scanned: 9, excluded: 1 })),
      /coverage\.byAccount is .*; coverage\.byOutcome has/,
    ],
    [
      'coverage of one file only',
      (texts) => ({ ...texts, 'coverage.json': '{}' }),
      /^inconsistent coverage\.json: it is not the coverage of report\.json$/,
    ],
    [
      'resources taken away',
      (texts) => ({ ...texts, 'resources.ndjson': '' }),
      /number of resources is 0; totals .* has 1/,
    ],
    [
      'a total of compliance that was changed',
      inReport((report) => Object.assign(report.totals, { compliant: 5 })),
      /the sum of compliance in totals is 6; totals\.resources has 1/,
    ],
    [
      'a total of money that was changed',
      inReport((report) => Object.assign(report.spend, { total: '12000.0000000001' })),
      /spend\.total is 12000\.0000000001; the sum of its four classes is 12000$/,
    ],
    [
      'a month that was changed',
      inReport((report) => Object.assign(report.spend.byMonth[0] ?? {}, { total: '1' })),
      /spend\.total is 12000; the sum of spend\.byMonth is 1$/,
    ],
    [
      'a loss that was made smaller in the total',
      inReport((report) => Object.assign(report.spend, { lost: '1' })),
      /^inconsistent report\.json: spend\.lost is 1; the sum of the findings is 4487\.6$/,
    ],
    [
      'a loss that was made smaller everywhere but in the classes',
      inReport((report) => {
        Object.assign(report.spend, { lost: '1' });
        Object.assign(report.findings[2]?.lost ?? {}, { amount: '1' });
      }),
      /lost and belowThreshold is 13\.4; the sum of unattributed and misattributed is 4500$/,
    ],
    [
      'an answer of Cost Explorer that was changed',
      (texts) => ({
        ...texts,
        'spend-queries.ndjson': (texts['spend-queries.ndjson'] ?? '').replace('"amount":"0.1"', '"amount":"0.2"'),
      }),
      /^inconsistent spend-queries\.ndjson: the total of line 1 is 0\.3; the sum of its rows is 0\.4$/,
    ],
    [
      'an agreement taken away',
      (texts) => ({ ...texts, 'agreements.json': '[]' }),
      /list of agreements is \[\]; report/,
    ],
    [
      'a rule that was added',
      (texts) => ({
        ...texts,
        'rules.json':
          '[{"id":"x","title":"","severity":"low","appliesTo":[],"when":"","assert":"","message":"","remediation":{"kind":"none","note":""}}]',
      }),
      /^inconsistent rules\.json: the list of rules is \{"x":"low"\}; report\.json has \{\}$/,
    ],
    [
      'the SHA-256 of another configuration',
      (texts) => ({ ...texts, 'configuration.json': '{"sha256":"00"}' }),
      /^inconsistent configuration\.json: sha256 is "00"; report\.json has "a1/,
    ],
    [
      'a part that is left out without a word',
      (texts) => Object.fromEntries(Object.entries(texts).filter(([name]) => name !== 'rules.json')),
      /^missing rules\.json: every pack has it, or says that it is absent$/,
    ],
    [
      'a report that is none',
      (texts) => ({ ...texts, 'report.json': '[]' }),
      /report\.json: it is no report of mapwarden$/,
    ],
    [
      'a part that is something else',
      (texts) => ({ ...texts, 'rules.json': '{' }),
      /^inconsistent rules\.json: it is not what mapwarden writes under that name$/,
    ],
    [
      'brackets without end',
      (texts) => ({ ...texts, 'coverage.json': `${'['.repeat(200_000)}${']'.repeat(200_000)}` }),
      /^inconsistent : a part of it is nested too deeply to be read$/,
    ],
  ])('names %s', async ([, change, expected]) => {
    const problems = await detailsOf(change);
    expect(
      problems?.some((each) => expected.test(each)),
      String(problems),
    ).toBe(true);
  });
});
