import { compareRuns } from '../../app/compare-runs.ts';
import { requireStored } from '../../compose/stored-run.ts';
import { ConfigError } from '../../domain/errors.ts';
import type { Run } from '../../domain/report.ts';
import { diffJson, diffText } from '../../report/diff-text.ts';
import { checkPlaces } from '../check-places.ts';
import type { Io } from '../io.ts';
import { commonCommand } from '../options.ts';
import { runsFor } from '../runs-place.ts';
import { writeResult } from '../write-reports.ts';

export function diffCommand(io: Io) {
  const command = commonCommand('diff', ['config', 'out', 'format', 'quiet', 'no-color'], ['text', 'json'])
    .description('Tells which findings of one stored run are new, resolved or changed in another.')
    .argument('<run-a>', 'the first run: a run id, its folder, or latest')
    .argument('<run-b>', 'the run that it is compared with');
  return command.action(async (a, b, options) => {
    const { store, out } = runsFor(options, io);
    await checkPlaces(out, options.format);
    const from = await requireStored(store, a, '<run-a>', out.folder);
    const to = await requireStored(store, b, '<run-b>', out.folder);
    demandOneOrganization(from, to);
    const diff = await compareRuns(from, to);
    await writeResult(options, io, { text: (look) => diffText(diff, look), json: diffJson(diff) });
  });
}

/** What is not in another organization is neither resolved there nor overlooked. */
function demandOneOrganization({ head: from }: Run, { head: to }: Run): void {
  const [expected, found] = [from.organization.id, to.organization.id];
  if (expected === found) return;
  const text = `the run is of another organization; expected one of ${expected}, like <run-a>; got one of ${found}`;
  throw new ConfigError([{ place: '<run-b>', path: '', text }]);
}
