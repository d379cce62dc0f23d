import type { Account } from '../../src/domain/account.ts';
import type { Remembered } from '../../src/domain/alerts.ts';
import type { Carrier, Tags } from '../../src/domain/carrier.ts';
import { type CheckpointLine, overtaken } from '../../src/domain/checkpoint.ts';
import { AwsError, type Failure } from '../../src/domain/errors.ts';
import type { Finding } from '../../src/domain/finding.ts';
import type { LedgerEntry } from '../../src/domain/ledger.ts';
import type { ReportHead, ResourceRecord, Run } from '../../src/domain/report.ts';
import type { BillingPort, CostQuery, CostRow } from '../../src/ports/billing.ts';
import type { Confirmation, Inventory, InventoryPort } from '../../src/ports/inventory.ts';
import type { Ledger } from '../../src/ports/ledger.ts';
import type { OrganizationPort } from '../../src/ports/organization.ts';
import type { Progress } from '../../src/ports/progress.ts';
import type { RegionStatus, RegionsPort } from '../../src/ports/regions.ts';
import type { RunStore, RunWriter } from '../../src/ports/run-store.ts';
import { aProfile } from './builders.ts';

/** A progress that remembers. */
export function recordingProgress() {
  const events: string[] = [];
  const progress: Progress = {
    planned: (targets) => void events.push(`planned ${targets}`),
    finished: () => void events.push('finished'),
    note: (text) => void events.push(`note ${text}`),
    close: () => void events.push('close'),
  };
  return { progress, events };
}

/** An organization with the given accounts; the first one is both caller and management account. */
export function fakeOrganization(
  accounts: readonly Account[],
  emptyOus: readonly string[] = [],
  tags: Readonly<Record<string, Tags>> = {},
): OrganizationPort {
  const [first] = accounts;
  const accountId = first?.id ?? '999988887777';
  return {
    caller: async () => ({ arn: `arn:aws:sts::${accountId}:assumed-role/Admin/me`, accountId }),
    describe: async () => ({ id: 'o-example', managementAccountId: accountId }),
    async *accounts() {
      yield* accounts;
    },
    tagsOf: async (id) => tags[id] ?? new Map(),
    hasOrganizationalUnit: async (id) => emptyOus.includes(id),
  };
}

/** Every account has the same regions, but for those of which it is said otherwise. */
export function fakeRegions(
  regions: readonly RegionStatus[],
  special: Readonly<Record<string, readonly RegionStatus[] | Failure>> = {},
): RegionsPort & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    async regionsOf({ id }) {
      asked.push(id);
      const own = special[id] ?? regions;
      if ('outcome' in own) throw new AwsError(own);
      return [...own].sort((a, b) => (a.region < b.region ? -1 : 1));
    },
  };
}

export type Shelf = readonly Carrier[] | Failure | Promise<readonly Carrier[]>;

/** Carriers by `account/region`; one compliant profile in every other target. */
export function fakeInventory(
  shelves: Readonly<Record<string, Shelf | Inventory>> = {},
  confirmations: Readonly<Record<string, Confirmation>> = {},
): InventoryPort & { readonly listed: string[]; readonly confirmed: string[] } {
  const listed: string[] = [];
  const confirmed: string[] = [];
  return {
    listed,
    confirmed,
    async list({ account, region }) {
      const place = `${account.id}/${region}`;
      listed.push(place);
      const shelf = await (shelves[place] ?? [aProfile({ accountId: account.id, region })]);
      if (isList(shelf)) return { entries: shelf.map((carrier) => ({ carrier, provisional: true })) };
      if ('entries' in shelf) return shelf;
      throw new AwsError(shelf);
    },
    async confirm(_target, carrier) {
      confirmed.push(carrier.arn);
      return confirmations[carrier.arn] ?? { state: 'read', carrier };
    },
  };
}

/** Array.isArray does not narrow readonly arrays. */
function isList(shelf: readonly Carrier[] | Failure | Inventory): shelf is readonly Carrier[] {
  return Array.isArray(shelf);
}

/** A bill with nothing on it, unless rows are given by the first group of the query. */
export function fakeBilling(rows: (query: CostQuery) => readonly CostRow[] = () => []): BillingPort {
  let requests = 0;
  const asked = <T>(answer: T): T => {
    requests += 1;
    return answer;
  };
  return {
    costs: async (query) => asked(rows(query)),
    usageTypes: async () => asked([]),
    allocationTags: async (keys) =>
      asked(keys.map((key) => ({ key, status: 'active' as const, updatedAt: '2025-01-01T00:00:00.000Z' }))),
    hasTagValues: async () => asked(false),
    requests: () => requests,
  };
}

/** A ledger that keeps its lines in memory. */
export function memoryLedger(lines: LedgerEntry[] = []): Ledger {
  return {
    entries: async () => [...lines],
    append: async (entry) => void lines.push(entry),
    close: async () => undefined,
  };
}

/** A store that keeps runs in memory. */
export function memoryStore(): RunStore & { readonly abandoned: string[] } {
  const shelf: MemoryShelf = { runs: new Map(), checkpoints: new Map(), abandoned: [] };
  const { runs, checkpoints, abandoned } = shelf;
  const plans = new Map<string, string>();
  const ledgers = new Map<string, LedgerEntry[]>();
  const taken = new Set<string>();
  const open = (run: string) => {
    if (run !== 'latest') return runs.get(run) ?? [...runs.values()].find(({ place }) => place === run);
    const whole = [...runs.values()].filter(({ head }) => head.coverage.selection === null);
    return whole.sort((a, b) => byRunId(a.head.runId, b.head.runId)).at(-1);
  };
  return {
    abandoned,
    async begin(now, suffix) {
      const base = `${now.slice(0, 19).replaceAll(/[-:]/g, '')}Z-${suffix}`;
      let runId = base;
      for (let attempt = 2; taken.has(runId); attempt += 1) runId = `${base}-${attempt}`;
      taken.add(runId);
      return memoryWriter(runId, shelf);
    },
    async resume(run) {
      const runId = open(run)?.head.runId ?? run;
      const lines = checkpoints.get(runId);
      if (!lines) return undefined;
      return { runId, checkpoint: () => each(lines), begin: async () => memoryWriter(runId, shelf, lines) };
    },
    async *runs() {
      for (const { head } of [...runs.values()].sort((a, b) => byRunId(b.head.runId, a.head.runId))) yield head.runId;
    },
    open: async (run) => open(run),
    async writePlan({ place }, plan) {
      plans.set(place, JSON.stringify(plan));
      return `${place}/plan.json`;
    },
    readPlan: async ({ place }) => plans.get(place),
    async openLedger({ head: { runId } }) {
      const lines = ledgers.get(runId) ?? [];
      ledgers.set(runId, lines);
      return memoryLedger(lines);
    },
    async *ledgers() {
      const begun = [...ledgers].filter(([, entries]) => entries.length > 0);
      for (const [runId, entries] of begun.sort(([a], [b]) => byRunId(a, b)))
        yield { runId, entries: async () => [...entries] };
    },
  };
}

function byRunId(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

interface MemoryShelf {
  readonly runs: Map<string, Run>;
  readonly checkpoints: Map<string, readonly CheckpointLine[]>;
  readonly abandoned: string[];
}

/** `found`: the checkpoint that a later part begins with. */
function memoryWriter(runId: string, shelf: MemoryShelf, found?: readonly CheckpointLine[]): RunWriter {
  const { runs, checkpoints, abandoned } = shelf;
  const findings: Finding[] = [];
  const resources: ResourceRecord[] = [];
  const memory: Remembered[] = [];
  const enclosures = new Map<string, string>();
  const lines: CheckpointLine[] = structuredClone([...(found ?? [])]);
  const place = `memory/${runId}`;
  return {
    runId,
    place,
    async remember(records) {
      memory.push(...records);
    },
    async enclose(name, text) {
      enclosures.set(name, text);
    },
    async record(line) {
      lines.push(JSON.parse(JSON.stringify(line)));
    },
    async append(newFindings, newResources) {
      findings.push(...newFindings);
      resources.push(...newResources);
    },
    async finish(head: ReportHead, end) {
      if (found && checkpoints.get(runId) !== found) throw overtaken(runId);
      if (end?.isResumable) checkpoints.set(runId, lines);
      else checkpoints.delete(runId);
      const run: Run = {
        head,
        place,
        findings: () => each(findings),
        resources: () => each(resources),
        memory: () => each(memory.map((record, line) => ({ place: `${place}/memory.ndjson:${line + 1}`, record }))),
        enclosure: async (name) => enclosures.get(name),
      };
      runs.set(runId, run);
      return run;
    },
    async abandon() {
      if (!found) abandoned.push(runId);
    },
  };
}

async function* each<T>(records: readonly T[]): AsyncGenerator<T> {
  yield* records;
}

export async function collect<T>(records: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const record of records) all.push(record);
  return all;
}
