import type { Account } from '../domain/account.ts';
import type { Carrier, Tags } from '../domain/carrier.ts';
import { isCutOff } from '../domain/cut-off.ts';
import { dayOf, type IsoInstant } from '../domain/dates.ts';
import type { Evaluation, EvaluationOutcome } from '../domain/evaluation.ts';
import type { Finding } from '../domain/finding.ts';
import type { ModelCatalog } from '../domain/model-catalog.ts';
import type { Decimal } from '../domain/money.ts';
import { isGapOutcome } from '../domain/outcome.ts';
import type { Waiver } from '../domain/remediation.ts';
import type { ResourceRecord } from '../domain/report.ts';
import type { Settings } from '../domain/settings.ts';
import type { AccountSpend, Spend } from '../domain/spend.ts';
import type { Rule } from '../engine/compile-rule.ts';
import { evaluate } from '../engine/evaluate.ts';
import {
  accountFacts,
  agreementFacts,
  carrierFacts,
  type FactContext,
  organizationFacts,
  waiverFacts,
} from '../engine/facts.ts';
import {
  accountFinding,
  agreementFinding,
  carrierFinding,
  ordinals,
  organizationFinding,
  waiverFinding,
} from '../engine/findings.ts';
import { coverageGap } from '../engine/gap.ts';
import type { AccountLook } from '../engine/lifecycle.ts';
import { ownerOf } from '../engine/owner.ts';
import { resourceRecord } from '../engine/resource-record.ts';
import { settleSpend } from '../engine/spend/draft.ts';
import { findingMoney } from '../engine/spend/finding-money.ts';
import { spendWindow } from '../engine/spend/window.ts';
import { type Applied, strippedFrom, withStripped } from '../engine/stripped.ts';
import type { Tally } from '../engine/tally.ts';
import { isExcluded, withBilled } from '../engine/targets.ts';
import { waiverSubjects, waiversOf, withWaiver } from '../engine/waivers.ts';
import type { Judge, Judged } from './read-target.ts';
import type { SpendReading } from './spend.ts';
import type { WalkedAccount, WalkedTarget } from './walk.ts';

export interface BookOptions {
  readonly settings: Settings;
  readonly rules: readonly Rule[];
  readonly catalog: ModelCatalog;
  readonly now: IsoInstant;
  readonly tally: Tally;
  /** Tags that earlier runs applied. */
  readonly applied: Applied;
}

/** What is known of an account beside its targets. */
export interface AccountExtras {
  readonly bill: SpendReading | undefined;
  readonly accountTags?: Tags;
}

/** What the rules say of one place: all findings are `new` or `suppressed`. */
export interface Booked {
  readonly findings: readonly Finding[];
  /** Ids of the findings that there may be: the rule could not tell. */
  readonly unanswered: readonly string[];
}

export interface BookedAccount extends Booked {
  readonly resources: readonly ResourceRecord[];
  readonly look: AccountLook;
}

/** Turns what was read into findings and records, and counts everything but the findings on the way. */
export interface Book {
  /** Judges one carrier of an account; counts nothing, since it may be read again. */
  readonly judge: (account: Account) => Judge;
  /** Findings about the configured agreements and the organization. */
  organization(organizationId: string, reading: SpendReading | undefined): Booked;
  /** Findings and records of one account, in the order region, resource, rule; those about the account itself first. */
  account(walked: WalkedAccount, extras: AccountExtras): BookedAccount;
  /** Findings about waivers, once every account is booked. `isWhole`: no selection narrowed the run. */
  waivers(isWhole: boolean): Booked;
  /** The money part of the report, once every account is booked. */
  spend(bill: SpendReading | undefined): Spend;
}

type Verdict = { readonly rule: Rule; readonly evaluation: Evaluation; readonly now: IsoInstant };

export function createBook({ settings, rules, catalog, now, tally, applied }: BookOptions): Book {
  const today = dayOf(now);
  const byId = new Map(rules.map((rule) => [rule.definition.id, rule]));
  const contextOf = (account: Account): FactContext => ({ account, settings, today, catalog });
  const lost: Decimal[] = [];
  const atRisk: Decimal[] = [];
  const matched = new Map<Waiver, number>();

  const countMatches = (finding: Finding): void => {
    for (const waiver of waiversOf(finding, settings.waivers, today))
      matched.set(waiver, (matched.get(waiver) ?? 0) + 1);
  };

  const countMoney = (finding: Pick<Finding, 'lost' | 'atRisk'>): void => {
    if (finding.lost) lost.push(finding.lost.amount);
    if (finding.atRisk) atRisk.push(finding.atRisk.amount);
  };

  /** A finding for each rule with the outcome. */
  const findingsWith = (
    outcome: EvaluationOutcome,
    evaluations: readonly Evaluation[],
    make: (verdict: Verdict) => Finding,
  ): readonly Finding[] =>
    evaluations.flatMap((evaluation) => {
      const rule = byId.get(evaluation.ruleId);
      return evaluation.outcome === outcome && rule ? [make({ rule, evaluation, now })] : [];
    });

  const bookedFor = (
    evaluations: readonly Evaluation[],
    make: (verdict: Verdict) => Finding,
    accountTags?: Tags,
  ): Booked => {
    tally.countEvaluations(evaluations);
    const findings = findingsWith('non_compliant', evaluations, make).map((made) => {
      const finding = withWaiver(made, settings.waivers, today);
      countMatches(finding);
      countMoney(finding);
      const { accountId, resource } = finding;
      return { ...finding, owner: finding.owner ?? ownerOf(settings.owners, accountId, resource.tags, accountTags) };
    });
    const unanswered = findingsWith('insufficient_data', evaluations, make).map(({ id }) => id);
    return { findings, unanswered };
  };

  const bookTarget = ({ result, judged }: WalkedTarget, accountTags: Tags | undefined) => {
    const gap = 'failure' in result ? coverageGap(result.target, result.failure, settings.auditRole) : undefined;
    tally.countTarget(result.target, result.outcome, gap);
    const { account } = result.target;
    const positions = ordinals(judged.map(({ carrier }) => carrier));
    return [...judged].sort(byArn).map(({ carrier, evaluations }) => {
      const ordinal = positions.get(carrier.arn) ?? 0;
      const stripped = strippedFrom(carrier.arn, carrier.tags, applied);
      const make = (verdict: Verdict) =>
        withStripped(
          carrierFinding({ ...verdict, carrier, context: contextOf(account), ordinal }),
          settings.tag.key,
          stripped,
        );
      const booked = bookedFor(evaluations, make, accountTags);
      const waived = booked.findings.filter(({ status }) => status === 'suppressed').map(({ ruleId }) => ruleId);
      tally.countCarrier(carrier.type, evaluations, waived);
      return { ...booked, resource: resourceRecord(carrier, account, evaluations) };
    });
  };

  /** An account's finding, with what the bill says of it. */
  const accountMaker = (account: Account, spend: AccountSpend | undefined, bill: SpendReading | undefined) => {
    const { window } = spendWindow(today, settings.spend.lookbackDays);
    const currency = bill && 'currency' in bill.spend ? bill.spend.currency : '';
    return (verdict: Verdict): Finding => ({
      ...accountFinding({ ...verdict, account }),
      ...findingMoney(verdict.rule.definition.id, spend, window, currency),
    });
  };

  return {
    judge: (account) => {
      const context = contextOf(account);
      return (carrier: Carrier) => evaluate(rules, carrier.type, carrierFacts(carrier, context));
    },
    organization: (organizationId, reading) => {
      const facts = organizationFacts(reading?.tags ?? undefined, settings, today);
      return joined([
        ...[...settings.agreements]
          .sort((a, b) => (a.id < b.id ? -1 : 1))
          .map((agreement) =>
            bookedFor(evaluate(rules, 'agreement', agreementFacts(agreement, today)), (verdict) =>
              agreementFinding({ ...verdict, agreement }),
            ),
          ),
        bookedFor(evaluate(rules, 'organization', facts), (verdict) =>
          organizationFinding({ ...verdict, organizationId }),
        ),
      ]);
    },
    account: ({ account, targets }, { bill, accountTags }) => {
      const settled = targets.map((target) => ({ ...target, result: withBilled(target.result, bill?.billed ?? []) }));
      const missed = settled.filter(({ result }) => isGapOutcome(result.outcome));
      const gaps = missed.length;
      const unread = missed.filter(({ result }) => !('failure' in result && isCutOff(result.failure))).length;
      const spend = bill?.byAccount.get(account.id);
      const facts = accountFacts(contextOf(account), { targets: targets.length, gaps }, spend);
      const make = accountMaker(account, spend, bill);
      // Who leaves an account out does not want to hear of it; its spend stays in the totals of the bill.
      const isJudged = !isExcluded(account, settings);
      const own = bookedFor(isJudged ? evaluate(rules, 'account', facts) : [], make, accountTags);
      const booked = settled.flatMap((target) => bookTarget(target, accountTags));
      const outcomes = new Map(settled.map(({ result }) => [result.target.region, result.outcome]));
      const resources = booked.map(({ resource }) => resource);
      return { ...joined([own, ...booked]), resources, look: { isJudged, outcomes, unread } };
    },
    waivers: (isWhole) => {
      const isComplete = isWhole && tally.coverage(null).complete;
      const untold = new Set(
        tally
          .rules()
          .filter(({ insufficientData }) => insufficientData > 0)
          .map(({ id }) => id),
      );
      return joined(
        waiverSubjects(settings.waivers).map((subject) => {
          const { waiver } = subject;
          const count = matched.get(waiver) ?? 0;
          // None so far is not none, where the rule could not tell of everything.
          const isKnown = count > 0 || (isComplete && !untold.has(waiver.rule));
          const facts = waiverFacts(waiver, isKnown ? count : undefined, today);
          return bookedFor(evaluate(rules, 'waiver', facts), (verdict) => waiverFinding({ ...verdict, subject }));
        }),
      );
    },
    spend: (bill) => (bill ? settleSpend(bill.spend, { lost, atRisk, rules: tally.rules() }) : { status: 'not-run' }),
  };
}

function joined(parts: readonly Booked[]): Booked {
  return {
    findings: parts.flatMap(({ findings }) => findings),
    unanswered: parts.flatMap(({ unanswered }) => unanswered),
  };
}

function byArn(a: Judged, b: Judged): number {
  return a.carrier.arn < b.carrier.arn ? -1 : 1;
}
