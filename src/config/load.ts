import type { Settings } from '../domain/settings.ts';
import type { Rule } from '../engine/compile-rule.ts';
import { type LocatedDocument, readDocument, validate } from './document.ts';
import { laterKeys } from './later-keys.ts';
import { readTextFile } from './read-text-file.ts';
import { loadRules } from './rule-files.ts';
import { type Configuration, configuration as schema } from './schema.ts';
import { settingsOf } from './settings.ts';

export interface LoadedConfiguration {
  readonly configuration: Configuration;
  readonly settings: Settings;
  /** Compiled, and only those that are on. */
  readonly rules: readonly Rule[];
  readonly document: LocatedDocument;
  /** Sentences for stderr: what is configured and has no effect in this version. */
  readonly notes: readonly string[];
}

/** Reads the configuration file and everything that it names. Throws as {@link configurationOf} does. */
export function loadConfiguration(path: string): LoadedConfiguration {
  const text = readTextFile(path, path, 'a configuration file; mapwarden config init writes one');
  return configurationOf(readDocument(text, path));
}

/**
 * Checks a configuration and loads the rules that it names. Throws ConfigError with every problem: first those of the
 * document itself, and once it is in order, those of all rule files.
 */
export function configurationOf(document: LocatedDocument): LoadedConfiguration {
  const configuration = validate(schema, document);
  const { rulesets, directories, settings } = configuration.rules;
  const mentions = configuration.waivers.map(({ rule }, index) => ({ id: rule, path: ['waivers', index, 'rule'] }));
  const { rules, notes } = loadRules({ rulesets, directories, settings, mentions, document });
  const later = laterKeys(document.value).map((key) => `${key}: checked, but without effect in this version`);
  return { configuration, settings: settingsOf(configuration), rules, document, notes: [...later, ...notes] };
}
