import * as z from 'zod';
import { describeIssues } from '../config/describe-issues.ts';
import { formatPath } from '../config/problem-text.ts';
import { ConfigError } from '../domain/errors.ts';
import { isRegionName } from '../domain/region-name.ts';

/** What each function can be asked for. No event has a member for a tag or its value. */

const ids = (pattern: RegExp, expected: string) => z.array(z.string().regex(pattern, { error: expected })).default([]);
const runId = z
  .string()
  .regex(/^\d{8}T\d{6}Z-[\w-]{1,64}$/, { error: 'the id of a run, such as 20261120T161200Z-3fa2c1' });

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
    regions: z
      .array(z.string().refine(isRegionName, { error: 'the name of a region, such as eu-central-1' }))
      .default([]),
    rules: ids(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'the id of a rule, such as map-tag-missing'),
    resume: runId.optional(),
    link: z.int({ error: 'a whole number' }).min(1).max(MOST_LINKS).optional(),
  })
  .refine(({ resume, link }) => resume !== undefined || link === undefined, {
    path: ['resume'],
    error: 'the id of the run that goes on, beside link',
  })
  // Whoever narrowed it would otherwise go on with a whole audit beside another one.
  .refine(({ resume, ...order }) => resume === undefined || isWhole(order), {
    path: ['resume'],
    params: { problem: 'a run that goes on looks at what it was begun with' },
    error: 'it without accounts, ous, regions and rules',
  });

type Narrowing = Readonly<Record<'accounts' | 'ous' | 'regions' | 'rules', readonly string[]>>;

function isWhole({ accounts, ous, regions, rules }: Narrowing): boolean {
  return [accounts, ous, regions, rules].every(({ length }) => length === 0);
}

export const REPORT_FORMATS = ['text', 'json', 'ndjson', 'csv', 'markdown'] as const;

export type ReportFormat = (typeof REPORT_FORMATS)[number];

export const reportEvent = z.strictObject({
  action: z.literal('report', { error: 'report' }),
  run: z.union([z.literal('latest'), runId], { error: 'the id of a run, or latest' }).default('latest'),
  format: z.enum(REPORT_FORMATS, { error: `one of ${REPORT_FORMATS.join(', ')}` }),
  as: z.enum(['document', 'link'], { error: 'document or link' }).default('document'),
});

export const applyEvent = z.strictObject({
  action: z.literal('apply', { error: 'apply' }),
  run: runId,
  hash: z.string().regex(/^[0-9a-f]{64}$/, { error: 'the hash of the plan: 64 hex digits' }),
  acceptStale: z.boolean({ error: 'true or false' }).default(false),
  acceptIncomplete: z.boolean({ error: 'true or false' }).default(false),
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
export function parseEvent<S extends z.ZodType>(schema: S, event: unknown): z.output<S> {
  const result = schema.safeParse(event, { reportInput: true });
  if (result.success) return result.data;
  const issues = describeIssues(result.error.issues, schema, { value: event, written: () => undefined });
  throw new ConfigError(issues.map(({ path, text }) => ({ place: 'event', path: formatPath(path), text })));
}
