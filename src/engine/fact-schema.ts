import type { ResourceType, Tags } from '../domain/carrier.ts';
import { ATTRIBUTION_METHODS, type AttributionMethod, CARRIER_TYPES, type CarrierType } from '../domain/carrier.ts';
import { DEFECTS, type Defect } from '../domain/finding.ts';
import type { Usd } from './usd.ts';

/**
 * Every fact that a rule can name, declared once: CEL types, TypeScript types and the checks of the compiler follow
 * from it. A `?` marks a fact that may be unknown; it is then left out, never null. Days are `YYYY-MM-DD`.
 * A type must stand below the types that it uses.
 */
const FACT_TYPES = {
  Account: { id: 'string', name: 'string', ouPath: 'string', method: 'AttributionMethod' },
  Model: {
    id: 'string',
    provider: 'string',
    /** In the catalogue. Not listed is unknown, never ineligible. */
    listed: 'bool',
    /** Agreements must have been accepted after this day; '' when not listed. */
    eligibleAfter: 'string',
  },
  Agreement: {
    id: 'string',
    name: 'string',
    tagValue: 'string',
    acceptedOn: 'string',
    startsOn: 'string',
    endsOn: 'string',
    /** Days from today to the last day of the term; negative once it is over. */
    daysLeft: 'int',
  },
  Resource: {
    type: 'CarrierType',
    id: 'string',
    arn: 'string',
    name: 'string',
    region: 'string',
    createdOn: 'string?',
    tags: 'tags?',
    models: 'Model[]?',
  },
  Tag: {
    /** The account's method lets this carrier bear the tag. */
    expected: 'bool?',
    /** The configured key. */
    key: 'string',
    present: 'bool?',
    value: 'string?',
    nearMiss: 'string?',
    wellFormed: 'bool?',
    known: 'bool?',
    covered: 'bool?',
    defect: 'Defect?',
    /** Given exactly when covered. */
    agreement: 'Agreement?',
  },
  Coverage: { targets: 'int', gaps: 'int' },
  /** An account's Bedrock spend in the last seven complete days. */
  Spend: {
    total: 'Usd?',
    /** Under no value of the map tag. */
    unattributed: 'Usd?',
    /** Under a value that is no configured agreement's. */
    underNoAgreement: 'Usd?',
    /** Under an agreement out of its term, accepted too early, or that does not cover the account. */
    underInvalidAgreement: 'Usd?',
    /** Less is not worth a finding. */
    minFinding: 'Usd',
  },
  CostAllocationTag: {
    /** The configured key. */
    key: 'string',
    active: 'bool?',
    /** The method counts usage by the tags of IAM principals, which are activated by themselves. */
    principalNeeded: 'bool',
    /** The configured key as billing calls it on IAM principals. */
    principalKey: 'string?',
    principalActive: 'bool?',
  },
  Waiver: {
    rule: 'string',
    resource: 'string',
    owner: 'string',
    /** The last day on which it holds. */
    until: 'string',
    /** Findings that it accepts in this run; none is known only once everything was read that it could be about. */
    matched: 'int?',
  },
} as const;

const CARRIER_VARIABLES = { today: 'string', account: 'Account', resource: 'Resource', tag: 'Tag' } as const;

/** The facts in scope by type of resource. A type that is not here has no facts yet. */
const VARIABLES: Partial<Record<ResourceType, Readonly<Record<string, string>>>> = {
  'inference-profile': CARRIER_VARIABLES,
  'provisioned-throughput': CARRIER_VARIABLES,
  'iam-principal': CARRIER_VARIABLES,
  project: CARRIER_VARIABLES,
  account: { today: 'string', account: 'Account', spend: 'Spend', coverage: 'Coverage' },
  agreement: { today: 'string', agreement: 'Agreement' },
  organization: { today: 'string', costAllocationTag: 'CostAllocationTag' },
  waiver: { today: 'string', waiver: 'Waiver' },
};

/** Texts of a closed list: comparing one with a word outside its list is a mistake of the rule's author. */
const CLOSED_LISTS: Readonly<Record<string, readonly string[]>> = {
  AttributionMethod: ATTRIBUTION_METHODS,
  CarrierType: CARRIER_TYPES,
  Defect: ['', ...DEFECTS],
};

interface SimpleTypes {
  string: string;
  int: bigint;
  bool: boolean;
  Usd: Usd;
  tags: Tags;
  AttributionMethod: AttributionMethod;
  CarrierType: CarrierType;
  Defect: Defect | '';
}
type FactTypes = typeof FACT_TYPES;
type Value<T> = T extends `${infer E}[]`
  ? readonly Value<E>[]
  : T extends keyof SimpleTypes
    ? SimpleTypes[T]
    : T extends keyof FactTypes
      ? FactRecord<T>
      : never;

/** The TypeScript shape of a declared group of facts: `FactRecord<'Tag'>`. */
export type FactRecord<N extends keyof FactTypes> = {
  readonly [K in keyof FactTypes[N] as FactTypes[N][K] extends `${string}?` ? never : K]: Value<FactTypes[N][K]>;
} & {
  readonly [K in keyof FactTypes[N] as FactTypes[N][K] extends `${string}?`
    ? K
    : never]?: FactTypes[N][K] extends `${infer T}?` ? Value<T> : never;
};

/** Names and types of the facts that a rule sees for a resource of the type; undefined where there are none yet. */
export function variablesOf(type: ResourceType): Readonly<Record<string, string>> | undefined {
  return VARIABLES[type];
}

/** Every group of facts, with its members and their types (the `?` taken off). */
export const FACT_GROUPS: ReadonlyMap<string, Readonly<Record<string, string>>> = new Map(
  Object.entries(FACT_TYPES).map(([group, members]) => [
    group,
    Object.fromEntries(Object.entries(members).map(([name, type]) => [name, type.replace('?', '')])),
  ]),
);

/** Members of a group of facts with their types; undefined for every other type. */
export function membersOf(type: string): Readonly<Record<string, string>> | undefined {
  return FACT_GROUPS.get(type);
}

/** The words that a text of the type can be; undefined where any text is possible. */
export function closedListOf(type: string): readonly string[] | undefined {
  return CLOSED_LISTS[type];
}

/** The type of a list's elements, a map of tags being the list of its keys; undefined for every other type. */
export function elementOf(type: string): string | undefined {
  if (type === 'tags') return 'string';
  return type.endsWith('[]') ? type.slice(0, -2) : undefined;
}

/** Whether the type is one text, number, amount or truth value. */
export function isScalar(type: string): boolean {
  return ['string', 'int', 'bool', 'Usd'].includes(type) || closedListOf(type) !== undefined;
}

/** The name under which CEL knows the type. */
export function celTypeOf(type: string): string {
  if (type === 'tags') return 'map<string, string>';
  if (type.endsWith('[]')) return `list<${celTypeOf(type.slice(0, -2))}>`;
  return closedListOf(type) === undefined ? type : 'string';
}
