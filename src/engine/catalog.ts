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
const PLACE_WORDS: ReadonlySet<string> = new Set(['amazon', 'aws', 'bedrock', 'edition']);
/** Words that say who made it: bills and the list have names both with and without them. */
const MAKER_WORDS: ReadonlySet<string> = new Set([
  'ai',
  'ai21',
  'anthropic',
  'cohere',
  'labs',
  'meta',
  'stability',
  'twelvelabs',
  'writer',
]);

/** What AWS Marketplace puts behind the name of a model that Bedrock sells. */
const EDITION = /\(amazon bedrock edition\)\s*$/i;
/** Behind the words of a catalogue's name: a service that has further words is meant too. */
const FURTHER_WORDS = / \*$/;

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
 * The entry of a service on the bill: the same words in any order, with or without the maker's name and `(Amazon Bedrock
 * Edition)`, are the same name. `Amazon Bedrock` itself bills the models of providers that are covered as a whole, and is
 * an entry's name. Some of theirs are services of their own: a name such as `openai *` stands for all of them, but only
 * where the bill says Bedrock, since providers sell other things too.
 */
export function resolveService(name: string, { entries }: ModelCatalog): CatalogEntry | undefined {
  const key = serviceKey(name);
  const exact = entries.find(({ serviceNames }) => serviceNames.some((own) => serviceKey(own) === key));
  return exact ?? (/bedrock/i.test(name) ? resolveProvider(name, entries) : undefined);
}

/** What names of one service in a catalogue have in common: two entries with equal keys would claim the same. */
export function serviceKey(name: string): string {
  const words = wordsOf(name);
  if (FURTHER_WORDS.test(name)) return [...words, '*'].join(' ');
  const named = words.filter((word) => !PLACE_WORDS.has(word));
  const own = named.filter((word) => !MAKER_WORDS.has(word));
  // Some names have no other words: `Amazon Bedrock`, and `Stability` for its first model.
  return ([own, named].find(({ length }) => length > 0) ?? words).join(' ');
}

/** The entry with most of the service's words among those whose names allow for further ones. */
function resolveProvider(service: string, entries: readonly CatalogEntry[]): CatalogEntry | undefined {
  const words = new Set(wordsOf(service.replace(EDITION, '')));
  let best: { readonly entry: CatalogEntry; readonly count: number } | undefined;
  for (const entry of entries) {
    for (const name of entry.serviceNames.filter((each) => FURTHER_WORDS.test(each))) {
      const wanted = wordsOf(name);
      if (wanted.every((word) => words.has(word)) && wanted.length > (best?.count ?? 0)) {
        best = { entry, count: wanted.length };
      }
    }
  }
  return best?.entry;
}

/** Whether the id is that of a system-defined profile, which begins with a geography: `eu.anthropic…`. */
export function hasGeography(id: string): boolean {
  return GEOGRAPHIES.has(id.split('.', 1)[0] ?? '');
}

function modelIdOf(reference: string): string {
  // `foundation-model/ID`, `inference-profile/ID`, `custom-model/BASE-ID/OWN-ID`.
  const id = parseArn(reference)?.resource.split('/')[1] ?? reference;
  return hasGeography(id) ? id.slice(id.indexOf('.') + 1) : id;
}

/** Each word once, sorted. A plus is part of a word: `Command R+` is not `Command R`; so is a version's dot. */
function wordsOf(name: string): readonly string[] {
  return [...new Set(name.toLowerCase().match(/[\p{L}\p{N}]+(?:\.\p{N}+)*\+?/gu))].sort();
}
