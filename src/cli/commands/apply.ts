import { openStore } from '../../compose/open-store.ts';
import { demandApplicable, plannedSteps } from '../../compose/planned-steps.ts';
import type { Approval } from '../../engine/guards.ts';
import { applySteps } from '../apply-steps.ts';
import { checkPlaces } from '../check-places.ts';
import type { ExitCode, Io } from '../io.ts';
import { loadFor, outFor } from '../load-for.ts';
import { APPLYING, collectMatching, commonCommand, wholeNumber } from '../options.ts';
import { givenPlan } from '../plan-file.ts';

/** As many as a configuration may allow. */
const MOST_CHANGES = 10_000;

export function applyCommand(io: Io, exit: (code: ExitCode) => void) {
  const command = commonCommand('apply', APPLYING, ['text', 'json'])
    .description('Repairs the tags that a plan names, each only where it is still as planned, and verifies each.')
    .argument('<plan>', 'a plan.json, or the run whose plan is meant: its id, its folder, or latest')
    .option('--approve', 'write; without it nothing is')
    .option('--max-changes <n>', 'refuse more actions than this', wholeNumber(0, MOST_CHANGES))
    .option(
      '--only <id>',
      'only this action; repeats',
      collectMatching(/^[0-9a-f]{12}$/, 'the id of an action: 12 hex digits'),
      [],
    )
    .option('--accept-stale', 'apply a plan of more than 24 hours ago')
    .option('--accept-incomplete', 'apply the plan of a run that could not read everything');
  return command.action(async (argument, options) => {
    const configuration = loadFor(options, io);
    const out = outFor(options, configuration);
    await checkPlaces(out, options.format);
    const store = openStore(out);
    const { plan, run } = await givenPlan(argument, store, out.folder);
    await demandApplicable({ plan, run }, approvalOf(options), configuration, options.now ?? io.instant());
    const ledger = await store.openLedger(run);
    try {
      const steps = await plannedSteps(plan, options.only, ledger);
      const { settings } = configuration;
      exit(await applySteps('apply', { run, ledger, steps, settings }, options, io));
    } finally {
      await ledger.close();
    }
  });
}

function approvalOf(options: {
  readonly approve?: true | undefined;
  readonly only: readonly string[];
  readonly maxChanges?: number | undefined;
  readonly acceptStale?: true | undefined;
  readonly acceptIncomplete?: true | undefined;
}): Approval {
  const { approve, only, maxChanges, acceptStale, acceptIncomplete } = options;
  return {
    approved: approve === true,
    only,
    acceptStale: acceptStale === true,
    acceptIncomplete: acceptIncomplete === true,
    ...(maxChanges !== undefined && { maxChanges }),
  };
}
