import { CannotRunError } from '../../compose/cannot-run-error.ts';
import { reportContext } from '../../compose/report-context.ts';
import { requireStored } from '../../compose/stored-run.ts';
import { checkPlaces } from '../check-places.ts';
import type { Io } from '../io.ts';
import { commonCommand } from '../options.ts';
import { runsFor } from '../runs-place.ts';
import { writeReports } from '../write-reports.ts';

export function reportCommand(io: Io) {
  const command = commonCommand('report', ['config', 'out', 'format', 'quiet', 'no-color'])
    .description('Writes the report of a stored run again, to the byte as the audit wrote it.')
    .option('--run <run>', 'a run id, its folder, or latest (default: latest)', 'latest');
  return command.action(async (options) => {
    const { store, out } = runsFor(options, io);
    await checkPlaces(out, options.format);
    const run = await requireStored(store, options.run, '--run', out.folder);
    const { runId, tool, ruleset, coverage } = run.head;
    // Reports say what these have, and runs have them since then.
    if (!ruleset || !coverage.byAccount) {
      throw new CannotRunError(
        `Run ${runId} was made by mapwarden ${tool?.version}, which did not keep all that a report says: its own report.json is the only one.`,
      );
    }
    await writeReports(run, options, io, reportContext(run, store));
  });
}
