/** Formats that this version writes. */
export const FORMAT_NAMES = [
  'text',
  'json',
  'ndjson',
  'csv',
  'csv:accounts',
  'csv:agreements',
  'csv:services',
  'csv:months',
  'csv:ous',
  'csv:defects',
  'csv:coverage',
  'csv:gaps',
  'csv:rules',
  'markdown',
  'html',
  'xlsx',
  'sarif',
  'ocsf',
  'junit',
  'evidence',
] as const;
export type FormatName = (typeof FORMAT_NAMES)[number];

/** Formats that are bytes, for which a terminal has no use. */
export const BINARY_FORMATS: ReadonlySet<FormatName> = new Set(['xlsx', 'evidence'] as const);
