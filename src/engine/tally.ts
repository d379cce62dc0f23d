import { CARRIER_TYPES, type CarrierType } from '../domain/carrier.ts';
import { EVALUATION_OUTCOMES, type Evaluation, type EvaluationOutcome } from '../domain/evaluation.ts';
import { FINDING_STATUSES, type Finding } from '../domain/finding.ts';
import { isGapOutcome, TARGET_OUTCOMES, type TargetOutcome } from '../domain/outcome.ts';
import type { Coverage, RuleCounts, Selection, Totals } from '../domain/report.ts';
import { SEVERITIES, type Severity } from '../domain/severity.ts';
import type { CoverageGap, Target } from '../domain/target.ts';
import { createCoverageByAccount } from './coverage-by-account.ts';

/** Totals of a run, folded while it walks. */
export interface Tally {
  countTarget(target: Target, outcome: TargetOutcome, gap?: CoverageGap): void;
  countEvaluations(evaluations: readonly Evaluation[]): void;
  /** Files a carrier under exactly one of the compliance counts. `waived`: rules whose findings are accepted. */
  countCarrier(type: CarrierType, evaluations: readonly Evaluation[], waived?: readonly string[]): void;
  /** Each finding of the report once; resolved and suppressed ones count by their status alone. */
  countFinding(finding: Pick<Finding, 'severity' | 'status' | 'inBaseline'>): void;
  coverage(selection: Selection | null): Coverage;
  totals(): Totals;
  /** Of what counts, how much the baseline had already. */
  inBaseline(): Readonly<Record<Severity, number>>;
  /** By id. */
  rules(): readonly RuleTally[];
}

export type RuleTally = Omit<RuleCounts, 'title' | 'severity' | 'note'>;

type ComplianceCount = 'nonCompliant' | 'insufficientData' | 'suppressed' | 'compliant' | 'notApplicable';

/** @param severities of the rules in force by id: every one is in the counts, also where it never applied. */
export function createTally(severities: ReadonlyMap<string, Severity>): Tally {
  const byOutcome = zeros(TARGET_OUTCOMES);
  const compliance = zeros<ComplianceCount>([
    'nonCompliant',
    'insufficientData',
    'suppressed',
    'compliant',
    'notApplicable',
  ]);
  const findings = zeros(SEVERITIES);
  const known = zeros(SEVERITIES);
  const byStatus = zeros(FINDING_STATUSES);
  const carriers = zeros(CARRIER_TYPES);
  const gaps: CoverageGap[] = [];
  const byAccount = createCoverageByAccount();
  const rules = new Map([...severities.keys()].sort().map((id) => [id, zeros(EVALUATION_OUTCOMES)]));

  return {
    countTarget(target, outcome, gap) {
      byOutcome[outcome] += 1;
      byAccount.add(target, outcome);
      if (gap) gaps.push(gap);
    },
    countEvaluations(evaluations) {
      for (const { ruleId, outcome } of evaluations) {
        const counts = rules.get(ruleId);
        if (counts) counts[outcome] += 1;
      }
    },
    countCarrier(type, evaluations, waived = []) {
      carriers[type] += 1;
      compliance[complianceOf(evaluations, severities, waived)] += 1;
    },
    countFinding({ severity, status, inBaseline }) {
      byStatus[status] += 1;
      if (status === 'resolved' || status === 'suppressed') return;
      findings[severity] += 1;
      if (inBaseline) known[severity] += 1;
    },
    coverage(selection) {
      const targets = Object.values(byOutcome).reduce((sum, count) => sum + count, 0);
      const complete = !TARGET_OUTCOMES.some((outcome) => isGapOutcome(outcome) && byOutcome[outcome] > 0);
      return {
        complete,
        targets,
        selection,
        byOutcome: { ...byOutcome },
        gaps: [...gaps],
        byAccount: byAccount.list(),
      };
    },
    totals() {
      const seen = CARRIER_TYPES.filter((type) => carriers[type] > 0).map((type) => [type, carriers[type]] as const);
      return {
        resources: seen.reduce((sum, [, count]) => sum + count, 0),
        byType: Object.fromEntries(seen),
        compliant: compliance.compliant,
        nonCompliant: compliance.nonCompliant,
        insufficientData: compliance.insufficientData,
        notApplicable: compliance.notApplicable,
        suppressed: compliance.suppressed,
        findings: { ...findings },
        byStatus: { ...byStatus },
      };
    },
    inBaseline: () => ({ ...known }),
    rules() {
      return [...rules].map(([id, counts]) => ({
        id,
        compliant: counts.compliant,
        nonCompliant: counts.non_compliant,
        notApplicable: counts.not_applicable,
        insufficientData: counts.insufficient_data,
      }));
    },
  };
}

/** The first that fits; a finding that is only informational does not make a carrier non-compliant. */
function complianceOf(
  evaluations: readonly Evaluation[],
  severities: ReadonlyMap<string, Severity>,
  waived: readonly string[],
): ComplianceCount {
  const has = (outcome: EvaluationOutcome) => evaluations.some((evaluation) => evaluation.outcome === outcome);
  const isBad = ({ outcome, ruleId }: Evaluation) =>
    outcome === 'non_compliant' && severities.get(ruleId) !== 'informational';
  if (evaluations.some((evaluation) => isBad(evaluation) && !waived.includes(evaluation.ruleId))) return 'nonCompliant';
  if (has('insufficient_data')) return 'insufficientData';
  if (evaluations.some(isBad)) return 'suppressed';
  return has('compliant') || has('non_compliant') ? 'compliant' : 'notApplicable';
}

function zeros<K extends string>(keys: readonly K[]): Record<K, number> {
  // Object.fromEntries loses the keys' type.
  return Object.fromEntries(keys.map((key) => [key, 0])) as Record<K, number>;
}
