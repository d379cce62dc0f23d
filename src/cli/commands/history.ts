import { historyOf } from '../../app/history.ts';
import { unlessDamaged } from '../../compose/stored-run.ts';
import { historyJson, historyText } from '../../report/history-text.ts';
import { checkPlaces } from '../check-places.ts';
import type { Io } from '../io.ts';
import { commonCommand, wholeNumber } from '../options.ts';
import { runsFor } from '../runs-place.ts';
import { writeResult } from '../write-reports.ts';

const DEFAULT_LIMIT = 20;
const HIGHEST_LIMIT = 10_000;

export function historyCommand(io: Io) {
  const command = commonCommand('history', ['config', 'out', 'format', 'quiet', 'no-color'], ['text', 'json'])
    .description('Shows coverage, compliance, spend at risk and findings of the stored runs, the newest first.')
    .option(
      '--limit <n>',
      `at most so many runs (default: ${DEFAULT_LIMIT})`,
      wholeNumber(1, HIGHEST_LIMIT),
      DEFAULT_LIMIT,
    );
  return command.action(async (options) => {
    const { store, out } = runsFor(options, io);
    await checkPlaces(out, options.format);
    const history = await historyOf(store, (runId) => unlessDamaged(store, runId), options.limit);
    await writeResult(options, io, { text: () => historyText(history), json: historyJson(history) });
  });
}
