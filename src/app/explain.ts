import { dayOf, type IsoDate } from '../domain/dates.ts';
import type { Evaluation } from '../domain/evaluation.ts';
import type { Explanation } from '../domain/explanation.ts';
import type { ModelCatalog } from '../domain/model-catalog.ts';
import type { ResourceRecord, Run } from '../domain/report.ts';
import type { Settings } from '../domain/settings.ts';
import type { Rule } from '../engine/compile-rule.ts';
import { evaluate } from '../engine/evaluate.ts';
import { carrierFacts } from '../engine/facts.ts';
import { carrierOf } from '../engine/resource-record.ts';
import { lastWaiverOf } from '../engine/waivers.ts';

/**
 * Judges one resource of a stored run anew, by the rules and agreements given and the day of the run. Undefined where
 * the run has no such resource.
 */
export async function explain(
  run: Run,
  arn: string,
  settings: Settings,
  rules: readonly Rule[],
  catalog: ModelCatalog,
): Promise<Explanation | undefined> {
  for await (const record of run.resources()) {
    if (record.arn !== arn) continue;
    const carrier = carrierOf(record);
    const account = { id: record.accountId, name: record.accountName, ouPath: record.ouPath, state: 'ACTIVE' };
    const facts = carrierFacts(carrier, { account, settings, catalog, today: dayOf(run.head.now) });
    const evaluations = new Map(
      evaluate(rules, carrier.type, facts).map((evaluation) => [evaluation.ruleId, evaluation]),
    );
    return {
      record,
      runId: run.head.runId,
      now: run.head.now,
      configurationChanged: run.head.configuration.sha256 !== settings.sha256,
      rules: rules.map((rule) => {
        const evaluation = evaluations.get(rule.definition.id);
        return { ...explainRule(rule, evaluation), ...waiverFor(evaluation, record, settings, dayOf(run.head.now)) };
      }),
    };
  }
  return undefined;
}

/** A rule with what it said of a resource; without `evaluation` it looks at other types. */
export function explainRule(
  { definition, severity }: Rule,
  evaluation: Evaluation | undefined,
): Explanation['rules'][number] {
  const { id, title, when, assert } = definition;
  return { id, title, severity, when, assert, ...(evaluation && { evaluation }) };
}

/** What the present configuration says of the finding, on the day of the run. */
function waiverFor(
  evaluation: Evaluation | undefined,
  resource: ResourceRecord,
  { waivers }: Settings,
  today: IsoDate,
): Pick<Explanation['rules'][number], 'waiver'> {
  if (evaluation?.outcome !== 'non_compliant') return {};
  const waiver = lastWaiverOf({ ruleId: evaluation.ruleId, resource }, waivers, today);
  return waiver ? { waiver: { ...waiver, isOver: waiver.until < today } } : {};
}
