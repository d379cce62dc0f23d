import type { Check, CheckId } from '../../../src/domain/checkup.ts';
import { checkupOf } from '../../../src/engine/checkup/checkup.ts';
import type { AccountLook, Examination, Known, TaggerSigns } from '../../../src/engine/checkup/examination.ts';
import { aFailure, anAccount, settings } from '../../support/builders.ts';

export const DONE = { answer: undefined };
export const DENIED = { failure: aFailure() };
export const SILENT = { failure: aFailure({ outcome: 'timed-out', code: 'TimeoutError' }) };
export const route = {
  id: 'sns-1',
  channel: 'sns',
  target: 'arn:aws:sns:us-east-1:999988887777:x',
  scope: { ous: [], accounts: [] },
  owners: [],
  minSeverity: 'high',
} as const;

export function aLook(over: Partial<AccountLook> = {}): AccountLook {
  return {
    account: anAccount(),
    left: undefined,
    isOwn: false,
    role: DONE,
    ownRegions: DONE,
    regionsOnBehalf: undefined,
    listings: [{ region: 'us-east-1', listed: DONE }],
    tags: DONE,
    bulkTags: DONE,
    remediationRole: undefined,
    ...over,
  };
}

export function known(over: Partial<Known> = {}): Known {
  return {
    organization: { answer: { id: 'o-x', managementAccountId: '999988887777' } },
    accounts: { answer: 2 },
    scopes: DONE,
    looks: [aLook()],
    trustedAccess: { accountId: '111122223333', regions: DONE },
    bill: {
      left: undefined,
      role: undefined,
      costs: DONE,
      usageTypes: DONE,
      allocationTags: { answer: [{ key: 'map-migrated', status: 'active', updatedAt: null }] },
      requests: 3,
    },
    receivers: [],
    ...over,
  };
}

export const NO_SIGNS: TaggerSigns = { applied: 0, lastAppliedAt: null, latest: null, stripped: 0 };

export function examination(over: Partial<Known> = {}, rest: Partial<Examination> = {}): Examination {
  return {
    now: '2026-06-01T00:00:00.000Z',
    store: { place: './out', attempt: DONE },
    signs: { answer: NO_SIGNS },
    caller: { answer: { arn: 'arn:aws:iam::999988887777:user/me', accountId: '999988887777' } },
    known: known(over),
    ...rest,
  };
}

export function only(id: CheckId, given: Examination, over = settings()): Check {
  const [first, ...others] = checkupOf(given, over).checks.filter((check) => check.id === id);
  if (first === undefined || others.length > 0) throw new Error(`${id}: ${others.length}`);
  return first;
}
