import type { Account } from '../../../src/domain/account.ts';
import type { Agreement } from '../../../src/domain/agreement.ts';
import type { Carrier } from '../../../src/domain/carrier.ts';
import type { FactContext } from '../../../src/engine/facts.ts';

export const TAG = { key: 'map-migrated', prefix: 'mig' } as const;
export const TODAY = '2026-06-01';
export const NOW = '2026-06-01T08:00:00.000Z';

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
    settings: { agreements, tag: TAG, method: 'inference-profile' },
    today: TODAY,
    ...changes,
  };
}
