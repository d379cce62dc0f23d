import type { Part } from '../app/audit-in-parts.ts';
import type { Aws } from '../aws/connect.ts';
import { afterGrace } from '../aws/grace.ts';
import { openOutbox, openStore } from '../compose/open-store.ts';
import { placesIn } from '../compose/places-in.ts';
import { reachAws } from '../compose/reach-aws.ts';
import { runAudit } from '../compose/run-audit.ts';
import { selectRules } from '../compose/select.ts';
import { CARRIED_FILES } from '../config/carried-files.ts';
import { loadRegionCatalog } from '../config/region-catalog.ts';
import type { Selection } from '../domain/report.ts';
import type { Outbox } from '../ports/alerts.ts';
import type { Progress } from '../ports/progress.ts';
import type { RunStore } from '../ports/run-store.ts';
import type { Started } from './function-start.ts';
import type { FunctionTools, Invocation } from './function-tools.ts';
import { logProgress, logRun, namingRuns } from './log-progress.ts';

/** Calls to AWS in flight, as from the command line. */
const CONCURRENCY = 64;
/** Left for writing, planning and telling once nothing more is asked. */
const MARGIN_MS = 90_000;

/** As much of an audit as one invocation does. */
export interface AuditPart {
  readonly tools: FunctionTools;
  readonly started: Started;
  readonly selection: Selection | null;
  /** The run to go on with. */
  readonly resume: string | undefined;
  /** How many invocations there were before this one. */
  readonly link: number;
  readonly invocation: Invocation;
}

/** What the end of a run needs. */
export interface RunDesk {
  readonly aws: Aws;
  readonly store: RunStore;
  readonly outbox: Outbox;
  readonly progress: Progress;
}

/** Audits until shortly before the invocation's end, and then does the rest. */
export function auditPart<T>(
  { tools, started, selection, resume, invocation }: AuditPart,
  rest: (part: Part, desk: RunDesk) => Promise<T>,
): Promise<T> {
  const { machine, log } = tools;
  const { configuration } = started;
  const { settings, rules, catalog, place } = configuration;
  const store = namingRuns(openStore(place), log);
  const outbox = openOutbox(place, machine.instant);
  const progress = logProgress(log, 'targets');
  const deadline = Math.max(0, invocation.getRemainingTimeInMillis() - MARGIN_MS) / 1_000;
  const work = async (aws: Aws, end: AbortSignal) => {
    const part = await runAudit(
      aws,
      {
        settings,
        rules: selectRules(rules, selection?.rules ?? [], 'event'),
        regionCatalog: await loadRegionCatalog(CARRIED_FILES),
        modelCatalog: catalog,
        spend: true,
        selection,
        placeOf: placesIn(configuration),
        store,
        outbox,
        concurrency: CONCURRENCY,
        progress,
        end,
        ...(resume !== undefined && { resume }),
      },
      machine,
    );
    logRun(log, part.run);
    return rest(part, { aws, store, outbox, progress });
  };
  return reachAws({ concurrency: CONCURRENCY, deadline }, machine, work, afterGrace);
}
