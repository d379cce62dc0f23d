import type { ModelCatalog } from '../domain/model-catalog.ts';
import type { Settings } from '../domain/settings.ts';
import type { Rule } from '../engine/compile-rule.ts';
import { type LocatedDocument, readDocument, validate } from './document.ts';
import { laterKeys } from './later-keys.ts';
import { type CatalogSource, loadModelCatalog } from './model-catalog.ts';
import { problemList } from './problem-list.ts';
import { type CarriedFiles, readTextFile } from './read-text-file.ts';
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

/** Reads the configuration file and everything that it names. Throws as {@link configurationOf} does. */
export function loadConfiguration(path: string): LoadedConfiguration {
  return configurationOf(readConfigurationDocument(path));
}

function readConfigurationDocument(path: string): LocatedDocument {
  const text = readTextFile(path, path, 'a configuration file; mapwarden config init writes one');
  return readDocument(text, path);
}

/**
 * Checks a configuration and loads the rules and the model catalogue that it names. Throws ConfigError with every
 * problem: first those of the document itself, and once it is in order, those of all other files. A bundle brings the
 * package's own files with it.
 */
export function configurationOf(document: LocatedDocument, carried?: CarriedFiles): LoadedConfiguration {
  const configuration = validate(schema, document);
  const { rulesets, directories, settings } = configuration.rules;
  const mentions = configuration.waivers.map(({ rule }, index) => ({ id: rule, path: ['waivers', index, 'rule'] }));
  const problems = problemList();
  const loaded = problems.attempt(() => loadRules({ rulesets, directories, settings, mentions, document, carried }));
  const catalog = problems.attempt(() => loadModelCatalog({ ...catalogSourceOf(configuration, document), carried }));
  if (loaded === undefined || catalog === undefined) throw problems.error();
  const later = laterKeys(document.value).map((key) => `${key}: checked, but without effect in this version`);
  const { rules, notes } = loaded;
  return { configuration, settings: settingsOf(configuration), rules, catalog, document, notes: [...later, ...notes] };
}

/** Which catalogue a configuration asks for, without a look at its rules. Throws ConfigError as above. */
export function catalogSource(path: string): CatalogSource {
  const document = readConfigurationDocument(path);
  return catalogSourceOf(validate(schema, document), document);
}

function catalogSourceOf({ catalog }: Configuration, document: LocatedDocument): CatalogSource {
  return { file: catalog.file, document };
}
