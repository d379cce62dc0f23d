import type { CheckpointHead } from '../domain/checkpoint.ts';
import type { IsoInstant } from '../domain/dates.ts';
import type { Run } from '../domain/report.ts';
import { byRunId } from '../domain/run-id.ts';
import { rulesetHash } from '../engine/ruleset.ts';
import type { OrganizationPort } from '../ports/organization.ts';
import type { RunStore, RunWriter } from '../ports/run-store.ts';
import {
  type AccountPorts,
  type AuditedRun,
  type AuditPorts,
  type AuditRequest,
  audit,
  type EarlierParts,
} from './audit.ts';
import { type Checkpoint, openCheckpoint } from './checkpoint.ts';
import { createReadings, type Readings } from './readings.ts';
import { resumableBilling, resumableInventory, resumableOrganization, resumableRegions } from './resumable-ports.ts';
import { checkCaller, checkResuming } from './resume-check.ts';
import { type Unsent, unsentOf } from './unsent.ts';

export interface PartPorts extends Omit<AuditPorts, 'accounts'> {
  /** `requestsSent`: to Cost Explorer, by earlier parts of the run; so many fewer are left. */
  readonly accounts: (run: AuditedRun & { readonly requestsSent: number }) => AccountPorts;
}

export interface PartRequest extends AuditRequest {
  /**
   * Once it is aborted, nothing more is asked. What is under way is waited for: the ports may be given a signal of their
   * own that ends it somewhat later.
   */
  readonly end: AbortSignal;
  /**
   * The run to go on with: its id, its folder or `latest`. Its instant and selection, and whether the bill is read, are
   * then those that it was begun with, and `rules` are all that are configured.
   */
  readonly resume?: string;
}

export interface Part {
  readonly run: Run;
  /** Whether something was not asked or not answered because of the end: then the run has a checkpoint. */
  readonly isResumable: boolean;
}

const NOTHING = { byQuestion: new Map(), lostRequests: 0 } as const;

/**
 * Audits the organization, or goes on with an audit that was cut off. What was answered in an earlier part is not asked
 * again, and everything is judged anew: so the last part's report is that of a run that was never cut off. Throws as
 * {@link audit} does, and ConfigError where the run cannot be resumed.
 */
export async function auditInParts(ports: PartPorts, request: PartRequest): Promise<Part> {
  const past = request.resume === undefined ? undefined : await openCheckpoint(ports.store, request.resume);
  const asked = past ? asBegun(request, past.head) : request;
  if (past) checkResuming(past.head, groundOf(asked), ports.clock.now());
  const readings = createReadings(request.end, past?.readings ?? NOTHING);
  const unsent = past && ports.outbox && (await unsentOf(ports.outbox, past.head.runId));
  const sent = past ? requestsOf(past) : 0;
  const organization = whoAsks(resumableOrganization(ports.organization, readings), past?.head);
  const run = await audit(
    {
      ...ports,
      organization,
      accounts: (found) => {
        const { regions, inventory, billing } = ports.accounts({ ...found, requestsSent: sent });
        return {
          regions: resumableRegions(regions, readings),
          inventory: resumableInventory(inventory, readings),
          billing: resumableBilling(billing, readings),
        };
      },
      clock: past ? clockFrom(past.head.now, ports.clock) : ports.clock,
      store: recordingStore(ports.store, { past, readings, request: asked, organization }),
      ...(ports.outbox && { outbox: unsent?.outbox ?? ports.outbox }),
    },
    { ...asked, ...(past && { earlier: await earlierParts(ports.store, past, unsent) }) },
  );
  await unsent?.withdrawRest();
  return { run, isResumable: readings.wasCutOff() };
}

/** The request as the run's first part had it. */
function asBegun(request: PartRequest, { selection, spend }: CheckpointHead): PartRequest {
  const rules = selection?.rules ?? [];
  return {
    ...request,
    selection,
    spend,
    rules: rules.length === 0 ? request.rules : request.rules.filter(({ definition }) => rules.includes(definition.id)),
  };
}

/** Where the last part left no report, its process died, and nobody was told of what it found. */
async function earlierParts(
  store: RunStore,
  { head, parts }: Checkpoint,
  unsent: Unsent | undefined,
): Promise<EarlierParts> {
  const run = await store.open(head.runId);
  return { count: parts, memory: run?.memory(), unheard: unsent?.routes ?? new Set() };
}

/** What must be the same in all parts. */
function groundOf(request: PartRequest) {
  return {
    toolVersion: request.toolVersion,
    configurationSha256: request.settings.sha256,
    rulesetSha256: rulesetHash(request.rules),
    catalogSha256: request.modelCatalog.sha256,
    regionsEdition: request.regionCatalog.edition,
    baseline: request.baseline?.runId ?? null,
  };
}

function requestsOf({ readings }: Checkpoint): number {
  const counted = [...readings.byQuestion.values()].map(({ requests = 0 }) => requests);
  return counted.reduce((sum, each) => sum + each, readings.lostRequests);
}

/** Asks once who calls and which organization it is; refuses another caller than the run was begun by. */
function whoAsks(port: OrganizationPort, head: CheckpointHead | undefined): OrganizationPort {
  const ask = async () => {
    const caller = await port.caller();
    if (head) checkCaller(head, caller.accountId);
    return caller;
  };
  let caller: ReturnType<typeof ask> | undefined;
  let organization: ReturnType<OrganizationPort['describe']> | undefined;
  return {
    ...port,
    caller() {
      caller ??= ask();
      return caller;
    },
    describe() {
      organization ??= port.describe();
      return organization;
    },
  };
}

/** The first look at the clock is the beginning of the run. */
function clockFrom(began: IsoInstant, { now, monotonicMs }: AuditPorts['clock']): AuditPorts['clock'] {
  let isBegun = false;
  return {
    monotonicMs,
    now() {
      if (isBegun) return now();
      isBegun = true;
      return began;
    },
  };
}

interface Recording {
  readonly past: Checkpoint | undefined;
  readonly readings: Readings;
  readonly request: PartRequest;
  readonly organization: OrganizationPort;
}

/** The store as an audit sees it that records what it reads: the run is opened anew, or gone on with. */
function recordingStore(store: RunStore, { past, readings, request, organization }: Recording): RunStore {
  return {
    ...store,
    async *runs() {
      // The run before is the one before the first part.
      for await (const runId of store.runs()) if (!past || byRunId(runId, past.head.runId) < 0) yield runId;
    },
    async begin(now, suffix) {
      const writer = await (past ? past.begin() : store.begin(now, suffix));
      if (!past) {
        const { accountId } = await organization.caller();
        const { id } = await organization.describe();
        const { selection, spend } = request;
        const run = { runId: writer.runId, now, callerAccountId: accountId, organizationId: id, selection, spend };
        await writer.record({ of: 'run', schemaVersion: 1, ...run, ...groundOf(request) });
      }
      await readings.keepIn(writer.record);
      return ending(writer, readings);
    },
  };
}

/** A run that was cut off keeps its checkpoint. */
function ending(writer: RunWriter, readings: Readings): RunWriter {
  return {
    ...writer,
    async finish(head) {
      const isResumable = readings.wasCutOff();
      if (isResumable) await writer.record({ of: 'part' });
      return writer.finish(head, { isResumable });
    },
  };
}
