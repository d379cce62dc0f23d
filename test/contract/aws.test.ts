import { onTestFinished } from 'vitest';
import { type Aws, connectAws } from '../../src/aws/connect.ts';
import type { Account } from '../../src/domain/account.ts';
import type { Carrier, Tags } from '../../src/domain/carrier.ts';
import type { RegionStatus } from '../../src/ports/regions.ts';
import { buildUsageLine, costing } from '../../src/sandbox/books.ts';
import { type Fault, startSandbox } from '../../src/sandbox/server.ts';
import {
  buildAccount,
  buildProfile,
  buildWorld,
  type RegionOptStatus,
  type World,
  type WorldAccount,
  type WorldAccountState,
  type WorldProfile,
} from '../../src/sandbox/world.ts';
import { billingPortContract } from './billing-port.ts';
import { inventoryPortContract } from './inventory-port.ts';
import { organizationPortContract } from './organization-port.ts';
import { regionsPortContract } from './regions-port.ts';

const NOW = '2026-06-01T00:00:00.000Z';
const ROOT = 'o-northwind01/r-nw01';
const management = buildAccount({ id: '999988887777', name: 'Management' });

/** The adapters before a strict simulated AWS, over real HTTP. Both end with the test. */
async function connect(world: World, faults: readonly Fault[] = [], emptyPages = true): Promise<Aws> {
  const sandbox = await startSandbox({ now: NOW, strict: true, tagLagMs: 0, emptyPages, faults }, world);
  const aws = await connectAws({
    concurrency: 8,
    signal: new AbortController().signal,
    endpoint: sandbox.url,
    credentials: sandbox.credentials,
    loopbackOnly: true,
    userAgent: 'mapwarden/contract',
  });
  onTestFinished(async () => {
    aws.close();
    await sandbox.close();
    const violations = sandbox.violations();
    if (violations.length > 0) throw new Error(violations.join('\n'));
  });
  return aws;
}

async function accountPorts(world: World, faults: readonly Fault[], maxRequests?: number) {
  // Pages of the bill are counted, and an empty one is a page too.
  const aws = await connect(world, faults, maxRequests === undefined);
  return aws.accounts(await aws.organization.caller(), await aws.organization.describe(), {
    role: 'MapwardenAudit',
    managementRole: 'MapwardenAudit',
    maxRequests: maxRequests ?? 12,
    sessionName: 'mapwarden-contract',
    now: () => NOW,
    epochMs: () => Date.now(),
  });
}

function worldAccount(account: Account, regions: readonly string[] = ['us-east-1']): WorldAccount {
  return buildAccount({
    ...account,
    // The scenes have no other words.
    state: account.state as WorldAccountState,
    regions: regions.map((region) => ({ region, status: 'ENABLED' })),
  });
}

billingPortContract('AWS', async ({ lines, maxRequests }) => {
  const updatedAt = '2024-12-17T00:00:00.000Z';
  const world = buildWorld([management], {
    books: lines.map(({ value, principal, cents, ...line }) =>
      buildUsageLine({
        ...line,
        amounts: costing((cents / 100).toFixed(2)),
        tags: { resource: { 'map-migrated': value }, principal: { 'map-migrated': principal } },
      }),
    ),
    allocationTags: [
      { key: 'map-migrated', status: 'Active', updatedAt },
      { key: 'iamPrincipal/map-migrated', status: 'Active', updatedAt },
      { key: 'owner', status: 'Inactive', updatedAt },
    ],
  });
  return (await accountPorts(world, [], maxRequests)).billing;
});

organizationPortContract('AWS', async ({ accounts, emptyOu, tags }) => {
  const units = [...new Set([...accounts.map(({ ouPath }) => ouPath), `${ROOT}/${emptyOu}`])]
    .map((path) => ({ id: path.slice(path.lastIndexOf('/') + 1), name: 'unit', path }))
    .filter(({ id }) => id.startsWith('ou-'));
  const world = buildWorld(
    accounts.map((account) => ({ ...worldAccount(account), tags: listOf(tags[account.id] ?? new Map()) })),
    { organizationalUnits: units },
  );
  return (await connect(world)).organization;
});

const STATUSES = { enabled: 'ENABLED', disabled: 'DISABLED', changing: 'ENABLING' } as const satisfies Record<
  RegionStatus['state'],
  RegionOptStatus
>;

regionsPortContract('AWS', async ({ account, regions, closed }) => {
  const own = regions.map(({ region, state }) => ({ region, status: STATUSES[state] }));
  const world = buildWorld([management, { ...worldAccount(account), regions: own }, worldAccount(closed)]);
  return (await accountPorts(world, [{ kind: 'regions-denied', accountId: closed.id }])).regions;
});

inventoryPortContract('AWS', async (scene) => {
  const { readable, empty, denied, untellable, unread, carriers } = scene;
  const { account } = readable;
  const regions = [readable, empty, denied, untellable].map(({ region }) => region);
  const world = buildWorld([management, worldAccount(account, regions)], {
    profiles: [...carriers, unread].map(worldProfile),
  });
  const { inventory } = await accountPorts(world, [
    { kind: 'access-denied', accountId: account.id, region: denied.region },
    { kind: 'tags-denied', accountId: account.id, region: untellable.region },
  ]);
  return inventory;
});

function listOf(tags: Tags): readonly { readonly key: string; readonly value: string }[] {
  return [...tags].map(([key, value]) => ({ key, value }));
}

function worldProfile({ id, name, accountId, region, createdAt = NOW, models = [], tags }: Carrier): WorldProfile {
  return buildProfile({
    id,
    name,
    accountId,
    region,
    createdAt,
    models: models.map((model) => `arn:aws:bedrock:${region}::foundation-model/${model.id}`),
    tags: listOf(tags ?? new Map()),
  });
}
