import { explain } from '../../app/explain.ts';
import { openStore } from '../../compose/open-store.ts';
import { requireStored } from '../../compose/stored-run.ts';
import { quote } from '../../config/problem-text.ts';
import { ConfigError } from '../../domain/errors.ts';
import { explanationText } from '../../report/explanation.ts';
import type { Io } from '../io.ts';
import { loadFor, outFor } from '../load-for.ts';
import { commonCommand } from '../options.ts';

export function explainCommand(io: Io) {
  const command = commonCommand('explain', ['config', 'out', 'quiet'])
    .description('Shows every rule, its input and its outcome for one resource of a stored run.')
    .argument('<arn>', 'the resource')
    .option('--run <run>', 'a run id, its folder, or latest (default: latest)', 'latest');
  return command.action(async (arn, options) => {
    const loaded = loadFor(options, io);
    const out = outFor(options, loaded);
    const store = openStore(out);
    const run = await requireStored(store, options.run, '--run', out.folder);
    const explanation = await explain(run, arn, loaded.settings, loaded.rules, loaded.catalog);
    if (!explanation) {
      const text = `run ${run.head.runId} read no such resource; expected an ARN of its resources.ndjson; got ${quote(arn)}`;
      throw new ConfigError([{ place: '<arn>', path: '', text }]);
    }
    io.stdout.write(explanationText(explanation));
  });
}
