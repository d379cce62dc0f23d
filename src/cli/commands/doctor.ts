import { placesIn } from '../../compose/places-in.ts';
import { isSimulated, reachAws } from '../../compose/reach-aws.ts';
import { runDoctor } from '../../compose/run-doctor.ts';
import { VERSION } from '../../compose/version.ts';
import { loadRegionCatalog } from '../../config/region-catalog.ts';
import type { Checkup } from '../../domain/checkup.ts';
import { checkupJson, checkupText } from '../../report/checkup-text.ts';
import { checkPlaces } from '../check-places.ts';
import { checkRoutes } from '../check-routes.ts';
import type { ExitCode, Io } from '../io.ts';
import { loadFor, outFor } from '../load-for.ts';
import { noteOldNode } from '../node-version.ts';
import { collectMatching, commonCommand } from '../options.ts';
import { createProgress } from '../progress.ts';
import { writeResult } from '../write-reports.ts';

const FLAGS = ['config', 'out', 'format', 'now', 'concurrency', 'deadline', 'quiet', 'no-color'] as const;

export function doctorCommand(io: Io, exit: (code: ExitCode) => void) {
  const command = commonCommand('doctor', FLAGS, ['text', 'json'])
    .description('Tells whether an audit can run and what is missing, each thing with its remedy.')
    .option('--account <id>', 'only this account; repeats', collectMatching(/^\d{12}$/, 'an account id: 12 digits'), [])
    .option('--no-spend', 'do not ask Cost Explorer, which charges $0.01 for each of three requests')
    .option('--alert', 'send a test message to every configured receiver');
  return command.action(async (options) => {
    const configuration = loadFor(options, io);
    if (options.alert) checkRoutes(configuration);
    const out = outFor(options, configuration);
    await checkPlaces(out, options.format);
    if (!options.quiet) noteOldNode(io);
    const { concurrency, deadline, quiet } = options;
    const progress = createProgress({ stream: io.stderr, quiet, monotonicMs: io.monotonicMs, unit: 'account' });
    const order = {
      settings: configuration.settings,
      regionCatalog: await loadRegionCatalog(),
      placeOf: placesIn(configuration),
      out,
      accounts: [...options.account].sort(),
      spend: options.spend,
      alert: options.alert === true,
      now: options.now ?? io.instant(),
      concurrency,
      progress,
      isSimulated: isSimulated({}, io),
    };
    const reach = { concurrency, ...(deadline !== undefined && { deadline }) };
    const checkup = await reachAws(reach, io, (aws, signal) => runDoctor(aws, order, signal, io)).finally(() =>
      progress.close(),
    );
    await writeResult(options, io, {
      text: (look) => checkupText(checkup, look),
      json: checkupJson(checkup, VERSION),
    });
    exit(exitCodeOf(checkup));
  });
}

/** 3 where nobody could ask AWS for anything. */
function exitCodeOf({ caller, readiness }: Checkup): ExitCode {
  if (caller === null) return 3;
  return readiness === 'ready' ? 0 : 1;
}
