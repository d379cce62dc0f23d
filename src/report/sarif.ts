import type * as Sarif from 'sarif';
import type { Finding } from '../domain/finding.ts';
import type { Run } from '../domain/report.ts';
import { SEVERITIES, type Severity } from '../domain/severity.ts';
import { sarifDriver } from './sarif-driver.ts';
import { sarifNotifications } from './sarif-notifications.ts';
import { sarifResult } from './sarif-result.ts';

/** GitHub refuses a run with more. Source: "SARIF support for code scanning", limits of a SARIF file. */
const MOST_RESULTS = 25_000;

type Counts = Record<Severity, number>;

/** SARIF 2.1.0, for code scanning: findings that count or are waived, and as notifications what was not read. */
export function sarif(run: Run): AsyncGenerator<string> {
  return sarifLog(run, MOST_RESULTS);
}

/** As {@link sarif}, with so many results at most, the worst before others. */
export async function* sarifLog(run: Run, mostResults: number): AsyncGenerator<string> {
  const { head } = run;
  const found = await counted(run.findings());
  const room = roomFor(found, mostResults);
  const leftOut = sum(found) - sum(room);
  const frame: Sarif.Run = {
    tool: { driver: sarifDriver(head) },
    automationDetails: { id: `mapwarden/${head.organization.id}/` },
    invocations: [
      {
        executionSuccessful: head.coverage.complete,
        startTimeUtc: head.startedAt,
        endTimeUtc: head.finishedAt,
        toolExecutionNotifications: [...sarifNotifications(head, leftOut)],
      },
    ],
    columnKind: 'utf16CodeUnits',
    properties: { runId: head.runId, organizationId: head.organization.id },
  };
  const indexes = new Map(head.rules.map(({ id }, index) => [id, index]));
  yield '{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[';
  yield `${JSON.stringify(frame).slice(0, -1)},"results":[`;
  let separator = '\n';
  for await (const finding of run.findings()) {
    if (!isShown(finding) || room[finding.severity] === 0) continue;
    room[finding.severity] -= 1;
    yield separator + JSON.stringify(sarifResult(finding, indexes.get(finding.ruleId)));
    separator = ',\n';
  }
  yield '\n]}]}\n';
}

/** Code scanning closes what is no longer there; a result for what is resolved would keep it open. */
function isShown({ status }: Finding): boolean {
  return status !== 'resolved';
}

async function counted(findings: AsyncIterable<Finding>): Promise<Readonly<Counts>> {
  const counts = none();
  for await (const finding of findings) if (isShown(finding)) counts[finding.severity] += 1;
  return counts;
}

/** How many of each severity are shown where not all can be. */
function roomFor(found: Readonly<Counts>, mostResults: number): Counts {
  const room = none();
  let left = mostResults;
  for (const severity of SEVERITIES) {
    room[severity] = Math.min(found[severity], left);
    left -= room[severity];
  }
  return room;
}

function none(): Counts {
  return { critical: 0, high: 0, medium: 0, low: 0, informational: 0 };
}

function sum(counts: Readonly<Counts>): number {
  return SEVERITIES.reduce((total, severity) => total + counts[severity], 0);
}
