import type { RunInputs } from '../domain/enclosure.ts';
import { lineOf } from '../domain/line.ts';
import type { ModelCatalog } from '../domain/model-catalog.ts';
import type { Settings } from '../domain/settings.ts';
import type { Rule } from '../engine/compile-rule.ts';
import type { RunWriter } from '../ports/run-store.ts';
import type { RecordedBilling } from './record-billing.ts';

export interface Sources {
  readonly settings: Settings;
  readonly rules: readonly Rule[];
  readonly modelCatalog: ModelCatalog;
}

/** Keeps with the run what it was made from: what it went by, and what was asked of the bill if anything was. */
export async function enclose(writer: RunWriter, sources: Sources, billing: RecordedBilling): Promise<void> {
  await writer.enclose('inputs.json', `${JSON.stringify(inputsOf(sources), null, 2)}\n`);
  const queries = billing.queries();
  if (queries.length > 0) await writer.enclose('spend-queries.ndjson', queries.map(lineOf).join(''));
}

function inputsOf({ settings, rules, modelCatalog }: Sources): RunInputs {
  // Whoever holds a trust policy's external id may be let in by it; the pack is for people who should not.
  const { agreements, externalId, ...configuration } = settings;
  return {
    schemaVersion: 1,
    configuration: { ...configuration, ...(externalId !== undefined && { externalId: '(removed)' }) },
    agreements,
    rules: rules.map(inForce),
    catalog: modelCatalog,
  };
}

function inForce({ definition, severity }: Rule): RunInputs['rules'][number] {
  const { examples: _, ...said } = definition;
  return { ...said, severity };
}
