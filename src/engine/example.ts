import { en } from 'zod/locales';
import * as z from 'zod/mini';
import type { Agreement } from '../domain/agreement.ts';
import { ATTRIBUTION_METHODS, CARRIER_TYPES, type Carrier, type ResourceType } from '../domain/carrier.ts';
import { isIsoDate } from '../domain/dates.ts';
import { EVALUATION_OUTCOMES } from '../domain/evaluation.ts';
import type { RuleDefinition } from '../domain/rule.ts';
import type { AccountSpend, CostAllocationTagState } from '../domain/spend.ts';
import {
  EXAMPLE_AGREEMENT,
  EXAMPLE_AGREEMENTS,
  EXAMPLE_CATALOG,
  EXAMPLE_SPEND,
  EXAMPLE_WAIVER,
} from './example-world.ts';
import {
  accountFacts,
  agreementFacts,
  carrierFacts,
  type FactContext,
  type Facts,
  organizationFacts,
  waiverFacts,
} from './facts.ts';
import type { RuleProblem } from './rule-problem.ts';
import { isUsdLiteral } from './usd.ts';

const Day = z.string().check(z.refine(isIsoDate, 'expected a day that exists, YYYY-MM-DD'));
/** Negative where AWS took back more than there was. */
const Amount = z
  .string()
  .check(z.refine((text) => isUsdLiteral(text.replace(/^-/, '')), 'expected a decimal in quotes'));
const Count = z.int().check(z.minimum(0));
const AccountId = z.string().check(z.regex(/^\d{12}$/, 'expected 12 digits in quotes'));

/**
 * How an example differs from the example world. The world: today is 2026-06-01; account 111122223333 "Example" lies
 * in ou-a; agreements ABCDE12345 (accepted and started 2025-02-03, ends 2028-02-02), EARLY00000 (accepted 2024-12-16,
 * ends 2027-12-15) and OTHER00000 (covers account 444455556666 only), each with the value `mig` and its id; the carrier
 * "example" bears no tag, was created on 2025-03-01 and runs amazon.nova-pro-v1:0; its account uses the carrier's own
 * method; all 17 of the account's targets were read. In the last seven complete days the account spent $100.00, all of
 * it attributed; a finding is worth $1.00. Both cost allocation tags are active. The catalogue lists all of Amazon's
 * models (eligible after 2024-12-16) and anthropic.claude-sonnet-4-5 (after 2025-09-28). A waiver for map-tag-missing on
 * all profiles of the account holds until 2026-12-31 and matched one finding.
 */
const Example = z.partial(
  z.strictObject({
    /** Look at this type only; otherwise the example must hold for every type that the rule applies to. */
    type: z.enum([...CARRIER_TYPES, 'account', 'agreement', 'organization', 'waiver']),
    today: Day,
    accountId: AccountId,
    method: z.enum(ATTRIBUTION_METHODS),
    /** All agreements there are. What an entry leaves out is that of the world's agreement with its id, or of ABCDE12345. */
    agreements: z
      .array(
        z.strictObject({
          id: z.string(),
          name: z.optional(z.string()),
          tagValue: z.optional(z.string()),
          acceptedOn: z.optional(Day),
          startsOn: z.optional(Day),
          endsOn: z.optional(Day),
          accounts: z.optional(z.array(AccountId)),
          ous: z.optional(z.array(z.string())),
        }),
      )
      .check(z.minLength(1)),
    tags: z.record(z.string(), z.string()),
    createdOn: Day,
    /** Model ids; none when AWS gave none. */
    models: z.array(z.string()),
    /** What could not be read. */
    unread: z.array(z.enum(['tags', 'createdOn', 'models', 'spend', 'unattributed', 'costAllocationTag', 'matched'])),
    spend: z.partial(
      z.strictObject({
        total: Amount,
        unattributed: Amount,
        underNoAgreement: Amount,
        underInvalidAgreement: Amount,
        minFinding: Amount,
      }),
    ),
    /** States of the cost allocation tags. */
    costAllocationTag: z.partial(z.strictObject({ active: z.boolean(), principalActive: z.boolean() })),
    waiver: z.partial(z.strictObject({ until: Day, matched: Count })),
    coverage: z.strictObject({ targets: Count, gaps: Count }),
  }),
);
export type Example = z.infer<typeof Example>;

/** Reads an example that {@link checkExamples} has passed. */
export function parseExample(value: unknown): Example {
  return z.parse(Example, value);
}

/** What is wrong with a rule's examples: unknown members, wrong types, a type that the rule does not apply to. */
export function checkExamples({ examples, appliesTo }: RuleDefinition): readonly RuleProblem[] {
  return EVALUATION_OUTCOMES.flatMap((outcome) =>
    examples[outcome].flatMap((example, index) => {
      const problems = checkExample(example, appliesTo);
      return problems.map((problem) => ({ ...problem, path: ['examples', outcome, index, ...problem.path] }));
    }),
  );
}

function checkExample(example: unknown, appliesTo: readonly ResourceType[]): readonly RuleProblem[] {
  const result = z.safeParse(Example, example, { error: en().localeError });
  if (!result.success) {
    // Keys of a document are texts or numbers; zod's type also allows symbols.
    return result.error.issues.map(({ path, message }) => ({
      path: path.map((part) => (typeof part === 'number' ? part : String(part))),
      offset: 0,
      text: message,
    }));
  }
  const { type } = result.data;
  if (type === undefined || appliesTo.includes(type)) return [];
  return [
    { path: ['type'], offset: 0, text: `not in appliesTo; expected one of ${appliesTo.join(', ')}; got ${type}` },
  ];
}

/** The facts of the example world, with the example's changes, as a rule for the type sees them. */
export function exampleFacts(example: Example, type: ResourceType): Facts {
  const carrier = exampleCarrier(example, type);
  const agreements = example.agreements?.map(exampleAgreement) ?? EXAMPLE_AGREEMENTS;
  const method = example.method ?? METHOD_OF_TYPE.get(type) ?? 'inference-profile';
  const context: FactContext = {
    account: {
      id: example.accountId ?? '111122223333',
      name: 'Example',
      state: 'ACTIVE',
      ouPath: 'o-example/r-root/ou-a',
    },
    settings: {
      agreements,
      tag: { key: 'map-migrated', prefix: 'mig' },
      method,
      spend: { ...EXAMPLE_SPEND, minFindingUsd: example.spend?.minFinding ?? EXAMPLE_SPEND.minFindingUsd },
    },
    today: example.today ?? '2026-06-01',
    catalog: EXAMPLE_CATALOG,
  };
  if (carrier !== undefined) return carrierFacts(carrier, context);
  if (type === 'account') {
    return accountFacts(context, example.coverage ?? { targets: 17, gaps: 0 }, exampleSpend(example));
  }
  if (type === 'organization') return organizationFacts(exampleTags(example), context.settings, context.today);
  if (type === 'waiver') return exampleWaiver(example, context.today);
  // The first one; there is always one.
  const agreement = agreements.reduce((first) => first);
  return agreementFacts(agreement, context.today);
}

function exampleWaiver({ waiver, unread = [] }: Example, today: string): Facts {
  const { until = EXAMPLE_WAIVER.until, matched = 1 } = waiver ?? {};
  return waiverFacts({ ...EXAMPLE_WAIVER, until }, unread.includes('matched') ? undefined : matched, today);
}

function exampleSpend({ spend, unread = [] }: Example): AccountSpend | undefined {
  if (unread.includes('spend')) return undefined;
  const facts = {
    total: spend?.total ?? '100.00',
    ...(unread.includes('unattributed') ? {} : { unattributed: spend?.unattributed ?? '0' }),
    underNoAgreement: spend?.underNoAgreement ?? '0',
    underInvalidAgreement: spend?.underInvalidAgreement ?? '0',
  };
  return { week: facts, window: facts };
}

function exampleTags({ costAllocationTag, unread = [] }: Example): readonly CostAllocationTagState[] | undefined {
  if (unread.includes('costAllocationTag')) return undefined;
  const stateOf = (key: string, active = true): CostAllocationTagState => {
    return { key, status: active ? 'active' : 'inactive', updatedAt: null };
  };
  return [
    stateOf('map-migrated', costAllocationTag?.active),
    stateOf('iamPrincipal/map-migrated', costAllocationTag?.principalActive),
  ];
}

const METHOD_OF_TYPE = new Map<ResourceType, FactContext['settings']['method']>([
  ['iam-principal', 'iam-principal'],
  ['project', 'project'],
]);

function exampleCarrier(example: Example, type: ResourceType): Carrier | undefined {
  const carrierType = CARRIER_TYPES.find((candidate) => candidate === type);
  if (carrierType === undefined) return undefined;
  const unread = new Set<string>(example.unread);
  const models = (example.models ?? ['amazon.nova-pro-v1:0']).map((id) => ({
    id,
    provider: id.split('.', 1).join(''),
  }));
  return {
    type: carrierType,
    arn: `arn:aws:bedrock:eu-central-1:111122223333:${carrierType}/example`,
    id: 'example',
    name: 'example',
    accountId: example.accountId ?? '111122223333',
    region: 'eu-central-1',
    ...(unread.has('createdOn') ? {} : { createdAt: `${example.createdOn ?? '2025-03-01'}T12:00:00.000Z` }),
    ...(unread.has('models') ? {} : { models }),
    ...(unread.has('tags') ? {} : { tags: new Map(Object.entries(example.tags ?? {})) }),
  };
}

function exampleAgreement(given: NonNullable<Example['agreements']>[number]): Agreement {
  const base = EXAMPLE_AGREEMENTS.find(({ id }) => id === given.id) ?? {
    ...EXAMPLE_AGREEMENT,
    id: given.id,
    tagValue: `mig${given.id}`,
  };
  return {
    id: base.id,
    name: given.name ?? base.name,
    tagValue: given.tagValue ?? base.tagValue,
    acceptedOn: given.acceptedOn ?? base.acceptedOn,
    startsOn: given.startsOn ?? base.startsOn,
    endsOn: given.endsOn ?? base.endsOn,
    scope: { ous: given.ous ?? base.scope.ous, accounts: given.accounts ?? base.scope.accounts },
  };
}
