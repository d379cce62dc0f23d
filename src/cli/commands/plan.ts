import { openStore } from '../../compose/open-store.ts';
import { planRun } from '../../compose/plan-run.ts';
import { requireStored } from '../../compose/stored-run.ts';
import type { Plan } from '../../domain/plan.ts';
import { quote } from '../../engine/tag-command.ts';
import { planText } from '../../report/plan-text.ts';
import { checkPlaces } from '../check-places.ts';
import type { Io } from '../io.ts';
import { flagsAgain, loadFor, outFor, type Places } from '../load-for.ts';
import { commonCommand } from '../options.ts';
import { writeResult } from '../write-reports.ts';

export function planCommand(io: Io) {
  const command = commonCommand('plan', ['config', 'out', 'format', 'now', 'quiet', 'no-color'], ['text', 'json'])
    .description('Shows which tags would be repaired and which not, and why; writes plan.json and nothing to AWS.')
    .option('--run <run>', 'a run id, its folder, or latest (default: latest)', 'latest');
  return command.action(async (options) => {
    const configuration = loadFor(options, io);
    const out = outFor(options, configuration);
    await checkPlaces(out, options.format);
    const store = openStore(out);
    const run = await requireStored(store, options.run, '--run', out.folder);
    const { plan, place } = await planRun(store, run, configuration, options.now ?? io.instant());
    const { head } = run;
    const context = {
      head,
      place,
      remediation: configuration.settings.remediation,
      command: applyCommand(place, plan, options),
    };
    await writeResult(options, io, {
      text: (look) => planText(plan, { ...context, ...look }),
      json: (await store.readPlan(run)) ?? '',
    });
  });
}

function applyCommand(place: string, { coverageComplete }: Plan, given: Places): string {
  const accepted = coverageComplete ? [] : ['--accept-incomplete'];
  return ['mapwarden apply', ...[place, '--approve', ...accepted, ...flagsAgain(given)].map(quote)].join(' ');
}
