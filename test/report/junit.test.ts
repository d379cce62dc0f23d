import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import type { Run } from '../../src/domain/report.ts';
import { junit } from '../../src/report/junit.ts';
import { aFinding, aGap, aRun, collected, ruleCounts } from '../support/run-builder.ts';
import { exampleRun } from './example-run.ts';
import { hostileFinding, hostileGap } from './hostile.ts';

const SCHEMA = readFileSync(new URL('standards/junit.xsd', import.meta.url), 'utf8');

async function problemsOf(...documents: readonly string[]) {
  const xml = documents.map((contents, index) => ({ fileName: `report-${index}.xml`, contents }));
  return (await validateXML({ xml, schema: [SCHEMA] })).errors.map(({ message }) => message);
}

const written = (run: Run) => collected(junit(run));

/** The start tag of a suite. */
async function suite(run: Run, name: string) {
  return new RegExp(`<testsuite name="${name}"[^>]*>`).exec(await written(run))?.[0];
}

describe('JUnit', () => {
  test('conforms to the de-facto schema', async () => {
    expect(await problemsOf(await written(exampleRun()), await written(aRun()))).toEqual([]);
  });

  test('conforms whatever the resources are called', async () => {
    const documents: string[] = [];
    await fc.assert(
      fc.asyncProperty(
        fc.array(hostileFinding, { maxLength: 4 }),
        fc.array(hostileGap, { maxLength: 2 }),
        async (findings, gaps) => {
          const document = await written(aRun({ findings, gaps }));
          expect(document.replaceAll('\n', '')).not.toMatch(/\p{Cc}|\p{Cf}|\p{Cs}/u);
          documents.push(document);
        },
      ),
      { numRuns: 60 },
    );
    expect(await problemsOf(...documents)).toEqual([]);
  });

  test('passes nothing where nothing was read', async () => {
    for (const outcomes of [{}, { excluded: 3 }]) {
      expect(await suite(aRun({ outcomes }), 'coverage')).toMatch(/tests="1" failures="0" errors="0" skipped="1"/);
    }
    expect(await suite(aRun({ outcomes: { scanned: 1, excluded: 3 } }), 'coverage')).toContain('skipped="0"');
  });

  test('has its sums right', async () => {
    const document = await written(exampleRun());
    const all = (element: string) => [...document.matchAll(new RegExp(`<${element}[ >]`, 'g'))].length;
    expect(document).toContain(
      `<testsuites name="mapwarden" tests="${all('testcase')}" failures="${all('failure')}" errors="${all('error')}" time="0">`,
    );
    expect(all('error')).toBe(7 + 1);
  });

  test('passes nothing that is not known: gaps and what could not be judged are errors', async () => {
    const rules = [ruleCounts('map-tag-missing', { compliant: 3, insufficientData: 2 })];
    const gap = aGap({ accountName: 'a<b', requestId: 'request-1' });
    const document = await written(aRun({ rules, gaps: [gap] }));
    expect(document).toContain('<testsuite name="coverage" tests="1" failures="0" errors="1" skipped="0"');
    expect(document).toContain('a&#60;b');
    expect(document).toContain('(request request-1)');
    expect(document).toContain('<testsuite name="map-tag-missing" tests="2" failures="0" errors="1" skipped="0"');
    expect(await problemsOf(document)).toEqual([]);
    expect(await written(aRun({ gaps: [aGap({ requestId: null })] }))).not.toContain('(request ');

    const { coverage } = aRun().head;
    const silent = aRun({ head: { coverage: { ...coverage, complete: false } } });
    expect(await suite(silent, 'coverage')).toContain('tests="1" failures="0" errors="1"');
    expect(await suite(aRun(), 'coverage')).toContain('tests="1" failures="0" errors="0"');
  });

  test.for([
    [{}, 'failures="1" errors="0" skipped="0"'],
    [{ status: 'open' }, 'failures="1" errors="0" skipped="0"'],
    [{ status: 'resolved' }, 'failures="0" errors="0" skipped="0"'],
    [{ severity: 'low' }, 'failures="1" errors="0" skipped="0"'],
    [{ severity: 'informational' }, 'failures="0" errors="0" skipped="1"'],
    [
      { status: 'suppressed', waiver: { rule: 'r', resource: '*', reason: 'trial', owner: 'me', until: '2027-01-31' } },
      'failures="0" errors="0" skipped="1"',
    ],
  ] as const)('counts a finding with %j as %s', async ([overrides, counts]) => {
    expect(await suite(aRun({ findings: [aFinding(overrides)] }), 'map-tag-missing')).toContain(`tests="1" ${counts}`);
  });

  test('takes a finding that says that something is not known as an error', async () => {
    const run = aRun({ findings: [aFinding({ ruleId: 'audit-coverage-gap' })] });
    expect(await suite(run, 'audit-coverage-gap')).toContain('tests="1" failures="0" errors="1"');
  });

  test('says why something is waived', async () => {
    const waiver = { rule: 'r', resource: '*', reason: 'on trial', owner: 'me', until: '2027-01-31' };
    const document = await written(aRun({ findings: [aFinding({ status: 'suppressed', waiver })] }));
    expect(document).toContain('message="waived by me until 2027-01-31: on trial"');
  });
});

test('the schema that the tests use refuses what CI servers do not read', async () => {
  const suiteWith = (inner: string) =>
    `<testsuites name="a" tests="1" failures="0" errors="0" time="0"><testsuite name="a" tests="1" failures="0" errors="0" skipped="0" time="0" timestamp="2026-06-01T00:00:00">${inner}</testsuite></testsuites>`;
  expect(await problemsOf(suiteWith('<testcase classname="a" name="b" time="0"/>'))).toEqual([]);
  expect(await problemsOf(suiteWith('<testcase name="b" time="0"/>'))).not.toEqual([]);
  expect(await problemsOf(suiteWith('<case/>'))).not.toEqual([]);
  expect(await problemsOf('<testsuites>')).not.toEqual([]);
});
