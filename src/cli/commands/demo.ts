import path from 'node:path';
import process from 'node:process';
import { openStore } from '../../compose/open-store.ts';
import { placesIn } from '../../compose/places-in.ts';
import { reportContext } from '../../compose/report-context.ts';
import { readDocument } from '../../config/document.ts';
import { configurationOf } from '../../config/load.ts';
import { loadRegionCatalog } from '../../config/region-catalog.ts';
import { auditExitCode } from '../../engine/exit-code.ts';
import { FORMATS } from '../../report/formats.ts';
import { markdown } from '../../report/markdown.ts';
import { printable } from '../../report/printable.ts';
import { startSandbox } from '../../sandbox/server.ts';
import { checkPlaces } from '../check-places.ts';
import { givenBaseline } from '../given-baseline.ts';
import type { ExitCode, Io } from '../io.ts';
import { isolate } from '../isolate.ts';
import { outFor } from '../load-for.ts';
import { commonCommand, REPORTING, simulatedNow, wholeNumber } from '../options.ts';
import { runAudit } from '../run-audit.ts';
import { writeFileWhole, writeReports } from '../write-reports.ts';

export function demoCommand(io: Io, exit: (code: ExitCode) => void) {
  const command = commonCommand('demo', REPORTING)
    .description('Audits a simulated organization on this machine; no AWS account is needed or touched.')
    .option('--accounts <n>', 'accounts in it (default: 24)', wholeNumber(1, 5_000))
    .option('--regions <n>', 'regions that AWS names in it (default: 20)', wholeNumber(1, 34))
    .option('--seed <n>', 'which organization: equal seeds give equal ones', wholeNumber(0, 4_294_967_295))
    .option('--exit-code', 'exit as the audit would, not with 0');
  return command.action(async (options) => {
    isolate(process.env);
    const out = outFor(options);
    await checkPlaces(out, options.format);
    const now = simulatedNow(options.now ?? io.instant());
    const sandbox = await startSandbox({
      now,
      ...(options.accounts !== undefined && { accounts: options.accounts }),
      ...(options.regions !== undefined && { regions: options.regions }),
      ...(options.seed !== undefined && { seed: options.seed }),
    });
    try {
      const configuration = configurationOf(readDocument(JSON.stringify(sandbox.configuration), 'demo'));
      const store = openStore(out);
      const { run } = await runAudit(
        {
          ...(await givenBaseline(options.baseline, store, out.folder)),
          settings: configuration.settings,
          rules: configuration.rules,
          placeOf: placesIn(configuration),
          regionCatalog: await loadRegionCatalog(),
          modelCatalog: configuration.catalog,
          spend: true,
          selection: null,
          store,
          concurrency: options.concurrency,
          quiet: options.quiet,
          ...(options.now !== undefined && { now: options.now }),
          ...(options.deadline !== undefined && { deadline: options.deadline }),
          aws: {
            credentials: sandbox.credentials,
            endpoint: sandbox.url,
            homeRegion: 'us-east-1',
            loopbackOnly: true,
          },
        },
        io,
      );
      const context = reportContext(run, store);
      const look = { ...context, color: false, width: 80 };
      await writeFileWhole(path.join(run.place, 'report.md'), markdown(run, look));
      const report = path.join(run.place, 'report.html');
      await writeFileWhole(report, FORMATS.html(run, look));
      // With it, explain can be tried on the simulated organization too.
      const file = path.join(run.place, 'configuration.json');
      await writeFileWhole(file, oneChunk(`${JSON.stringify(sandbox.configuration, null, 2)}\n`));
      await writeReports(run, options, io, context);
      const code = auditExitCode(run.head, options.failOn);
      if (!options.quiet) {
        io.stderr.write(`${printable(`The report to open: ${report}`)}\n`);
        io.stderr.write(`${printable(`To explain one of its resources: mapwarden explain ARN --config ${file}`)}\n`);
        io.stderr.write(`${wouldExit(code)}\n`);
      }
      exit(options.exitCode ? code : 0);
    } finally {
      await sandbox.close();
    }
  });
}

function wouldExit(code: ExitCode): string {
  return `On a real organization, audit would have exited with ${code}.`;
}

async function* oneChunk(text: string): AsyncGenerator<string> {
  yield text;
}
