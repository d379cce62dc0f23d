/** Formats that this version writes. */
export const FORMAT_NAMES = ['text', 'json', 'ndjson', 'csv', 'markdown'] as const;
export type FormatName = (typeof FORMAT_NAMES)[number];

/** Formats of the contract that a later version writes. */
export const LATER_FORMATS = ['html', 'xlsx', 'sarif', 'ocsf', 'junit', 'evidence'] as const;
