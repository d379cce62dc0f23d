import type { CostMetric, UsageLine } from '../../src/sandbox/books.ts';
import type { World } from '../../src/sandbox/world.ts';

/**
 * What a report ought to say, added up straight from the sandbox's books. It shares no code with the sandbox's Cost
 * Explorer nor with the engine: own loops, and fixed-point integers instead of a decimal library.
 */

const PLACES = 20;
const ONE = 10n ** BigInt(PLACES);

/** Bedrock counts towards agreements accepted after this day. */
const TOO_EARLY = '2024-12-16';

export interface Days {
  readonly start: string;
  /** Exclusive. */
  readonly end: string;
}

export type BookClass = 'attributed' | 'unattributed' | 'no-agreement' | 'invalid-agreement';

/** Usage of Bedrock in the days: no credits, refunds and tax, no data transfer, and only services that say Bedrock. */
export function bedrockUsage(world: World, { start, end }: Days): readonly UsageLine[] {
  return world.books.filter(
    (line) =>
      line.recordType === 'Usage' &&
      line.day >= start &&
      line.day < end &&
      line.service.toLowerCase().includes('bedrock') &&
      !isDataTransfer(line),
  );
}

/** Out to the internet, or between two regions: `USE1-EUC1-AWS-Out-Bytes`. */
export function isDataTransfer({ usageType }: UsageLine): boolean {
  return usageType.includes('DataTransfer') || usageType.endsWith('-AWS-Out-Bytes');
}

/** The exact sum, in the shortest form without an exponent: `12.5`, `0`, `-3`. */
export function total(lines: readonly UsageLine[], metric: CostMetric = 'AmortizedCost'): string {
  let sum = 0n;
  for (const line of lines) sum += parse(line.amounts[metric] ?? '0');
  return format(sum);
}

/** Sums by whatever the function says, by ascending key. */
export function cut(
  lines: readonly UsageLine[],
  keyOf: (line: UsageLine) => string,
  metric: CostMetric = 'AmortizedCost',
): Readonly<Record<string, string>> {
  const groups = new Map<string, UsageLine[]>();
  for (const line of lines) {
    const key = keyOf(line);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [line]);
    else group.push(line);
  }
  return Object.fromEntries([...groups].sort().map(([key, group]) => [key, total(group, metric)]));
}

export const byAccount = (line: UsageLine): string => line.accountId;
export const byService = (line: UsageLine): string => line.service;
/** `YYYY-MM` */
export const byMonth = (line: UsageLine): string => line.day.slice(0, 7);

/** The path of the account's OU: `o-x/r-y/ou-a`. */
export function byOu(world: World): (line: UsageLine) => string {
  const paths = new Map(world.accounts.map(({ id, ouPath }) => [id, ouPath]));
  return (line) => paths.get(line.accountId) ?? '';
}

/** What billing shows under the map key, of the resource first and then of the principal; '' for nothing. */
export function mapValueOf(world: World, line: UsageLine, key = 'map-migrated'): string {
  const since = (name: string) => world.allocationTags.find((tag) => tag.key === name && tag.status === 'Active');
  const isShown = (name: string) => {
    const tag = since(name);
    return tag !== undefined && tag.updatedAt.slice(0, 10) <= line.day;
  };
  const resource = isShown(key) ? (line.tags.resource[key] ?? '') : '';
  if (resource !== '') return resource;
  const isPrincipalShown = ['iamPrincipal/', 'user:iamPrincipal/'].some((prefix) => isShown(`${prefix}${key}`));
  return isPrincipalShown ? (line.tags.principal[key] ?? '') : '';
}

/** What became of the line: `no-agreement` and `invalid-agreement` together are what the report calls misattributed. */
export function classOf(world: World, line: UsageLine): BookClass {
  const value = mapValueOf(world, line);
  if (value === '') return 'unattributed';
  const named = world.agreements.filter(({ id }) => value === `mig${id}`);
  if (named.length === 0) return 'no-agreement';
  const places = world.accounts.find(({ id }) => id === line.accountId)?.ouPath.split('/') ?? [];
  const counts = named.some(
    ({ acceptedOn, endsOn, ous }) =>
      acceptedOn > TOO_EARLY &&
      acceptedOn <= line.day &&
      line.day <= endsOn &&
      (ous.length === 0 || ous.some((ou) => places.includes(ou))),
  );
  return counts ? 'attributed' : 'invalid-agreement';
}

/** The lines of the classes. */
export function linesOf(
  world: World,
  lines: readonly UsageLine[],
  ...classes: readonly BookClass[]
): readonly UsageLine[] {
  return lines.filter((line) => classes.includes(classOf(world, line)));
}

function parse(text: string): bigint {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:E-(\d+))?$/.exec(text);
  const [, sign = '', whole = '', fraction = '', shift = '0'] = match ?? [];
  const places = fraction.length + Number(shift);
  if (match === null || places > PLACES) throw new Error(`not an amount: ${text}`);
  const units = BigInt(whole + fraction) * 10n ** BigInt(PLACES - places);
  return sign === '-' ? -units : units;
}

function format(units: bigint): string {
  const size = units < 0n ? -units : units;
  const fraction = String(size % ONE)
    .padStart(PLACES, '0')
    .replace(/0+$/, '');
  return `${units < 0n ? '-' : ''}${size / ONE}${fraction === '' ? '' : `.${fraction}`}`;
}
