import { CannotRunError } from '../compose/cannot-run-error.ts';
import { fileAt } from '../compose/open-store.ts';
import { runSteps, type StepOrder } from '../compose/run-steps.ts';
import { AwsError } from '../domain/errors.ts';
import type { LedgerEntry } from '../domain/ledger.ts';
import { applyExitCode } from '../engine/exit-code.ts';
import { quote } from '../engine/tag-command.ts';
import { applyJson, applyText } from '../report/apply-text.ts';
import { awsSentence, type Wording } from './failure.ts';
import type { ExitCode, Io } from './io.ts';
import { flagsAgain, type Places } from './load-for.ts';
import { createProgress } from './progress.ts';
import { type ReportOrder, writeResult } from './write-reports.ts';

/** What an apply and an undo are asked for in the same way. */
export interface ApplyOptions extends ReportOrder, Places, Pick<StepOrder, 'concurrency'> {
  readonly now?: StepOrder['now'] | undefined;
  readonly deadline?: number | undefined;
}

const BEFORE_IT_BEGAN =
  'was interrupted, or its deadline passed, before the organization was known. Nothing was written.';
const WORDING: Readonly<Record<LedgerEntry['operation'], Wording>> = {
  apply: { failed: 'The apply could not run', interrupted: `The apply ${BEFORE_IT_BEGAN}` },
  undo: { failed: 'The undo could not run', interrupted: `The undo ${BEFORE_IT_BEGAN}` },
};

/** Carries out the steps, tells what became of them, and gives the exit code. */
export async function applySteps(
  operation: LedgerEntry['operation'],
  order: Pick<StepOrder, 'run' | 'ledger' | 'steps' | 'settings'>,
  options: ApplyOptions,
  io: Io,
): Promise<ExitCode> {
  const { now, deadline, concurrency, quiet } = options;
  const limits = { concurrency, ...(now !== undefined && { now }), ...(deadline !== undefined && { deadline }) };
  const progress = createProgress({ stream: io.stderr, quiet, monotonicMs: io.monotonicMs, unit: 'action' });
  const carriedOut = runSteps({ ...order, ...limits, progress }, io).finally(progress.close);
  const results = await carriedOut.catch((error: unknown) => {
    // Nothing but who the caller is has been asked until then: what AWS says of a step is its result.
    throw error instanceof AwsError
      ? new CannotRunError(awsSentence(error.failure, WORDING[operation]), { cause: error })
      : error;
  });
  const { head, place } = order.run;
  const applied = { operation, runId: head.runId, results };
  const undoCommand = ['mapwarden undo', ...[place, '--approve', ...flagsAgain(options)].map(quote)].join(' ');
  const context = { ledger: fileAt(place, 'ledger.ndjson'), undoCommand };
  await writeResult(options, io, {
    text: (look) => applyText(applied, { ...context, ...look }),
    json: applyJson(applied),
  });
  return applyExitCode(results);
}
