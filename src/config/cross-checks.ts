import { ATTRIBUTION_METHODS } from '../domain/carrier.ts';
import { isIsoDate } from '../domain/dates.ts';

/** What no single key can tell: the value at the path does not go with another one. */
export interface CrossProblem {
  readonly path: readonly (string | number)[];
  readonly problem: string;
  readonly expected: string;
}

/**
 * Problems between the keys of a configuration. Any part may be wrong or missing, since these checks run beside those
 * of the single keys; a key that is itself wrong is left to them.
 */
export function crossCheck(configuration: unknown): readonly CrossProblem[] {
  const agreements = entriesOf(at(configuration, 'agreements'));
  const prefix = textOf(at(at(configuration, 'tag'), 'prefix')) ?? '';
  const sameId = checkDistinct(agreements, 'id', (agreement) => textOf(at(agreement, 'id'))?.toLowerCase());
  const sameValue = checkDistinct(agreements, 'tagValue', (agreement) => tagValueOf(agreement, prefix));
  return [
    ...agreements.flatMap(checkTerm),
    ...sameId,
    // Two equal ids give two equal values; that is one mistake.
    ...sameValue.filter((value) => !sameId.some((id) => id.path[1] === value.path[1])),
    ...checkMethods(at(configuration, 'attribution')),
    ...entriesOf(at(configuration, 'waivers')).flatMap(checkWaiver),
  ];
}

interface Entry {
  readonly index: number;
  readonly value: unknown;
}

function checkTerm({ index, value: agreement }: Entry): readonly CrossProblem[] {
  const endsOn = dayOf(at(agreement, 'endsOn'));
  if (endsOn === undefined) return [];
  const path = ['agreements', index, 'endsOn'];
  const acceptedOn = dayOf(at(agreement, 'acceptedOn'));
  const startsOn = dayOf(at(agreement, 'startsOn')) ?? acceptedOn;
  if (startsOn !== undefined && endsOn < startsOn) {
    return [{ path, problem: 'the term ends before it starts', expected: `${startsOn} or a later day` }];
  }
  if (acceptedOn !== undefined && endsOn < acceptedOn) {
    return [
      { path, problem: 'the term ends before the agreement was accepted', expected: `${acceptedOn} or a later day` },
    ];
  }
  return [];
}

/** One id names one agreement, and one tag value leads to one agreement: otherwise a tag could be judged either way. */
function checkDistinct(
  agreements: readonly Entry[],
  key: string,
  identityOf: (agreement: unknown) => string | undefined,
): readonly CrossProblem[] {
  const first = new Map<string, number>();
  return agreements.flatMap(({ index, value }) => {
    const identity = identityOf(value);
    if (identity === undefined) return [];
    const earlier = first.get(identity);
    if (earlier === undefined) {
      first.set(identity, index);
      return [];
    }
    const problem = `is also that of agreements[${earlier}]`;
    // Where the value is made from the id, the id is what can be corrected.
    const place = at(value, key) === undefined ? 'id' : key;
    return [{ path: ['agreements', index, place], problem, expected: `another ${key} for each agreement` }];
  });
}

function tagValueOf(agreement: unknown, prefix: string): string | undefined {
  const id = textOf(at(agreement, 'id'));
  return textOf(at(agreement, 'tagValue')) ?? (id === undefined ? undefined : `${prefix}${id}`);
}

function checkMethods(attribution: unknown): readonly CrossProblem[] {
  const overrides = entriesOf(at(attribution, 'overrides')).flatMap(({ index, value }) => {
    const path = ['attribution', 'overrides', index];
    return [...checkMethod([...path, 'method'], at(value, 'method')), ...checkNamesAccounts(path, value)];
  });
  return [...checkMethod(['attribution', 'method'], at(attribution, 'method')), ...overrides];
}

/** Carriers that nobody reads would all look clean, so the method is refused until they can be read. */
function checkMethod(path: CrossProblem['path'], method: unknown): readonly CrossProblem[] {
  if (typeof method !== 'string' || !UNREAD_METHODS.has(method)) return [];
  const problem = 'this version cannot read the carriers of this method yet, and nothing unread may look clean';
  return [{ path, problem, expected: 'inference-profile' }];
}

const UNREAD_METHODS: ReadonlySet<string> = new Set(
  ATTRIBUTION_METHODS.filter((method) => method !== 'inference-profile'),
);

function checkNamesAccounts(path: CrossProblem['path'], override: unknown): readonly CrossProblem[] {
  const isEmpty = ['ous', 'accounts'].every((key) => entriesOf(at(override, key)).length === 0);
  const problem = 'names no account';
  return isEmpty ? [{ path, problem, expected: 'at least one OU or account that uses another method' }] : [];
}

function checkWaiver({ index, value: waiver }: Entry): readonly CrossProblem[] {
  const rule = textOf(at(waiver, 'rule'));
  if (rule !== 'waiver-expired' && rule !== 'waiver-unused') return [];
  return [
    { path: ['waivers', index, 'rule'], problem: 'a rule about waivers cannot be waived', expected: 'another rule' },
  ];
}

function at(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return Object.getOwnPropertyDescriptor(value, key)?.value;
}

function entriesOf(value: unknown): readonly Entry[] {
  return Array.isArray(value) ? value.map((element: unknown, index) => ({ index, value: element })) : [];
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function dayOf(value: unknown): string | undefined {
  return typeof value === 'string' && isIsoDate(value) ? value : undefined;
}
