import type { Caller, Organization } from '../domain/account.ts';
import { type Asked, isAnswered } from '../domain/asked.ts';
import { dayOf } from '../domain/dates.ts';
import type { BillLook } from '../engine/checkup/examination.ts';
import { mayUsePrincipals } from '../engine/spend/classify.ts';
import { spendWindow } from '../engine/spend/window.ts';
import type { BillingPort } from '../ports/billing.ts';
import type { ProbePort } from '../ports/probes.ts';
import { asked } from './asked.ts';
import type { ExaminePorts, ExamineRequest } from './examine.ts';
import { readTagStates } from './tag-states.ts';

/** A service that is on every bill with Bedrock on it; whether it is on this one plays no part. */
const ANY_SERVICE = 'Amazon Bedrock';
/** A day of costs, its usage types, and the states of the map tag's keys. */
const REQUESTS = 3;

const UNASKED = { role: undefined, costs: undefined, usageTypes: undefined, allocationTags: undefined, requests: 0 };

/** Asks Cost Explorer as little as tells whether an audit could: at most three requests. */
export async function examineBill(
  { billing, progress }: Pick<ExaminePorts, 'billing' | 'progress'>,
  { settings, spend, now }: ExamineRequest,
  who: { readonly caller: Caller; readonly organization: Asked<Organization>; readonly probes: ProbePort },
): Promise<BillLook> {
  const { caller, organization, probes } = who;
  if (!settings.spend.enabled) return { left: 'configuration', ...UNASKED };
  if (!spend) return { left: 'flag', ...UNASKED };
  if (!isAnswered(organization)) return { left: 'no-organization', ...UNASKED };
  const { managementAccountId } = organization.answer;
  const isThere = caller.accountId === managementAccountId;
  const role = isThere ? undefined : await asked(() => probes.enter('management', managementAccountId));
  if (role && !isAnswered(role)) return { left: undefined, ...UNASKED, role };
  progress.note(`Cost Explorer: at most ${REQUESTS} requests, for which AWS charges $0.01 each.`);
  const port = billing(caller, organization.answer);
  const { window } = spendWindow(dayOf(now), 1);
  const costs = await asked(async () => {
    await port.costs({
      ...window,
      granularity: 'DAILY',
      metric: settings.spend.metric,
      groupBy: [{ dimension: 'SERVICE' }],
      filter: {},
    });
  });
  // Where costs are refused so is this, and a second refusal tells nothing.
  const usageTypes = isAnswered(costs)
    ? await asked(async () => void (await port.usageTypes({ ...window, services: [ANY_SERVICE] })))
    : undefined;
  const allocationTags = await asked(() => allocationTagsOf(port, settings));
  return { left: undefined, role, costs, usageTypes, allocationTags, requests: port.requests() };
}

async function allocationTagsOf(billing: BillingPort, settings: ExamineRequest['settings']) {
  const { resource, principal } = await readTagStates(billing, settings);
  return [resource, ...(mayUsePrincipals(settings.method) && principal ? [principal] : [])];
}
