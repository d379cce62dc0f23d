import type { Account } from '../../../src/domain/account.ts';
import type { Agreement } from '../../../src/domain/agreement.ts';
import type { Carrier } from '../../../src/domain/carrier.ts';
import type { ModelCatalog } from '../../../src/domain/model-catalog.ts';
import type { SpendSettings } from '../../../src/domain/spend.ts';
import type { FactContext } from '../../../src/engine/facts.ts';

export const TAG = { key: 'map-migrated', prefix: 'mig' } as const;
export const TODAY = '2026-06-01';
export const NOW = '2026-06-01T08:00:00.000Z';

export const SPEND: SpendSettings = {
  enabled: true,
  lookbackDays: 30,
  metric: 'AmortizedCost',
  maxRequests: 12,
  minFindingUsd: '1',
};

/** A small list: all of Amazon's models, AgentCore, and a few by name, some with names that begin alike. */
export const CATALOG: ModelCatalog = {
  edition: '2026-04-06',
  source: 'a test',
  sha256: 'c'.repeat(64),
  entries: [
    entry('Amazon', '2024-12-16', ['amazon.'], ['Amazon Bedrock']),
    entry('AgentCore', '2025-11-04', [], ['Amazon Bedrock AgentCore']),
    entry('Claude 3.5 Sonnet', '2024-12-16', ['anthropic.claude-3-5-sonnet-20240620'], ['claude 3.5 sonnet']),
    entry('Claude 3.5 Sonnet v2', '2024-12-16', ['anthropic.claude-3-5-sonnet'], ['claude 3.5 sonnet v2']),
    entry('Claude Sonnet 4.5', '2025-09-28', ['anthropic.claude-sonnet-4-5'], ['claude sonnet 4.5']),
    entry('Command R', '2024-12-16', ['cohere.command-r-v1'], ['cohere command r']),
    entry('Command R+', '2024-12-16', ['cohere.command-r-plus'], ['cohere command r+']),
  ],
};

function entry(name: string, eligibleAfter: string, modelIds: readonly string[], serviceNames: readonly string[]) {
  return { name, eligibleAfter, productCodes: [], modelIds, serviceNames };
}

export const ACCOUNT: Account = {
  id: '111122223333',
  name: 'Payments',
  state: 'ACTIVE',
  ouPath: 'o-1/r-1/ou-a',
};

export function agreement(id: string, changes: Partial<Agreement> = {}): Agreement {
  return {
    id,
    name: `Agreement ${id}`,
    tagValue: `mig${id}`,
    acceptedOn: '2025-02-03',
    startsOn: '2025-02-03',
    endsOn: '2028-02-02',
    scope: { ous: [], accounts: [] },
    ...changes,
  };
}

/** An agreement of another account. */
export const ELSEWHERE = agreement('OTHER00000', { scope: { ous: [], accounts: ['444455556666'] } });

export function carrier(tags: Readonly<Record<string, string>> | undefined, changes: Partial<Carrier> = {}): Carrier {
  return {
    type: 'inference-profile',
    arn: 'arn:aws:bedrock:eu-central-1:111122223333:application-inference-profile/abc123',
    id: 'abc123',
    name: 'chat',
    accountId: ACCOUNT.id,
    region: 'eu-central-1',
    createdAt: '2025-03-01T10:00:00.000Z',
    models: [{ id: 'amazon.nova-pro-v1:0', provider: 'amazon' }],
    ...(tags === undefined ? {} : { tags: new Map(Object.entries(tags)) }),
    ...changes,
  };
}

export function context(
  agreements: readonly Agreement[] = [agreement('ABCDE12345'), ELSEWHERE],
  changes: Partial<FactContext> = {},
): FactContext {
  return {
    account: ACCOUNT,
    settings: { agreements, tag: TAG, method: 'inference-profile', spend: SPEND },
    today: TODAY,
    catalog: CATALOG,
    ...changes,
  };
}
