import { en } from 'zod/locales';
import * as z from 'zod/mini';
import { describeIssues } from '../config/describe-issues.ts';
import { formatPath } from '../config/problem-text.ts';
import { ConfigError } from '../domain/errors.ts';
import { isRegionName } from '../domain/region-name.ts';

/** What each function can be asked for. No event has a member for a tag or its value. */

const ids = (pattern: RegExp, error: string) => z._default(z.array(z.string().check(z.regex(pattern, { error }))), []);
const runId = z
  .string()
  .check(z.regex(/^\d{8}T\d{6}Z-[\w-]{1,64}$/, { error: 'the id of a run, such as 20261120T161200Z-3fa2c1' }));
const flag = z._default(z.boolean({ error: 'true or false' }), false);

/** Beyond it a run ends with what it has read; see docs/lambda.md. */
export const MOST_LINKS = 12;

export const auditEvent = z
  .strictObject({
    action: z.literal('audit', { error: 'audit' }),
    accounts: ids(/^\d{12}$/, 'an account id: 12 digits'),
    ous: ids(
      /^(ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}|r-[0-9a-z]{4,32})$/,
      'the id of an OU or root, such as ou-ab12-34cd56ef',
    ),
    regions: z._default(
      z.array(z.string().check(z.refine(isRegionName, { error: 'the name of a region, such as eu-central-1' }))),
      [],
    ),
    rules: ids(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'the id of a rule, such as map-tag-missing'),
    resume: z.optional(runId),
    link: z.optional(z.int({ error: 'a whole number' }).check(z.minimum(1), z.maximum(MOST_LINKS))),
  })
  .check(
    z.refine(({ resume, link }) => resume !== undefined || link === undefined, {
      path: ['resume'],
      error: 'the id of the run that goes on, beside link',
    }),
    // Whoever narrowed it would otherwise go on with a whole audit beside another one.
    z.refine(({ resume, ...order }) => resume === undefined || isWhole(order), {
      path: ['resume'],
      params: { problem: 'a run that goes on looks at what it was begun with' },
      error: 'it without accounts, ous, regions and rules',
    }),
  );

type Narrowing = Readonly<Record<'accounts' | 'ous' | 'regions' | 'rules', readonly string[]>>;

function isWhole({ accounts, ous, regions, rules }: Narrowing): boolean {
  return [accounts, ous, regions, rules].every(({ length }) => length === 0);
}

export const REPORT_FORMATS = ['text', 'json', 'ndjson', 'csv', 'markdown'] as const;

export type ReportFormat = (typeof REPORT_FORMATS)[number];

export const reportEvent = z.strictObject({
  action: z.literal('report', { error: 'report' }),
  run: z._default(z.union([z.literal('latest'), runId], { error: 'the id of a run, or latest' }), 'latest'),
  format: z.enum(REPORT_FORMATS, { error: `one of ${REPORT_FORMATS.join(', ')}` }),
  as: z._default(z.enum(['document', 'link'], { error: 'document or link' }), 'document'),
});

export const applyEvent = z.strictObject({
  action: z.literal('apply', { error: 'apply' }),
  run: runId,
  hash: z.string().check(z.regex(/^[0-9a-f]{64}$/, { error: 'the hash of the plan: 64 hex digits' })),
  acceptStale: flag,
  acceptIncomplete: flag,
});

/** Flags of the command line, by which use cases call what is wrong, and the members that stand for them here. */
const MEMBERS: Readonly<Record<string, string>> = {
  '--account': 'accounts',
  '--ou': 'ous',
  '--region': 'regions',
  '--rule': 'rules',
  '--resume': 'resume',
  '--accept-stale': 'acceptStale',
  '--accept-incomplete': 'acceptIncomplete',
};

/** What was wrong, with what the event is to blame for in the words of the event. */
export function inWordsOfEvent({ problems }: ConfigError): ConfigError {
  return new ConfigError(
    problems.map((problem) => {
      const member = MEMBERS[problem.place];
      return member === undefined ? problem : { ...problem, place: 'event', path: member };
    }),
  );
}

/** The event in the form of the schema. Throws ConfigError with every problem. */
export function parseEvent<S extends z.core.$ZodType>(schema: S, event: unknown): z.output<S> {
  const result = z.safeParse(schema, event, { reportInput: true, error: en().localeError });
  if (result.success) return result.data;
  const issues = describeIssues(result.error.issues, schema, { value: event, written: () => undefined });
  throw new ConfigError(issues.map(({ path, text }) => ({ place: 'event', path: formatPath(path), text })));
}
