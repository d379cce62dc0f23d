import { readSpend, type SpendReading, type SpendRequest } from '../../../src/app/spend.ts';
import type { Account } from '../../../src/domain/account.ts';
import type { Failure } from '../../../src/domain/errors.ts';
import type { Settings } from '../../../src/domain/settings.ts';
import { CATALOG } from '../../engine/support/world.ts';
import { aCatalog, anAgreement, settings } from '../../support/builders.ts';
import { type BillingOptions, fakeBilling, type UsageLine } from './billing.ts';

export const TODAY = '2026-06-11';

export const PAYMENTS: Account = { id: '111122223333', name: 'Payments', state: 'ACTIVE', ouPath: 'o-1/r-1/ou-a' };
export const SEARCH: Account = { id: '444455556666', name: 'Search', state: 'ACTIVE', ouPath: 'o-1/r-1/ou-b' };
export const GONE = '777788889999';

export const BEDROCK = 'Amazon Bedrock';
export const SONNET = 'Claude Sonnet 4.5 (Amazon Bedrock Edition)';

/** A usage line of $1.00, on a day of both window and week. */
export function usage(changes: Partial<UsageLine> = {}): UsageLine {
  return {
    day: '2026-06-05',
    accountId: PAYMENTS.id,
    service: BEDROCK,
    usageType: 'USE1-NovaLite-output-tokens',
    region: 'us-east-1',
    value: 'migABCDE12345',
    principal: '',
    units: 10n ** 10n,
    ...changes,
  };
}

/** An agreement of the Search account only. */
export const SEARCH_ONLY = anAgreement({
  id: 'SEARCH0000',
  tagValue: 'migSEARCH0000',
  scope: { ous: [], accounts: [SEARCH.id] },
});

export function spendSettings(over: Partial<Settings> = {}, spend: Partial<Settings['spend']> = {}): Settings {
  const base = settings(over);
  return { ...base, spend: { ...base.spend, ...spend } };
}

/** Reads the books, and says what was asked and noted. */
export async function read(
  books: readonly UsageLine[],
  options: BillingOptions = {},
  request: Partial<SpendRequest> = {},
) {
  const notes: string[] = [];
  const given = request.settings ?? spendSettings();
  const billing = fakeBilling(books, { maxRequests: given.spend.maxRequests, ...options });
  const reading: SpendReading = await readSpend(billing, {
    settings: given,
    accounts: [PAYMENTS, SEARCH],
    today: TODAY,
    catalog: CATALOG,
    regions: aCatalog(),
    disabled: Promise.resolve([]),
    note: (text) => void notes.push(text),
    ...request,
  });
  return { reading, notes, calls: billing.calls, billing };
}

/** The spend of a reading that got that far. */
export function readOf({ spend }: SpendReading) {
  if (spend.status === 'not-run' || spend.status === 'unavailable') throw new Error(JSON.stringify(spend));
  return spend;
}

export function denied(changes: Partial<Failure> = {}): Failure {
  return {
    outcome: 'access-denied',
    operation: 'ce:GetCostAndUsage',
    code: 'AccessDeniedException',
    requestId: 'request-1',
    message: 'not allowed',
    ...changes,
  };
}
