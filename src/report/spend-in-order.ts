import type { Spend, SpendAmounts, SpendRead } from '../domain/spend.ts';

/** The money part with its members in the contract's order; what the contract does not name comes last. */
export function spendInOrder(spend: Spend): Spend {
  if (spend.status === 'not-run') return { status: spend.status };
  if (spend.status === 'unavailable') {
    return { status: spend.status, reason: spend.reason, requests: spend.requests };
  }
  return {
    status: spend.status,
    ...periodInOrder(spend),
    total: spend.total,
    attributed: spend.attributed,
    unattributed: spend.unattributed,
    misattributed: spend.misattributed,
    unknown: spend.unknown,
    lost: spend.lost,
    atRisk: spend.atRisk,
    belowThreshold: spend.belowThreshold,
    eligibility: spend.eligibility && {
      listed: spend.eligibility.listed,
      tooEarly: spend.eligibility.tooEarly,
      notListed: spend.eligibility.notListed,
    },
    ...cutsInOrder(spend),
    judged: spend.judged,
    missing: spend.missing,
    unclassedServices: spend.unclassedServices.map(({ service, total }) => ({ service, total })),
    costAllocationTags:
      spend.costAllocationTags?.map(({ key, status, updatedAt }) => ({ key, status, updatedAt })) ?? null,
  };
}

function periodInOrder({ currency, start, end, dataThrough, metric, estimated, requests }: SpendRead) {
  return { currency, start, end, dataThrough, metric, estimated, requests };
}

function cutsInOrder(spend: SpendRead) {
  return {
    byAgreement: spend.byAgreement.map(({ agreementId, tagValue, total, creditEarned, creditMissed }) => ({
      agreementId,
      tagValue,
      total,
      creditEarned,
      creditMissed,
    })),
    byAccount: spend.byAccount.map((each) => ({
      accountId: each.accountId,
      accountName: each.accountName,
      ...amountsInOrder(each),
    })),
    byService: spend.byService?.map((each) => ({ service: each.service, ...amountsInOrder(each) })) ?? null,
    byMonth: spend.byMonth.map((each) => ({ month: each.month, ...amountsInOrder(each), estimated: each.estimated })),
    byOu: spend.byOu.map((each) => ({ ouPath: each.ouPath, ...amountsInOrder(each) })),
    byDefect: spend.byDefect.map(({ defect, total }) => ({ defect, total })),
  };
}

function amountsInOrder({ total, attributed, misattributed, unattributed, unknown }: SpendAmounts): SpendAmounts {
  return { total, attributed, misattributed, unattributed, unknown };
}
