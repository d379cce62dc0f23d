import * as z from 'zod/mini';
import { isIsoDate } from '../domain/dates.ts';
import { SEVERITIES } from '../domain/severity.ts';

/** Text in a given form. The sentence is what a mistake is told to be instead, and what the documentation says. */
export function text(expected: string, pattern: RegExp = NOT_BLANK) {
  return z.string({ error: expected }).check(z.regex(pattern, { error: expected }));
}

/** With what the documentation and the JSON Schema say that it means. */
export function described<S extends z.ZodMiniType>(schema: S, meaning: string): S {
  return schema.check(z.describe(meaning));
}

/** What may be left out. */
export function optional<S extends z.core.$ZodType>(schema: S, meaning: string) {
  return described(z.optional(schema), meaning);
}

/** What is `value` where it is left out. */
export function byDefault<S extends z.core.$ZodType>(
  schema: S,
  value: z.core.util.NoUndefined<z.output<S>>,
  meaning: string,
) {
  return described(z._default(schema, value), meaning);
}

/** A mapping with these keys and no other. */
export function section<S extends z.core.$ZodShape>(shape: S, expected = 'a mapping') {
  return z.strictObject(shape, { error: expected });
}

/** A section that may be left out: every key in it has a default. */
export function optionalSection<S extends z.core.$ZodShape>(shape: S, meaning: string) {
  const schema = section(shape);
  // An empty input, so that the defaults inside come to pass.
  return described(z.prefault(schema, {} as z.input<typeof schema>), meaning);
}

export function list<S extends z.core.$ZodType>(element: S, expected: string, least = 0) {
  return z.readonly(z.array(element, { error: expected }).check(z.minLength(least, { error: expected })));
}

export function oneOf<const V extends readonly string[]>(values: V) {
  return z.enum(values, { error: `one of ${values.join(', ')}` });
}

export function count(least: number, most: number) {
  const error = `a whole number from ${least} to ${most}`;
  return z.int({ error }).check(z.minimum(least, { error }), z.maximum(most, { error }));
}

export function percent() {
  const error = 'a number from 0 to 100';
  return z.number({ error }).check(z.minimum(0, { error }), z.maximum(100, { error }));
}

export function flag() {
  return z.boolean({ error: 'true or false' });
}

const NOT_BLANK = /\S/;
/** Bedrock's TagKey and TagValue (service model bedrock-2023-04-20); white space is legal in both. */
const TAG_CHARACTERS = String.raw`[a-zA-Z0-9\s._:/=+@-]`;

export const accountId = text('an account id: 12 digits in quotes', /^\d{12}$/);
/** Patterns of the Organizations API for OrganizationalUnitId and RootId. */
export const ouId = text(
  'the id of an OU or root, such as ou-ab12-cdef3456 or r-ab12',
  /^(ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}|r-[0-9a-z]{4,32})$/,
);
export const regionName = text('the name of a region, such as eu-central-1', /^[a-z]{2,5}(-[a-z]{2,12}){1,2}-\d{1,2}$/);
/** IAM's RoleName, and a path before it. */
export const roleName = text(
  'the name of an IAM role, up to 64 letters, digits or _+=,.@-, with its path if it has one',
  /^\/?([\w+=,.@-]{1,64}\/)*[\w+=,.@-]{1,64}$/,
);
/** STS's ExternalId. */
export const externalId = text('an external id of 2 to 1224 letters, digits or _+=,.@:/-', /^[\w+=,.@:/-]{2,1224}$/);
/** MAP prints 5 digits or 10 capitals and digits; other lengths have been seen, so the length is not judged. */
export const agreementId = text(
  'the id printed on the migration plan: letters and digits, in quotes',
  /^[A-Za-z0-9]{1,64}$/,
);
export const tagValue = text(
  'a tag value that Bedrock accepts: up to 256 letters, digits, spaces or _.:/=+@-, not blank',
  new RegExp(String.raw`^(?=\s*\S)${TAG_CHARACTERS}{1,256}$`),
);
export const tagKey = text(
  'a tag key that Bedrock accepts: up to 128 letters, digits, spaces or _.:/=+@-, not blank, not beginning with aws:',
  new RegExp(String.raw`^(?![aA][wW][sS]:)(?=\s*\S)${TAG_CHARACTERS}{1,128}$`),
);
export const tagPrefix = text('a prefix of up to 32 letters, digits or _', /^\w{1,32}$/);
/** A decimal in quotes: a float would round money. */
export const money = text('an amount in quotes, such as "1" or "0.50"', /^\d{1,15}(\.\d{1,8})?$/);
export const ruleId = text('the id of a rule: small letters, digits and hyphens', /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
export const filePath = text('a path');
export const severity = oneOf(SEVERITIES);

const DAY = 'a day that exists, as YYYY-MM-DD';
export const day = z.string({ error: DAY }).check(z.refine(isIsoDate, { error: DAY }));

/** An ARN of one service; partition and account are whatever AWS made them. */
export function arn(service: string, what: string) {
  return text(`the ARN of ${what}`, new RegExp(String.raw`^arn:[a-z-]+:${service}:[a-z0-9-]*:\d{12}:\S+$`));
}
