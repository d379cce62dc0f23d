import { makePlan } from '../../app/plan.ts';
import type { LedgerEntry } from '../../domain/ledger.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Run } from '../../domain/report.ts';
import { quote } from '../../engine/tag-command.ts';
import type { RunStore } from '../../ports/run-store.ts';
import { planText } from '../../report/plan-text.ts';
import { checkPlaces } from '../check-places.ts';
import type { Io } from '../io.ts';
import { flagsAgain, loadFor, outFor, type Places } from '../load-for.ts';
import { openStore } from '../open-store.ts';
import { commonCommand } from '../options.ts';
import { requireStored } from '../stored-run.ts';
import { writeResult } from '../write-reports.ts';

export function planCommand(io: Io) {
  const command = commonCommand('plan', ['config', 'out', 'format', 'now', 'quiet', 'no-color'], ['text', 'json'])
    .description('Shows which tags would be repaired and which not, and why; writes plan.json and nothing to AWS.')
    .option('--run <run>', 'a run id, its folder, or latest (default: latest)', 'latest');
  return command.action(async (options) => {
    const configuration = loadFor(options, io);
    const { settings, catalog, rules } = configuration;
    const out = outFor(options, configuration);
    await checkPlaces(out, options.format);
    const store = openStore(out);
    const run = await requireStored(store, options.run, '--run', out.folder);
    const now = options.now ?? io.instant();
    const plan = await makePlan(run, { settings, catalog, rules, now }, await entriesOf(store, run));
    const place = await store.writePlan(run, plan);
    const { head } = run;
    const context = { head, place, remediation: settings.remediation, command: applyCommand(place, plan, options) };
    await writeResult(options, io, {
      text: (look) => planText(plan, { ...context, ...look }),
      json: (await store.readPlan(run)) ?? '',
    });
  });
}

async function entriesOf(store: RunStore, run: Run): Promise<readonly LedgerEntry[]> {
  const ledger = await store.openLedger(run);
  try {
    return await ledger.entries();
  } finally {
    await ledger.close();
  }
}

function applyCommand(place: string, { coverageComplete }: Plan, given: Places): string {
  const accepted = coverageComplete ? [] : ['--accept-incomplete'];
  return ['mapwarden apply', ...[place, '--approve', ...accepted, ...flagsAgain(given)].map(quote)].join(' ');
}
