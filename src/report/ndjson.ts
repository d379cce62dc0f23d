import type { Run } from '../domain/report.ts';
import { findingInOrder } from './in-order.ts';

/** A line a finding, as in `findings.ndjson`. */
export async function* ndjson(run: Run): AsyncGenerator<string> {
  for await (const finding of run.findings()) yield `${JSON.stringify(findingInOrder(finding))}\n`;
}
