import type { Account } from '../domain/account.ts';
import type { Carrier } from '../domain/carrier.ts';
import { dayOf, type IsoInstant } from '../domain/dates.ts';
import type { Evaluation } from '../domain/evaluation.ts';
import type { Finding } from '../domain/finding.ts';
import { isGapOutcome } from '../domain/outcome.ts';
import type { ResourceRecord } from '../domain/report.ts';
import type { Settings } from '../domain/settings.ts';
import type { Rule } from '../engine/compile-rule.ts';
import { evaluate } from '../engine/evaluate.ts';
import { accountFacts, agreementFacts, carrierFacts, type FactContext } from '../engine/facts.ts';
import { accountFinding, agreementFinding, carrierFinding, ordinals } from '../engine/findings.ts';
import { coverageGap } from '../engine/gap.ts';
import { resourceRecord } from '../engine/resource-record.ts';
import type { Tally } from '../engine/tally.ts';
import type { Judge, Judged } from './read-target.ts';
import type { WalkedAccount, WalkedTarget } from './walk.ts';

export interface BookOptions {
  readonly settings: Settings;
  readonly rules: readonly Rule[];
  readonly now: IsoInstant;
  readonly tally: Tally;
}

/** Turns what was read into findings and records, and counts it on the way. */
export interface Book {
  /** Judges one carrier of an account; counts nothing, since it may be read again. */
  readonly judge: (account: Account) => Judge;
  /** Findings about the configured agreements. */
  agreements(): readonly Finding[];
  /** Findings and records of one account, in the order region, resource, rule; those about the account itself first. */
  account(walked: WalkedAccount): {
    readonly findings: readonly Finding[];
    readonly resources: readonly ResourceRecord[];
  };
}

export function createBook({ settings, rules, now, tally }: BookOptions): Book {
  const today = dayOf(now);
  const byId = new Map(rules.map((rule) => [rule.definition.id, rule]));
  const contextOf = (account: Account): FactContext => ({ account, settings, today });

  /** A finding for each rule that does not hold. */
  const findingsFor = (
    evaluations: readonly Evaluation[],
    make: (verdict: { readonly rule: Rule; readonly evaluation: Evaluation; readonly now: IsoInstant }) => Finding,
  ): readonly Finding[] => {
    tally.countEvaluations(evaluations);
    return evaluations.flatMap((evaluation) => {
      const rule = byId.get(evaluation.ruleId);
      if (evaluation.outcome !== 'non_compliant' || !rule) return [];
      tally.countFinding(rule.severity);
      return [make({ rule, evaluation, now })];
    });
  };

  const bookTarget = ({ result, judged }: WalkedTarget) => {
    const gap = 'failure' in result ? coverageGap(result.target, result.failure, settings.auditRole) : undefined;
    tally.countTarget(result.outcome, gap);
    const { account } = result.target;
    const positions = ordinals(judged.map(({ carrier }) => carrier));
    return [...judged].sort(byArn).map(({ carrier, evaluations }) => {
      tally.countCarrier(carrier.type, evaluations);
      const ordinal = positions.get(carrier.arn) ?? 0;
      const findings = findingsFor(evaluations, (verdict) =>
        carrierFinding({ ...verdict, carrier, context: contextOf(account), ordinal }),
      );
      return { findings, resource: resourceRecord(carrier, account, evaluations) };
    });
  };

  return {
    judge: (account) => {
      const context = contextOf(account);
      return (carrier: Carrier) => evaluate(rules, carrier.type, carrierFacts(carrier, context));
    },
    agreements: () =>
      [...settings.agreements]
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .flatMap((agreement) =>
          findingsFor(evaluate(rules, 'agreement', agreementFacts(agreement, today)), (verdict) =>
            agreementFinding({ ...verdict, agreement }),
          ),
        ),
    account: ({ account, targets }) => {
      const gaps = targets.filter(({ result }) => isGapOutcome(result.outcome)).length;
      const facts = accountFacts(contextOf(account), { targets: targets.length, gaps });
      const own = findingsFor(evaluate(rules, 'account', facts), (verdict) => accountFinding({ ...verdict, account }));
      const booked = targets.flatMap(bookTarget);
      return {
        findings: [...own, ...booked.flatMap(({ findings }) => findings)],
        resources: booked.map(({ resource }) => resource),
      };
    },
  };
}

function byArn(a: Judged, b: Judged): number {
  return a.carrier.arn < b.carrier.arn ? -1 : 1;
}
