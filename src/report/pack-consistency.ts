import { createHash } from 'node:crypto';
import type * as z from 'zod';
import { canonicalJson } from '../domain/canonical-json.ts';
import { type EvidenceManifest, INPUT_PARTS, type PackProblem, REPORT_PARTS } from '../domain/evidence.ts';
import { GAP_OUTCOMES } from '../domain/outcome.ts';
import { rulesetText } from '../domain/rule.ts';
import { clip } from './clip.ts';
import { moneyProblems, queryProblems } from './pack-money.ts';
import {
  AgreementParts,
  CatalogPart,
  ConfigurationPart,
  QueryParts,
  ReportPart,
  ResourceParts,
  RuleParts,
} from './pack-parts.ts';

/** Enough of a value to find it by. */
const LONGEST_VALUE = 120;

/**
 * What the parts of a pack say otherwise of each other, though each is as the manifest has it: so that a pack whose
 * manifest was made anew must have been made anew in every part. `texts` has the text of each part by name.
 */
export function packContradictions(
  manifest: EvidenceManifest,
  texts: ReadonlyMap<string, string>,
): readonly PackProblem[] {
  const files = new Set(manifest.files.map(({ name }) => name));
  const unnamed = INPUT_PARTS.filter((name) => !files.has(name) && !manifest.absent.includes(name));
  const lacking = [
    ...REPORT_PARTS.filter((name) => !files.has(name)).map((name) => missing(name, 'every pack has it')),
    ...unnamed.map((name) => missing(name, 'every pack has it, or says that it is absent')),
  ];
  if (lacking.length > 0) return lacking;
  const raw = jsonOf(texts.get('report.json'));
  const parsed = ReportPart.safeParse(raw);
  if (!parsed.success) return [problem('report.json', 'it is no report of mapwarden')];
  const report = parsed.data;
  return [
    ...headProblems(manifest, report),
    ...copyProblems(raw, texts),
    ...coverageProblems(report),
    ...findingProblems(report),
    ...part(texts, 'resources.ndjson', ResourceParts, (resources) => resourceProblems(report, resources)),
    ...moneyProblems(report).map((detail) => problem('report.json', detail)),
    ...part(texts, 'spend-queries.ndjson', QueryParts, (queries) =>
      queryProblems(queries).map((detail) => problem('spend-queries.ndjson', detail)),
    ),
    ...inputProblems(report, texts),
  ];
}

function headProblems(manifest: EvidenceManifest, report: ReportPart): readonly PackProblem[] {
  const the = 'the manifest';
  return [
    ...differs('report.json', 'runId', report.runId, the, manifest.runId),
    ...differs('report.json', 'now', report.now, the, manifest.now),
    ...differs('report.json', 'tool.version', report.tool.version, the, manifest.tool.version),
    ...differs('report.json', 'organization.id', report.organization.id, the, manifest.organizationId),
    ...differs('report.json', 'coverage.complete', report.coverage.complete, the, manifest.coverageComplete),
  ];
}

/** What stands in two files is the same in both, member by member. */
function copyProblems(raw: unknown, texts: ReadonlyMap<string, string>): readonly PackProblem[] {
  const { coverage, findings } = raw as { coverage: unknown; findings: readonly unknown[] };
  const isCovered = canonicalJson(jsonOf(texts.get('coverage.json'))) === canonicalJson(coverage);
  const lines = linesOf(texts.get('findings.ndjson'));
  const count = differs('findings.ndjson', 'its number of findings', lines.length, 'report.json', findings.length);
  const first = lines.findIndex((line, index) => canonicalJson(line) !== canonicalJson(findings[index]));
  return [
    ...(isCovered ? [] : [problem('coverage.json', 'it is not the coverage of report.json')]),
    ...count,
    ...(count.length === 0 && first !== -1
      ? [problem('findings.ndjson', `line ${first + 1} is not the finding that report.json has in that place`)]
      : []),
  ];
}

function coverageProblems({ coverage }: ReportPart): readonly PackProblem[] {
  const { targets, byOutcome, gaps, byAccount, complete } = coverage;
  const gapCounts = counted(gaps.map(({ outcome }) => outcome));
  const regions = counted(
    byAccount.flatMap(({ regions: each }) =>
      Object.entries(each).flatMap(([outcome, names]) => names.map(() => outcome)),
    ),
  );
  const some = (counts: Readonly<Record<string, number>>) =>
    Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
  const gapsOf = Object.fromEntries(GAP_OUTCOMES.map((outcome) => [outcome, byOutcome[outcome] ?? 0]));
  const told = 'coverage.byOutcome';
  return [
    ...differs('report.json', 'coverage.targets', targets, `the sum of ${told}`, sum(byOutcome)),
    ...differs('report.json', 'the list of gaps', gapCounts, told, some(gapsOf)),
    ...differs('report.json', 'coverage.byAccount', regions, told, some(byOutcome)),
    ...(complete && gaps.length > 0 ? [problem('report.json', 'coverage is complete, and has gaps')] : []),
  ];
}

function findingProblems({ findings, totals }: ReportPart): readonly PackProblem[] {
  const ids = counted(findings.map(({ id }) => id));
  const twice = Object.keys(ids).find((id) => (ids[id] ?? 0) > 1);
  const counting = findings.filter(({ status }) => status === 'new' || status === 'open');
  const countsOf = (names: readonly string[], values: readonly string[]) => {
    const counts = counted(values);
    return Object.fromEntries(names.map((name) => [name, counts[name] ?? 0]));
  };
  const bySeverity = countsOf(
    Object.keys(totals.findings),
    counting.map(({ severity }) => severity),
  );
  const byStatus = countsOf(
    Object.keys(totals.byStatus),
    findings.map(({ status }) => status),
  );
  return [
    ...(twice === undefined ? [] : [problem('report.json', `it has two findings of the id ${twice}`)]),
    ...differs('report.json', 'totals.findings', totals.findings, 'its list of findings', bySeverity),
    ...differs('report.json', 'totals.byStatus', totals.byStatus, 'its list of findings', byStatus),
  ];
}

function resourceProblems({ totals }: ReportPart, resources: z.infer<typeof ResourceParts>): readonly PackProblem[] {
  const { compliant, nonCompliant, insufficientData, notApplicable, suppressed } = totals;
  const judged = compliant + nonCompliant + insufficientData + notApplicable + suppressed;
  const byType = counted(resources.map(({ type }) => type));
  const the = 'totals in report.json';
  return [
    ...differs('resources.ndjson', 'its number of resources', resources.length, the, totals.resources),
    ...differs('resources.ndjson', 'its number of each type', byType, the, totals.byType),
    ...differs('report.json', 'the sum of compliance in totals', judged, 'totals.resources', totals.resources),
  ];
}

/** What the run went by is what the report says that it went by. */
function inputProblems(report: ReportPart, texts: ReadonlyMap<string, string>): readonly PackProblem[] {
  const { catalog, configuration, rules, ruleset, spend } = report;
  return [
    ...part(texts, 'rules.json', RuleParts, (given) => [
      ...differs('rules.json', 'the list of rules', severities(given), 'report.json', severities(rules)),
      ...differs('rules.json', 'the SHA-256 of the rules', sha256(rulesetText(given)), 'report.json', ruleset.sha256),
    ]),
    ...part(texts, 'catalog.json', CatalogPart, ({ edition, sha256: hash }) =>
      catalog === null ? [] : differs('catalog.json', 'it', { edition, sha256: hash }, 'report.json', catalog),
    ),
    ...part(texts, 'configuration.json', ConfigurationPart, ({ sha256: hash = configuration.sha256 }) =>
      differs('configuration.json', 'sha256', hash, 'report.json', configuration.sha256),
    ),
    ...part(texts, 'agreements.json', AgreementParts, (given) =>
      'byAgreement' in spend
        ? differs(
            'agreements.json',
            'the list of agreements',
            given.map(({ id }) => id).sort(),
            'report.json',
            spend.byAgreement.map(({ agreementId }) => agreementId).sort(),
          )
        : [],
    ),
  ];
}

/** What is wrong with a part that the pack has; nothing where it is absent. */
function part<T>(
  texts: ReadonlyMap<string, string>,
  name: string,
  schema: z.ZodType<T>,
  check: (value: T) => readonly PackProblem[],
): readonly PackProblem[] {
  const text = texts.get(name);
  if (text === undefined) return [];
  const parsed = schema.safeParse(name.endsWith('.ndjson') ? linesOf(text) : jsonOf(text));
  return parsed.success ? check(parsed.data) : [problem(name, 'it is not what mapwarden writes under that name')];
}

function differs(name: string, what: string, here: unknown, where: string, there: unknown): readonly PackProblem[] {
  const [one, other] = [here, there].map((value) => canonicalJson(value));
  if (one === other) return [];
  const [shown, expected] = [one, other].map((text = '') => clip(text, LONGEST_VALUE));
  return [problem(name, `${what} is ${shown}; ${where} has ${expected}`)];
}

function problem(name: string, detail: string): PackProblem {
  return { kind: 'inconsistent', name, detail };
}

function missing(name: string, detail: string): PackProblem {
  return { kind: 'missing', name, detail };
}

function severities(rules: readonly { readonly id: string; readonly severity: string }[]): Record<string, string> {
  return Object.fromEntries(rules.map(({ id, severity }) => [id, severity]));
}

function counted(values: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return Object.fromEntries(counts);
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Undefined where the text is no JSON. */
function jsonOf(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

function linesOf(text: string | undefined): readonly unknown[] {
  return (text ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map(jsonOf);
}
