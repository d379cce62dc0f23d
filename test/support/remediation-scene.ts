import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Finding } from '../../src/domain/finding.ts';
import type { LedgerEntry } from '../../src/domain/ledger.ts';
import type { Plan } from '../../src/domain/plan.ts';
import type { Sandbox } from '../../src/sandbox/server.ts';
import { buildRemediationRole, type World, type WorldAccount, type WorldTag } from '../../src/sandbox/world.ts';
import { configurationFile, type Ended, runCommand, runFolders } from './sandbox-command.ts';
import { stubEnvironment, temporaryFolder } from './sandbox-scene.ts';
import { goodProfile, MANAGEMENT, MEMBER, NOW, OTHER, smallAccounts, smallWorld } from './sandbox-world.ts';

const TEAM: WorldTag = { key: 'team', value: 't1' };

/** The small world with wrong tags in two accounts, five of which can be repaired, and the role that repairs. */
export function brokenWorld(change: Parameters<typeof smallWorld>[0] = {}): World {
  return smallWorld({
    accounts: withWriters(smallAccounts),
    profiles: [
      goodProfile({ accountId: MEMBER, id: 'untagged0001', tags: [] }),
      goodProfile({ accountId: MEMBER, id: 'untagged0002', tags: [TEAM] }),
      goodProfile({
        accountId: MEMBER,
        id: 'keycase00001',
        tags: [{ key: 'Map-Migrated', value: 'migABCDE12345' }, TEAM],
      }),
      goodProfile({ accountId: OTHER, id: 'valuecase001', tags: [{ key: 'map-migrated', value: 'MIGabcde12345' }] }),
      goodProfile({ accountId: OTHER, id: 'foreign00001', tags: [{ key: 'map-migrated', value: 'migZZZZZ99999' }] }),
      goodProfile({ accountId: OTHER, id: 'older0000001', tags: [], createdAt: '2026-01-15T10:00:00.000Z' }),
      goodProfile({
        accountId: MANAGEMENT,
        id: 'manage000001',
        tags: [{ key: 'map-migrated', value: 'migABCDE12345 ' }],
      }),
    ],
    ...change,
  });
}

/** So many untagged profiles, in turns in both member accounts. */
export function untaggedWorld(count: number): World {
  return smallWorld({
    accounts: withWriters(smallAccounts),
    profiles: Array.from({ length: count }, (_, index) =>
      goodProfile({
        accountId: index % 2 === 0 ? MEMBER : OTHER,
        id: `untagged${String(index).padStart(4, '0')}`,
        tags: [TEAM],
      }),
    ),
  });
}

function withWriters(accounts: readonly WorldAccount[]): readonly WorldAccount[] {
  return accounts.map((one) => ({ ...one, roles: [...one.roles, buildRemediationRole()] }));
}

/** What a person does with one sandbox, one configuration and one folder for the runs. */
export interface Desk {
  readonly out: string;
  readonly config: string;
  run(argv: readonly string[], interrupted?: AbortSignal): Promise<Ended>;
  /** The newest run's folder. */
  folder(): Promise<string>;
  plan(): Promise<Plan>;
  ledger(): Promise<readonly LedgerEntry[]>;
  findings(): Promise<readonly Finding[]>;
}

/** A desk at which tags may be repaired, unless the remediation settings say otherwise. */
export async function deskAt(sandbox: Sandbox, remediation: object = {}, change: object = {}): Promise<Desk> {
  stubEnvironment(sandbox.environment);
  const out = await temporaryFolder();
  const config = await configurationFile(sandbox, {
    remediation: { mode: 'apply', accounts: 'all', ...remediation },
    ...change,
  });
  const newest = async () => (await runFolders(out)).at(-1) ?? '';
  const records = async (name: string) => {
    const text = await readFile(path.join(await newest(), name), 'utf8');
    return text
      .split('\n')
      .filter((each) => each !== '')
      .map((each) => JSON.parse(each));
  };
  return {
    out,
    config,
    run: ([name = '', ...rest], interrupted) =>
      runCommand([name, '--config', config, '--out', out, '--now', NOW, '--quiet', ...rest], interrupted),
    folder: newest,
    plan: async () => JSON.parse(await readFile(path.join(await newest(), 'plan.json'), 'utf8')),
    ledger: () => records('ledger.ndjson'),
    findings: () => records('findings.ndjson'),
  };
}

/** A finding but for when it was seen: what comes back after an undo is new again. */
export function timeless(finding: Finding) {
  const { status: _, firstSeen: __, lastSeen: ___, ...rest } = finding;
  return rest;
}
