import { Option } from '@commander-js/extra-typings';
import type { Part } from '../../app/audit-in-parts.ts';
import { openOutbox, openStore } from '../../compose/open-store.ts';
import { placesIn } from '../../compose/places-in.ts';
import { reportContext } from '../../compose/report-context.ts';
import { selectionOf, selectRules } from '../../compose/select.ts';
import { loadRegionCatalog } from '../../config/region-catalog.ts';
import { ConfigError } from '../../domain/errors.ts';
import { auditExitCode } from '../../engine/exit-code.ts';
import { quote as shellQuote } from '../../engine/tag-command.ts';
import { printable } from '../../report/printable.ts';
import { checkPlaces } from '../check-places.ts';
import { checkRoutes } from '../check-routes.ts';
import { givenBaseline } from '../given-baseline.ts';
import type { ExitCode, Io } from '../io.ts';
import { flagsAgain, loadFor, outFor, type Places, retentionDays } from '../load-for.ts';
import { noteOldNode } from '../node-version.ts';
import { collectMatching, commonCommand, later, REPORTING } from '../options.ts';
import { forgetOldRuns } from '../retention.ts';
import { runAudit } from '../run-audit.ts';
import { writeReports } from '../write-reports.ts';

export function auditCommand(io: Io, exit: (code: ExitCode) => void) {
  const command = commonCommand('audit', ['config', ...REPORTING])
    .description('Reads every account and region of the organization, judges what is there, and reports it.')
    .option('--account <id>', 'only this account; repeats', collectMatching(/^\d{12}$/, 'an account id: 12 digits'), [])
    .option(
      '--ou <id>',
      'only accounts below this OU or root; repeats',
      collectMatching(
        /^(ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}|r-[0-9a-z]{4,32})$/,
        'the id of an OU or root, such as ou-ab12-34cd56ef',
      ),
      [],
    )
    .option(
      '--region <name>',
      'only this region; repeats',
      collectMatching(/^[a-z]{2,5}(-[a-z]+)+-\d{1,2}$/, 'the name of a region, such as eu-central-1'),
      [],
    )
    .option(
      '--rule <id>',
      'only this rule; repeats',
      collectMatching(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'the id of a rule, such as map-tag-missing'),
      [],
    )
    .option('--no-spend', 'do not ask Cost Explorer, which charges for each request')
    .option('--no-traffic', 'do not ask CloudWatch; this version never does')
    .option('--alert', 'tell the configured receivers what has changed since the last run')
    .option('--resume <run>', 'go on with a run that was cut off: its id, its folder, or latest')
    .addOption(new Option('--shard <i/n>', 'not available yet').argParser(later('--shard')).hideHelp());
  return command.action(async (options) => {
    refuseBesideResume(options);
    const configuration = loadFor(options, io);
    if (options.alert) checkRoutes(configuration);
    const rules = selectRules(configuration.rules, options.rule, '--rule');
    const out = outFor(options, configuration);
    await checkPlaces(out, options.format);
    if (!options.quiet) noteOldNode(io);
    const store = openStore(out);
    const part = await runAudit(
      {
        ...(await givenBaseline(options.baseline, store, out.folder)),
        settings: configuration.settings,
        rules,
        regionCatalog: await loadRegionCatalog(),
        modelCatalog: configuration.catalog,
        spend: options.spend,
        selection: selectionOf({
          accounts: options.account,
          ous: options.ou,
          regions: options.region,
          rules: options.rule,
        }),
        placeOf: placesIn(configuration),
        store,
        ...(options.alert && { outbox: openOutbox(out, () => options.now ?? io.instant()) }),
        concurrency: options.concurrency,
        quiet: options.quiet,
        ...(options.now !== undefined && { now: options.now }),
        ...(options.deadline !== undefined && { deadline: options.deadline }),
        ...(options.resume !== undefined && { resume: options.resume }),
      },
      io,
    );
    const { run } = part;
    sayHowToGoOn(part, options, io);
    await writeReports(run, options, io, reportContext(run, store));
    await forgetOldRuns(run, { root: out.folder, days: retentionDays(out, configuration), quiet: options.quiet }, io);
    exit(auditExitCode(run.head, options.failOn));
  });
}

/** A run goes on with what it was begun with. */
function refuseBesideResume(options: {
  readonly resume?: string | undefined;
  readonly account: readonly string[];
  readonly ou: readonly string[];
  readonly region: readonly string[];
  readonly rule: readonly string[];
  readonly spend: boolean;
}): void {
  if (options.resume === undefined) return;
  const given = (['account', 'ou', 'region', 'rule'] as const).filter((flag) => options[flag].length > 0);
  const flags = [...given.map((flag) => `--${flag}`), ...(options.spend ? [] : ['--no-spend'])];
  if (flags.length === 0) return;
  const text = 'a run that goes on looks at what it was begun with; expected it without --resume, or not at all';
  throw new ConfigError(flags.map((place) => ({ place, path: '', text })));
}

function sayHowToGoOn({ run, isResumable }: Part, options: Places & { readonly quiet: boolean }, io: Io): void {
  if (!isResumable || options.quiet) return;
  const command = ['mapwarden audit --resume', ...[run.head.runId, ...flagsAgain(options)].map(shellQuote)].join(' ');
  const text = `The run was cut off. Within a day, this goes on with it and asks nothing again: ${command}`;
  io.stderr.write(`${printable(text)}\n`);
}
