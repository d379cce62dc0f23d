import type { Run } from '../domain/report.ts';
import { findingInOrder, headInOrder } from './in-order.ts';

/** `report.json`: the head, then a line a finding. Streams, since findings are as many as the organization has. */
export async function* json(run: Run): AsyncGenerator<string> {
  const head = JSON.stringify(headInOrder(run.head), null, 2);
  yield `${head.slice(0, head.lastIndexOf('\n}'))},\n  "findings": [`;
  let separator = '\n';
  for await (const finding of run.findings()) {
    yield `${separator}    ${JSON.stringify(findingInOrder(finding))}`;
    separator = ',\n';
  }
  yield separator === '\n' ? ']\n}\n' : '\n  ]\n}\n';
}
