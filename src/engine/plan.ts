import { type Account, isEmptyScope, isNamedBy } from '../domain/account.ts';
import { type Carrier, inKeyOrder } from '../domain/carrier.ts';
import { dayOf, type IsoInstant } from '../domain/dates.ts';
import type { Finding } from '../domain/finding.ts';
import type { ModelCatalog } from '../domain/model-catalog.ts';
import type { Plan, PlanAction, Refusal, RefusalReason, TagRecord } from '../domain/plan.ts';
import type { RemediationSettings } from '../domain/remediation.ts';
import type { ResourceRecord } from '../domain/report.ts';
import { MAP_TAG_RULES } from '../domain/rule.ts';
import type { Settings } from '../domain/settings.ts';
import { diagnose } from './diagnose.ts';
import { actionId, planHash } from './plan-hash.ts';
import { carrierOf } from './resource-record.ts';
import { MOST_STRIPS } from './stripped.ts';
import { decideTag, foreignObstacle, type Obstacle } from './tag-decision.ts';
import { isExcluded } from './targets.ts';
import { waiverOf } from './waivers.ts';

/** The breaker holds from more than so many actions on: in a small organization every share is large. */
const FEW_ACTIONS = 10;

export interface PlanInput {
  readonly runId: string;
  readonly coverageComplete: boolean;
  /** Findings of the run about the map tag of a carrier, in the run's order, each with its carrier's record. */
  readonly wrongTags: readonly WrongTag[];
  /** Carriers whose tags the run read. */
  readonly carriersRead: number;
  readonly settings: Settings;
  /** Ids of the rules in force. */
  readonly ruleIds: ReadonlySet<string>;
  readonly catalog: ModelCatalog;
  readonly now: IsoInstant;
}

export interface WrongTag {
  readonly finding: Finding;
  readonly record: ResourceRecord;
}

/** What a finding leads to, before the guards over all of them. */
type Proposal = PlanAction | Refusal;

/**
 * The plan for a run: every finding about a map tag is an action or a refusal. Values are derived anew from what the
 * run read and the present configuration, so a plan holds nothing that these two do not say.
 */
export function planOf(input: PlanInput): Plan {
  const proposals = input.wrongTags.map((wrong) => propose(wrong, input));
  const guarded = withGuards(proposals, input.settings.remediation, input.carriersRead);
  const plan: Omit<Plan, 'hash'> = {
    schemaVersion: 1,
    runId: input.runId,
    createdAt: input.now,
    configurationSha256: input.settings.sha256,
    coverageComplete: input.coverageComplete,
    actions: guarded.filter(isAction),
    refusals: guarded.filter((proposal): proposal is Refusal => !isAction(proposal)),
  };
  return { ...plan, hash: planHash(plan) };
}

function isAction(proposal: Proposal): proposal is PlanAction {
  return 'action' in proposal;
}

/** Whether a finding is about the map tag of a carrier and stands, so that the plan must have a word for it. */
export function isAboutMapTag({ ruleId, resource, defect, status }: Finding): boolean {
  return MAP_TAG_RULES.includes(ruleId) && resource.arn !== null && defect !== null && status !== 'resolved';
}

function propose(wrong: WrongTag, input: PlanInput): Proposal {
  const { finding, record } = wrong;
  const carrier = carrierOf(record);
  const { settings, catalog } = input;
  const today = dayOf(input.now);
  const refuse = ({ reason, text }: Obstacle): Refusal => refusal(finding, reason, text);
  const obstacle = findingObstacle(wrong, carrier, input);
  if (obstacle) return refuse(obstacle);

  const account = accountOf(record);
  const diagnosis = diagnose(carrier.tags ?? new Map(), account, settings.agreements, settings.tag, today);
  if (diagnosis.defect === '' || diagnosis.defect !== finding.defect) return refuse(CHANGED);
  const own = foreignObstacle(diagnosis) ?? guardObstacle(diagnosis.defect, account, settings.remediation);
  if (own) return refuse(own);
  const decision = decideTag(carrier, diagnosis, { account, settings, today, catalog });
  if ('obstacles' in decision) {
    const [first] = decision.obstacles;
    return refusal(finding, first?.reason ?? 'value-not-certain', decision.obstacles.map(({ text }) => text).join(' '));
  }
  const { agreement, because, remarks } = decision;
  const action = { type: 'put-tag', arn: carrier.arn, key: settings.tag.key, value: agreement.tagValue } as const;
  const before = record.tags ?? {};
  return {
    id: actionId([action, before]),
    findingId: finding.id,
    ruleId: finding.ruleId,
    accountId: record.accountId,
    accountName: record.accountName,
    region: record.region,
    name: record.name,
    defect: diagnosis.defect,
    action,
    before,
    after: withTag(before, action.key, action.value),
    reason: reasonText(because, agreement, record, remarks),
  };
}

const CHANGED: Obstacle = {
  reason: 'configuration-changed',
  text: 'Under the present configuration the tag is judged otherwise than in the run: audit again.',
};

function findingObstacle(
  { finding, record }: WrongTag,
  carrier: Carrier,
  { settings, ruleIds, now }: PlanInput,
): Obstacle | undefined {
  const { method, waivers } = settings;
  const waiver = finding.waiver ?? waiverOf(finding, waivers, dayOf(now));
  if (waiver || finding.status === 'suppressed') {
    const until = waiver ? ` by ${waiver.owner} until ${waiver.until}: ${waiver.reason}` : '';
    return { reason: 'waived', text: `The finding is accepted${until}.` };
  }
  const present = presentObstacle(finding, record, settings, ruleIds);
  if (present) return present;
  if (carrier.tags === undefined) return { reason: 'unread', text: 'The tags of the resource could not be read.' };
  if (method !== 'inference-profile' && method !== 'any') {
    return { reason: 'other-method', text: `The account attributes its usage by ${method}, not by this resource.` };
  }
  if ((finding.stripped?.times ?? 0) < MOST_STRIPS) return undefined;
  const text = `The tag was applied ${finding.stripped?.times} times and taken away each time: the resource is left alone until what writes its tags is found.`;
  return { reason: 'stripped-twice', text };
}

/** What the run looked at, and the present configuration leaves out. */
function presentObstacle(
  { ruleId }: Finding,
  record: ResourceRecord,
  settings: Settings,
  ruleIds: ReadonlySet<string>,
): Obstacle | undefined {
  const reason = 'configuration-changed';
  if (!ruleIds.has(ruleId)) return { reason, text: `The rule ${ruleId} is switched off now.` };
  if (isExcluded(accountOf(record), settings)) {
    return { reason, text: `Account ${record.accountId} is left out of the audit now.` };
  }
  if (settings.regions === 'enabled' || settings.regions.includes(record.region)) return undefined;
  return { reason, text: `Region ${record.region} is left out of the audit now.` };
}

/** What the operator allows, whatever the right value is. */
function guardObstacle(
  defect: RemediationSettings['classes'][number],
  account: Pick<Account, 'id' | 'ouPath'>,
  remediation: RemediationSettings,
): Obstacle | undefined {
  if (!remediation.classes.includes(defect)) {
    return { reason: 'class-not-allowed', text: `remediation.classes does not name ${defect}.` };
  }
  if (!isAllowed(account, remediation)) {
    const text = `remediation.accounts and remediation.ous do not name account ${account.id}.`;
    return { reason: 'account-not-allowed', text };
  }
  return undefined;
}

/**
 * Whether tags may be written in the account. An empty list allows nothing where writing is switched on; where it is not,
 * it shows what could be done.
 */
export function isAllowed(
  account: Pick<Account, 'id' | 'ouPath'>,
  { allowed, mode }: Pick<RemediationSettings, 'allowed' | 'mode'>,
): boolean {
  if (allowed === 'all') return true;
  return isEmptyScope(allowed) ? mode === 'report' : isNamedBy(allowed, account);
}

/** Whether so many actions are too large a share of the carriers read, in percent. */
export function isTooLarge(actions: number, carriersRead: number, maxChangePercent: number): boolean {
  return actions > FEW_ACTIONS && actions * 100 > maxChangePercent * carriersRead;
}

/** The breaker over all actions wanted, then the cap: what stands first is kept. */
function withGuards(
  proposals: readonly Proposal[],
  { maxChanges, maxChangePercent }: RemediationSettings,
  carriersRead: number,
): readonly Proposal[] {
  const wanted = proposals.filter(isAction).length;
  const isBroken = isTooLarge(wanted, carriersRead, maxChangePercent);
  let kept = 0;
  return proposals.map((proposal) => {
    if (!isAction(proposal)) return proposal;
    if (isBroken) {
      const detail = `${wanted} actions are wanted, more than ${maxChangePercent} % of the ${carriersRead} carriers read (remediation.maxChangePercent): look whether the configuration is right.`;
      return refusalOf(proposal, 'breaker', detail);
    }
    kept += 1;
    if (kept <= maxChanges) return proposal;
    return refusalOf(proposal, 'over-cap', `A plan has at most ${maxChanges} actions (remediation.maxChanges).`);
  });
}

function refusal(finding: Finding, reason: RefusalReason, detail: string): Refusal {
  return { findingId: finding.id, reason, arn: finding.resource.arn, detail };
}

function refusalOf({ findingId, action }: PlanAction, reason: RefusalReason, detail: string): Refusal {
  return { findingId, reason, arn: action.arn, detail };
}

function accountOf({ accountId, accountName, ouPath }: ResourceRecord): Account {
  return { id: accountId, name: accountName, ouPath, state: '' };
}

/** Sorted by key; every other tag as it was. */
function withTag(tags: TagRecord, key: string, value: string): TagRecord {
  const entries = Object.entries(tags).filter(([own]) => own !== key);
  return Object.fromEntries(inKeyOrder([...entries, [key, value]]));
}

function reasonText(
  because: string,
  { id, acceptedOn, startsOn, endsOn }: Settings['agreements'][number],
  { createdAt }: ResourceRecord,
  remarks: readonly string[],
): string {
  const created = createdAt === null ? '' : ` It was created on ${dayOf(createdAt)}, after that.`;
  const sentence = `${because[0]?.toUpperCase()}${because.slice(1)}.`;
  const term = `${id} was accepted on ${acceptedOn} and runs from ${startsOn} to ${endsOn}.`;
  return [sentence, `${term}${created}`, ...remarks].join(' ');
}
