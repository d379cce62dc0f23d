import type { ReportHead, Run } from '../domain/report.ts';
import { clip } from './clip.ts';
import { coverageCases, findingCase, type JunitCase, ruleCases, type VERDICTS } from './junit-cases.ts';
import { xmlPrintable } from './xml-text.ts';

/** Longest text of an attribute or element; the whole is in report.json. */
const LONGEST = 4_000;

/** A suite while its cases are collected: their number by verdict, and their XML. */
interface Suite {
  readonly name: string;
  tests: number;
  readonly counts: Record<(typeof VERDICTS)[number], number>;
  readonly cases: string[];
}

/** JUnit's XML as CI servers read it: a suite for what was read, then a suite a rule. */
export async function* junit(run: Run): AsyncGenerator<string> {
  const { head } = run;
  const coverage = suiteOf('coverage');
  for (const each of coverageCases(head)) add(coverage, each);
  const suites = new Map(head.rules.map((rule) => [rule.id, suiteOf(rule.id)]));
  for await (const finding of run.findings()) {
    const suite = suites.get(finding.ruleId) ?? suiteOf(finding.ruleId);
    suites.set(finding.ruleId, suite);
    add(suite, findingCase(finding));
  }
  for (const rule of head.rules) for (const each of ruleCases(rule)) add(suites.get(rule.id) ?? coverage, each);
  const all = [coverage, ...suites.values()];
  yield `<?xml version="1.0" encoding="UTF-8"?>\n${opening('testsuites', { name: 'mapwarden', ...totals(all), time: '0' })}\n`;
  for (const suite of all) yield* suiteXml(suite, head);
  yield '</testsuites>\n';
}

function suiteOf(name: string): Suite {
  return { name, tests: 0, counts: { error: 0, failure: 0, skipped: 0 }, cases: [] };
}

function add(suite: Suite, each: JunitCase): void {
  suite.tests += 1;
  if (each.verdict) suite.counts[each.verdict.kind] += 1;
  suite.cases.push(caseXml(each));
}

function totals(suites: readonly Suite[]): Readonly<Record<string, string>> {
  const sum = (of: (suite: Suite) => number) => String(suites.reduce((total, suite) => total + of(suite), 0));
  return {
    tests: sum(({ tests }) => tests),
    failures: sum(({ counts }) => counts.failure),
    errors: sum(({ counts }) => counts.error),
  };
}

function* suiteXml(suite: Suite, head: ReportHead): Generator<string> {
  const { name, tests, counts, cases } = suite;
  yield `  ${opening('testsuite', {
    name,
    tests: String(tests),
    failures: String(counts.failure),
    errors: String(counts.error),
    skipped: String(counts.skipped),
    time: '0',
    // Ant's form of an instant, which has no zone: UTC.
    timestamp: head.now.slice(0, 19),
  })}\n`;
  yield* cases;
  yield '  </testsuite>\n';
}

function caseXml({ classname, name, verdict }: JunitCase): string {
  const start = opening('testcase', { classname, name, time: '0' });
  if (!verdict) return `    ${start}</testcase>\n`;
  const { kind, type, message, text } = verdict;
  return `    ${start}\n      ${opening(kind, { type, message })}${content(text)}</${kind}>\n    </testcase>\n`;
}

function opening(element: string, attributes: Readonly<Record<string, string>>): string {
  const written = Object.entries(attributes).map(([name, value]) => ` ${name}="${escaped(xmlPrintable(value))}"`);
  return `<${element}${written.join('')}>`;
}

/** Lines stay lines; everything else that cannot be seen is an escape. */
function content(text: string): string {
  return escaped(text.split('\n').map(xmlPrintable).join('\n'));
}

function escaped(text: string): string {
  return clip(text, LONGEST).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
