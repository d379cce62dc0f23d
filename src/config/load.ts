import { re2Pattern } from '../engine/re2-pattern.ts';
import { catalogSourceOf, checkedConfiguration, type LoadedConfiguration } from './checked-configuration.ts';
import { type LocatedDocument, readDocument, validate } from './document.ts';
import type { CatalogSource } from './model-catalog.ts';
import { readTextFile } from './read-text-file.ts';
import { configuration as schema } from './schema.ts';

export type { LoadedConfiguration } from './checked-configuration.ts';

/** Reads the configuration file and everything that it names. Throws as {@link checkedConfiguration} does. */
export function loadConfiguration(path: string): LoadedConfiguration {
  return configurationOf(readConfigurationDocument(path));
}

function readConfigurationDocument(path: string): LocatedDocument {
  const text = readTextFile(path, path, 'a configuration file; mapwarden config init writes one');
  return readDocument(text, path);
}

/** As {@link checkedConfiguration}, out of the package and with every rule that there can be. */
export function configurationOf(document: LocatedDocument): LoadedConfiguration {
  return checkedConfiguration(document, { compilePattern: re2Pattern });
}

/** Which catalogue a configuration asks for, without a look at its rules. Throws ConfigError as above. */
export function catalogSource(path: string): CatalogSource {
  const document = readConfigurationDocument(path);
  return catalogSourceOf(validate(schema, document), document);
}
