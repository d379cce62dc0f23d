import { ledgersOf } from '../../app/ledgers.ts';
import { recordsOf } from '../../app/plan.ts';
import { demandNone } from '../../compose/guard.ts';
import { openStore } from '../../compose/open-store.ts';
import { requireStored } from '../../compose/stored-run.ts';
import { undoProblems } from '../../engine/guards.ts';
import { undoSteps } from '../../engine/undo.ts';
import { undoGroundProblems } from '../../engine/undo-guards.ts';
import { applySteps } from '../apply-steps.ts';
import { checkPlaces } from '../check-places.ts';
import type { ExitCode, Io } from '../io.ts';
import { loadFor, outFor } from '../load-for.ts';
import { APPLYING, commonCommand } from '../options.ts';

export function undoCommand(io: Io, exit: (code: ExitCode) => void) {
  const command = commonCommand('undo', APPLYING, ['text', 'json'])
    .description(
      'Brings back the tags that a run had before its plan was applied, where nobody has changed them since.',
    )
    .argument('<run>', 'a run id, its folder, or latest')
    .option('--approve', 'write; without it nothing is');
  return command.action(async (name, options) => {
    const configuration = loadFor(options, io);
    const { settings } = configuration;
    const out = outFor(options, configuration);
    await checkPlaces(out, options.format);
    const store = openStore(out);
    const run = await requireStored(store, name, '<run>', out.folder);
    const ledger = await store.openLedger(run);
    try {
      const all = { runId: run.head.runId, ledgers: await ledgersOf(store) };
      const steps = undoSteps(await ledger.entries(), all);
      if (steps.length > 0) {
        const { records } = await recordsOf(run, new Set(steps.map(({ action }) => action.arn)));
        const approval = { approved: options.approve === true };
        const problems = undoProblems(steps.length, approval, { settings });
        demandNone([...problems, ...undoGroundProblems(steps, records, settings)], configuration);
      }
      exit(await applySteps('undo', { run, ledger, steps, settings }, options, io));
    } finally {
      await ledger.close();
    }
  });
}
