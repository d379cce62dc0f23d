import type { AccountPorts } from '../../../src/app/audit.ts';
import { auditInParts, type Part, type PartPorts, type PartRequest } from '../../../src/app/audit-in-parts.ts';
import { cutOff } from '../../../src/domain/cut-off.ts';
import type { Run } from '../../../src/domain/report.ts';
import type { Outbox } from '../../../src/ports/alerts.ts';
import type { InventoryPort } from '../../../src/ports/inventory.ts';
import { aCatalog, aFailure, aModelCatalog, anAccount, aProfile } from '../../support/builders.ts';
import { builtinRules } from '../../support/builtin-rules.ts';
import { collect, fakeInventory, fakeOrganization, fakeRegions, type memoryStore } from '../../support/fakes.ts';
import { fakeBilling } from './billing.ts';
import { spendSettings, usage } from './spend-scene.ts';

export const NOW = '2026-06-01T12:00:00.000Z';
/** Compiled once: that takes longer than an audit. */
const RULES = builtinRules();

const management = anAccount({ id: '000000000001', name: 'Management', ouPath: 'o-example/r-root' });
const member = anAccount();
const broken = anAccount({ id: '222233334444', name: 'Broken' });
const suspended = anAccount({ id: '333344445555', name: 'Suspended', state: 'SUSPENDED' });
const ACCOUNTS = [management, member, broken, suspended];
const BOOKS = [usage({ day: '2026-05-25', value: '' }), usage({ day: '2026-05-26', value: 'migABCDE12345' })];

/** What is asked, by method and what it is about, in the order of the questions. */
export type Calls = string[];

/** When the end comes: before this question, counted from 0, and whether that one is cut short by it. */
export interface Cut {
  readonly at: number;
  readonly isHard: boolean;
}

interface Circumstances {
  readonly calls: Calls;
  readonly cut: Cut | undefined;
  readonly controller: AbortController;
  readonly paysInVain: boolean;
}

/** A world in which every kind of answer occurs: whole, in part, refused, provisional, gone. */
function ports({ calls, cut, controller, paysInVain }: Circumstances): Omit<PartPorts, 'store'> {
  const lost = { requests: 0 };
  const asked = async <T>(name: string, answer: () => Promise<T>): Promise<T> => {
    const isCut = cut !== undefined && calls.length === cut.at;
    if (isCut) controller.abort();
    calls.push(isCut && cut.isHard ? `${name} (cut short)` : name);
    if (isCut && cut.isHard) {
      if (paysInVain) lost.requests += 1;
      throw cutOff(name);
    }
    return answer();
  };
  const organization = fakeOrganization(ACCOUNTS, ['ou-ab12-34cd56ef'], {
    [member.id]: new Map([['owner', 'payments@example.com']]),
  });
  const regions = fakeRegions(
    [
      { region: 'eu-west-1', state: 'enabled' },
      { region: 'us-east-1', state: 'enabled' },
      { region: 'eu-south-1', state: 'disabled' },
    ],
    { [broken.id]: aFailure({ operation: 'account:ListRegions' }) },
  );
  const untagged = aProfile({ accountId: member.id, region: 'eu-west-1', id: 'untagged', tags: new Map() });
  const stale = aProfile({ accountId: member.id, region: 'us-east-1', id: 'stale', tags: new Map() });
  const gone = aProfile({ accountId: member.id, region: 'us-east-1', id: 'gone', tags: new Map() });
  const { tags: _, ...unread } = aProfile({ accountId: management.id, region: 'us-east-1', id: 'unread' });
  const inventory = fakeInventory(
    {
      [`${member.id}/eu-west-1`]: [untagged],
      [`${member.id}/us-east-1`]: [stale, gone],
      [`${management.id}/us-east-1`]: { entries: [{ carrier: unread, provisional: false }], failure: aFailure() },
      [`${broken.id}/us-east-1`]: aFailure({ outcome: 'role-denied', operation: 'sts:AssumeRole' }),
    },
    {
      [stale.arn]: {
        state: 'read',
        carrier: {
          ...stale,
          tags: new Map([
            ['__proto__', 'x'],
            ['map-migrated', 'migABCDE12345'],
          ]),
        },
      },
      [gone.arn]: { state: 'gone' },
    },
  );
  const billing = fakeBilling(BOOKS);
  const counted: InventoryPort = {
    list: (target) => asked(`list ${target.account.id}/${target.region}`, () => inventory.list(target)),
    confirm: (target, carrier) => asked(`confirm ${carrier.arn}`, () => inventory.confirm(target, carrier)),
  };
  return {
    organization: {
      // Who calls is asked in every part.
      caller: organization.caller,
      describe: () => asked('describe', organization.describe),
      accounts: async function* () {
        yield* await asked('accounts', () => collect(organization.accounts()));
      },
      tagsOf: (id) => asked(`tags ${id}`, () => organization.tagsOf(id)),
      hasOrganizationalUnit: (id) => asked(`ou ${id}`, () => organization.hasOrganizationalUnit(id)),
    },
    accounts: () => ({
      regions: { regionsOf: (account) => asked(`regions ${account.id}`, () => regions.regionsOf(account)) },
      inventory: counted,
      billing: {
        costs: (query) => asked(`costs ${JSON.stringify(query)}`, () => billing.costs(query)),
        usageTypes: (query) => asked('usageTypes', () => billing.usageTypes(query)),
        allocationTags: (keys) => asked('allocationTags', () => billing.allocationTags(keys)),
        hasTagValues: (query) => asked(`hasTagValues ${query.key}`, () => billing.hasTagValues(query)),
        requests: () => billing.requests() + lost.requests,
      },
    }),
    clock: { now: () => NOW, monotonicMs: () => 0 },
    progress: { planned: () => undefined, finished: () => undefined, note: () => undefined, close: () => undefined },
  };
}

export interface PartScene {
  readonly store: ReturnType<typeof memoryStore>;
  readonly calls: Calls;
  readonly cut?: Cut;
  readonly resume?: string;
  readonly outbox?: Outbox;
  /** The clock of this part. */
  readonly now?: string;
  readonly request?: Partial<PartRequest>;
  readonly caller?: PartPorts['organization']['caller'];
  /** Sees for whom accounts are read. */
  readonly accounts?: (run: Parameters<PartPorts['accounts']>[0], make: () => AccountPorts) => AccountPorts;
  /** Whether a question to the bill that is cut short was sent, and may be billed. */
  readonly paysInVain?: boolean;
}

/** What is asked of an audit of that world. */
export function request(over: Partial<PartRequest> = {}): PartRequest {
  return {
    settings: { ...spendSettings(), owners: { tagKey: 'owner', accounts: {} }, sha256: 'a'.repeat(64) },
    rules: RULES,
    regionCatalog: aCatalog(),
    modelCatalog: aModelCatalog(),
    spend: true,
    selection: null,
    concurrency: 2,
    toolVersion: '0.0.0',
    placeOf: () => 'mapwarden.yaml:1:1',
    end: new AbortController().signal,
    ...over,
  };
}

/** One part of an audit of that world. */
export function part(scene: PartScene): Promise<Part> {
  const { store, calls, cut, resume, outbox, now, caller, accounts, paysInVain = false } = scene;
  const controller = new AbortController();
  const world = ports({ calls, cut, controller, paysInVain });
  return auditInParts(
    {
      ...world,
      organization: { ...world.organization, ...(caller && { caller }) },
      accounts: (run) => (accounts ? accounts(run, () => world.accounts(run)) : world.accounts(run)),
      store,
      ...(outbox && { outbox }),
      ...(now !== undefined && { clock: { now: () => now, monotonicMs: () => 0 } }),
    },
    request({ end: controller.signal, ...(resume !== undefined && { resume }), ...scene.request }),
  );
}

/** All that a run says. */
export async function contents({ head, findings, resources, memory }: Run) {
  return {
    head,
    findings: await collect(findings()),
    resources: await collect(resources()),
    memory: await collect(memory()),
  };
}
