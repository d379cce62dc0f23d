import { dirname, isAbsolute, join } from 'node:path';
import type * as z from 'zod/mini';
import { daysBetween, type IsoDate } from '../domain/dates.ts';
import { ConfigError } from '../domain/errors.ts';
import { type CatalogEntry, type ModelCatalog, STALE_CATALOG_DAYS } from '../domain/model-catalog.ts';
import { serviceKey } from '../engine/catalog.ts';
import { type LocatedDocument, placeOf, readDocument, validate } from './document.ts';
import { day, list, section, text } from './fields.ts';
import { quote } from './problem-text.ts';
import { type CarriedFiles, hashed, readHashedFile } from './read-text-file.ts';
import { problemAt } from './rule-directory.ts';
import { BUILTIN_DIRECTORY } from './rule-files.ts';

const productCode = text('a product code: letters and digits', /^[A-Za-z0-9]{1,64}$/);
/** A profile's prefix in front would be one that no model's id begins with, and the entry would fit nothing. */
const modelId = text(
  'the beginning of a model id, such as anthropic.claude-sonnet-4-5, without the region prefix of a profile',
  /^(?!(us|us-gov|eu|ap|apac|jp|au|ca|sa|global)\.)[a-z0-9][a-z0-9-]*\.[a-z0-9.:-]*$/,
);
/** Without a word it would be every service's name, or none's. */
const serviceName = text(
  'the words of a service name, and " *" behind them where further ones may follow',
  /^(?=.*[\p{L}\p{N}])[^*]+( \*)?$/u,
);

const entry = section(
  {
    name: text('the name of a model'),
    eligibleAfter: day,
    productCodes: list(productCode, 'a list of product codes'),
    modelIds: list(modelId, 'a list of beginnings of model ids'),
    serviceNames: list(serviceName, 'a list of service names'),
  },
  'a mapping with name, eligibleAfter, productCodes, modelIds and serviceNames',
) satisfies z.ZodMiniType<CatalogEntry>;

const catalogFile = section(
  {
    edition: day,
    source: text('where the list is from'),
    entries: list(entry, 'a list of at least one entry', 1),
  },
  'a model catalogue: a mapping with edition, source and entries',
);

export interface CatalogSource {
  /** As the configuration names it; the package's own where left out. */
  readonly file?: string | undefined;
  /** The configuration: the file is relative to its folder, and a file that cannot be read is a problem in it. */
  readonly document?: LocatedDocument;
  /** The package's own out of a bundle. */
  readonly carried?: CarriedFiles | undefined;
}

const BUILTIN_FILE = join(BUILTIN_DIRECTORY, 'catalog', 'models.yaml');

/** Reads and checks a model catalogue. Throws ConfigError with every problem and its place. */
export function loadModelCatalog({ file, document, carried }: CatalogSource = {}): ModelCatalog {
  const path = file === undefined ? BUILTIN_FILE : resolve(file, document);
  const place = file === undefined || document === undefined ? path : placeOf(document.file, document.locate(FILE_KEY));
  const own = file === undefined ? carried?.get('catalog/models.yaml') : undefined;
  const { text: source, sha256 } =
    own === undefined ? readHashedFile(path, place, `a model catalogue at ${quote(path)}`) : hashed(own);
  const catalog = readDocument(source, path);
  const { edition, source: origin, entries } = validate(catalogFile, catalog);
  const problems = [
    ...sharedProblems(entries, 'name', ({ name }) => [name]),
    ...sharedProblems(entries, 'modelIds', ({ modelIds }) => modelIds),
    ...sharedProblems(entries, 'serviceNames', ({ serviceNames }) => serviceNames, serviceKey),
  ];
  if (problems.length > 0) throw new ConfigError(problems.map(({ at, text: what }) => problemAt(catalog, at, what)));
  return { edition, source: origin, sha256, entries };
}

const FILE_KEY = ['catalog', 'file'] as const;

function resolve(file: string, document: LocatedDocument | undefined): string {
  return isAbsolute(file) || document === undefined ? file : join(dirname(document.file), file);
}

/** What two entries both claim could be judged by either date. Product codes are not: AWS itself lists one twice. */
function sharedProblems(
  entries: readonly CatalogEntry[],
  key: 'name' | 'modelIds' | 'serviceNames',
  claimsOf: (entry: CatalogEntry) => readonly string[],
  keyOf: (claim: string) => string = (claim) => claim,
): readonly { readonly at: readonly (string | number)[]; readonly text: string }[] {
  const first = new Map<string, number>();
  return entries.flatMap((one, index) =>
    claimsOf(one).flatMap((claim, position) => {
      const earlier = first.get(keyOf(claim)) ?? index;
      first.set(keyOf(claim), earlier);
      if (earlier === index) return [];
      const at = ['entries', index, key, ...(key === 'name' ? [] : [position])];
      return [{ at, text: `is also that of entries[${earlier}]; expected it once; got ${quote(claim)}` }];
    }),
  );
}

/** What looks doubtful of a catalogue's date, a sentence each. `today` is a UTC day. */
export function catalogWarnings({ edition }: ModelCatalog, today: IsoDate): readonly string[] {
  const age = daysBetween(edition, today);
  if (age < 0) return [`the model catalogue is of ${edition}, which is yet to come`];
  if (age <= STALE_CATALOG_DAYS) return [];
  return [
    `the model catalogue is of ${edition}, ${age} days ago: AWS publishes a new list about every month; name a newer one as catalog.file`,
  ];
}
