import { describe, expect, test } from 'vitest';
import { CARRIED_FILES } from '../../src/config/carried-files.ts';
import { loadModelCatalog } from '../../src/config/model-catalog.ts';
import { loadRegionCatalog } from '../../src/config/region-catalog.ts';
import { loadRules } from '../../src/config/rule-files.ts';
import type { RuleDefinition } from '../../src/domain/rule.ts';
import { re2Pattern } from '../../src/engine/re2-pattern.ts';

describe('what a bundle carries of the package', () => {
  test.for(['recommended', 'strict'])('are the rules that %s switches on, without their examples', (name) => {
    const sources = { rulesets: [name], directories: [], settings: {}, compilePattern: re2Pattern };
    const judged = (definition: RuleDefinition) => ({ ...definition, examples: null });
    const carried = loadRules({ ...sources, carried: CARRIED_FILES });
    const there = loadRules(sources);
    expect(carried.rules.map(({ severity }) => severity)).toEqual(there.rules.map(({ severity }) => severity));
    expect(carried.rules.map(({ definition }) => judged(definition))).toEqual(
      there.rules.map(({ definition }) => judged(definition)),
    );
    expect(carried.rules.length).toBeGreaterThan(10);
  });

  test('is the list of models, with the hash of its file', () => {
    expect(loadModelCatalog({ carried: CARRIED_FILES })).toEqual(loadModelCatalog());
  });

  test('is the list of regions', async () => {
    expect(await loadRegionCatalog(CARRIED_FILES)).toEqual(await loadRegionCatalog());
  });
});
