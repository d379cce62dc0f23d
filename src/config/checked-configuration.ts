import type { ModelCatalog } from '../domain/model-catalog.ts';
import type { Settings } from '../domain/settings.ts';
import type { Rule } from '../engine/compile-rule.ts';
import type { PatternCompiler } from '../engine/pattern.ts';
import { type LocatedDocument, validate } from './document.ts';
import { laterKeys } from './later-keys.ts';
import { type CatalogSource, loadModelCatalog } from './model-catalog.ts';
import { problemList } from './problem-list.ts';
import type { CarriedFiles } from './read-text-file.ts';
import { loadRules } from './rule-files.ts';
import { type Configuration, configuration as schema } from './schema.ts';
import { settingsOf } from './settings.ts';

export interface LoadedConfiguration {
  readonly configuration: Configuration;
  readonly settings: Settings;
  /** Compiled, and only those that are on. */
  readonly rules: readonly Rule[];
  /** The package's, or the one that the configuration names. */
  readonly catalog: ModelCatalog;
  readonly document: LocatedDocument;
  /** Sentences for stderr: what is configured and has no effect in this version. */
  readonly notes: readonly string[];
}

export interface ConfigurationTools {
  readonly compilePattern: PatternCompiler;
  /** The package's own files, where a bundle brings them with it. */
  readonly carried?: CarriedFiles;
}

/**
 * Checks a configuration and loads the rules and the model catalogue that it names. Throws ConfigError with every
 * problem: first those of the document itself, and once it is in order, those of all other files.
 */
export function checkedConfiguration(
  document: LocatedDocument,
  { compilePattern, carried }: ConfigurationTools,
): LoadedConfiguration {
  const configuration = validate(schema, document);
  const { rulesets, directories, settings } = configuration.rules;
  const mentions = configuration.waivers.map(({ rule }, index) => ({ id: rule, path: ['waivers', index, 'rule'] }));
  const problems = problemList();
  const loaded = problems.attempt(() =>
    loadRules({ rulesets, directories, settings, mentions, document, compilePattern, carried }),
  );
  const catalog = problems.attempt(() => loadModelCatalog({ ...catalogSourceOf(configuration, document), carried }));
  if (loaded === undefined || catalog === undefined) throw problems.error();
  const later = laterKeys(document.value).map((key) => `${key}: checked, but without effect in this version`);
  const { rules, notes } = loaded;
  return { configuration, settings: settingsOf(configuration), rules, catalog, document, notes: [...later, ...notes] };
}

/** Which catalogue a configuration asks for. */
export function catalogSourceOf({ catalog }: Configuration, document: LocatedDocument): CatalogSource {
  return { file: catalog.file, document };
}
