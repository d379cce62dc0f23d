import { parseArn } from '../domain/arn.ts';
import type { CatalogEntry, ModelCatalog } from '../domain/model-catalog.ts';

/**
 * What a system-defined inference profile puts before the id of its model: where AWS may route a call to.
 * Source: Amazon Bedrock user guide, "Supported Regions and models for inference profiles".
 */
const GEOGRAPHIES: ReadonlySet<string> = new Set([
  'us',
  'us-gov',
  'eu',
  'apac',
  'ap',
  'jp',
  'au',
  'ca',
  'sa',
  'global',
]);

/** Words that say where a model is sold, not which one it is. */
const GENERIC_WORDS: ReadonlySet<string> = new Set(['amazon', 'aws', 'bedrock', 'edition']);

/**
 * The entry of a model by its id, the ARN of a foundation model or system-defined profile, or such a profile's id. What
 * follows the model (`-v1:0`, `:200k`) needs no cutting off, since entries name beginnings of ids; the longest wins.
 * Undefined means that the list does not say, never that the model is not covered.
 */
export function resolveModel(reference: string, { entries }: ModelCatalog): CatalogEntry | undefined {
  const id = modelIdOf(reference);
  let best: { readonly entry: CatalogEntry; readonly length: number } | undefined;
  for (const entry of entries) {
    const length = Math.max(0, ...entry.modelIds.filter((start) => beginsWith(id, start)).map(({ length }) => length));
    if (length > (best?.length ?? 0)) best = { entry, length };
  }
  return best?.entry;
}

/** Opus 4.10 is not Opus 4.1: a beginning ends where a part of the id ends. */
function beginsWith(id: string, start: string): boolean {
  return id.startsWith(start) && (/[.-]$/.test(start) || /^([-:.]|$)/.test(id.slice(start.length)));
}

/**
 * The entry of a service on the bill: the same words in any order, with or without `(Amazon Bedrock Edition)`, are the
 * same name. `Amazon Bedrock` itself bills the models of providers that are covered as a whole, and is an entry's name.
 */
export function resolveService(name: string, { entries }: ModelCatalog): CatalogEntry | undefined {
  const key = nameKey(name);
  return entries.find(({ serviceNames }) => serviceNames.some((own) => nameKey(own) === key));
}

function modelIdOf(reference: string): string {
  // `foundation-model/ID`, `inference-profile/ID`, `custom-model/BASE-ID/OWN-ID`.
  const id = parseArn(reference)?.resource.split('/')[1] ?? reference;
  const [first = '', ...rest] = id.split('.');
  return GEOGRAPHIES.has(first) ? rest.join('.') : id;
}

/** What names of one service have in common. A plus is part of a word: `Command R+` is not `Command R`. */
function nameKey(name: string): string {
  const words = [...new Set(name.toLowerCase().match(/[\p{L}\p{N}]+(?:\.\p{N}+)*\+?/gu))].sort();
  const own = words.filter((word) => !GENERIC_WORDS.has(word));
  return (own.length > 0 ? own : words).join(' ');
}
