import * as z from 'zod';
import { CARRIER_TYPES, RESOURCE_TYPES } from '../domain/carrier.ts';
import type { EvidenceValue } from '../domain/evaluation.ts';
import { DEFECTS, type Finding as DomainFinding, FINDING_STATUSES, REMEDIATION_KINDS } from '../domain/finding.ts';
import { GAP_OUTCOMES, TARGET_OUTCOMES } from '../domain/outcome.ts';
import type { ReportHead } from '../domain/report.ts';
import { SEVERITIES } from '../domain/severity.ts';
import { publishedSchema } from './published-schema.ts';
import type { Frozen, IsSame } from './same-type.ts';
import { AccountId, Action, Amount, Count, Instant, Sha256, Texts } from './schema-fields.ts';
import { Spend } from './schema-spend.ts';

/** The published shape of `report.json`. The types are the domain's; the last lines prove that these are the same. */

const EvidenceValueSchema: z.ZodType<EvidenceValue> = z
  .lazy(() =>
    z.union([
      z.string(),
      z.number(),
      z.boolean(),
      z.array(EvidenceValueSchema).readonly(),
      z.record(z.string(), EvidenceValueSchema),
    ]),
  )
  .meta({ id: 'EvidenceValue', description: 'The value of a fact' });

export const Finding = z
  .strictObject({
    id: z.string().min(1).describe('Stable over runs, and over the re-creation of a resource'),
    ruleId: z.string().min(1),
    severity: z.enum(SEVERITIES),
    status: z.enum(FINDING_STATUSES),
    firstSeen: Instant,
    lastSeen: Instant,
    accountId: AccountId.nullable(),
    accountName: z.string().nullable(),
    ouPath: z.string().nullable().describe('From the organization down to the parent of the account: o-x/r-y/ou-a'),
    region: z.string().nullable(),
    owner: z.string().nullable(),
    resource: z.strictObject({
      type: z.enum(RESOURCE_TYPES),
      id: z.string().min(1),
      arn: z.string().nullable(),
      name: z.string(),
      createdAt: Instant.nullable(),
      models: Texts.describe('Model ids, sorted'),
      tags: z.record(z.string(), z.string()).nullable().describe('null where they could not be read'),
    }),
    message: z.string(),
    evidence: z
      .record(z.string(), EvidenceValueSchema)
      .describe('Values of the facts that the rule named, by path; what could not be read is left out'),
    defect: z.enum(DEFECTS).nullable().describe('What is wrong with the map tag, where that is what is wrong'),
    lost: z.strictObject({ amount: Amount, currency: z.string(), start: z.string(), end: z.string() }).nullable(),
    atRisk: z.strictObject({ amount: Amount, currency: z.string(), days: Count, basis: z.string() }).nullable(),
    remediation: z.strictObject({
      kind: z.enum(REMEDIATION_KINDS),
      action: Action.nullable().describe('Given only where the right value is certain'),
      command: z.string().nullable().describe('The action for a POSIX shell, quoted'),
      note: z.string(),
    }),
    waiver: z
      .strictObject({
        rule: z.string(),
        resource: z.string(),
        reason: z.string(),
        owner: z.string(),
        until: z.string(),
      })
      .nullable()
      .describe('Who accepted the finding, why and until when; given exactly where it is suppressed'),
    stripped: z
      .strictObject({ times: Count, appliedAt: Instant, runId: z.string() })
      .nullable()
      .describe(
        'Given where mapwarden had set the tag right and it is wrong again: how often, and when it did so last',
      ),
    inBaseline: z.boolean().describe('The baseline run had it already, as bad or worse: it does not fail the audit'),
  })
  .meta({ id: 'Finding', description: 'A rule that does not hold for a resource' });

const Gap = z
  .strictObject({
    accountId: AccountId,
    accountName: z.string(),
    region: z.string(),
    outcome: z.enum(GAP_OUTCOMES),
    operation: z.string().describe('The call in IAM’s words: bedrock:ListInferenceProfiles'),
    code: z.string().describe('AWS’s error code'),
    requestId: z.string().nullable(),
    message: z.string(),
    remedy: z.string(),
  })
  .meta({ id: 'CoverageGap', description: 'A target that could not be read, or not whole' });

const AccountCoverage = z
  .strictObject({
    accountId: AccountId,
    accountName: z.string(),
    ouPath: z.string(),
    regions: z
      .partialRecord(z.enum(TARGET_OUTCOMES), Texts)
      .describe('The regions of the account by outcome; only the outcomes that occurred'),
  })
  .meta({ id: 'AccountCoverage', description: 'How each target of an account ended' });

const Coverage = z.strictObject({
  complete: z.boolean().describe('false: the report is no verdict on everything that it was asked for'),
  targets: Count.describe('Accounts × regions'),
  selection: z
    .strictObject({ accounts: Texts, ous: Texts, regions: Texts, rules: Texts })
    .nullable()
    .describe('What narrowed the run; null when nothing did'),
  byOutcome: z
    .record(z.enum(TARGET_OUTCOMES), Count)
    .describe('Always all twelve outcomes; their sum is the number of targets'),
  gaps: z.array(Gap).readonly().describe('In the order account, region'),
  byAccount: z.array(AccountCoverage).readonly().describe('How each target ended: every account with one, by id'),
});

const Totals = z.strictObject({
  resources: Count.describe('Carriers read'),
  byType: z.partialRecord(z.enum(CARRIER_TYPES), Count),
  compliant: Count,
  nonCompliant: Count,
  insufficientData: Count,
  notApplicable: Count,
  suppressed: Count,
  findings: z.record(z.enum(SEVERITIES), Count).describe('New and open findings of every resource'),
  byStatus: z.record(z.enum(FINDING_STATUSES), Count).describe('All findings'),
});

const RuleCounts = z.strictObject({
  id: z.string(),
  title: z.string(),
  severity: z.enum(SEVERITIES),
  note: z.string().describe('What a person does about its findings'),
  compliant: Count,
  nonCompliant: Count,
  notApplicable: Count,
  insufficientData: Count,
});

/** A whole `report.json`, findings included. */
export const Report = z
  .strictObject({
    schemaVersion: z.literal(1),
    runId: z.string().min(1),
    tool: z.strictObject({ name: z.literal('mapwarden'), version: z.string() }),
    catalog: z
      .strictObject({ edition: z.string(), sha256: Sha256 })
      .nullable()
      .describe('The catalogue of models in force'),
    startedAt: Instant,
    finishedAt: Instant,
    now: Instant.describe('The instant for every date rule'),
    caller: z.strictObject({ arn: z.string(), accountId: AccountId }),
    configuration: z.strictObject({ sha256: Sha256 }),
    ruleset: z.strictObject({ sha256: Sha256 }).describe('Over the rules in force, severities and texts included'),
    organization: z.strictObject({ id: z.string(), managementAccountId: AccountId, accounts: Count }),
    coverage: Coverage,
    totals: Totals,
    baseline: z
      .strictObject({ runId: z.string(), findings: z.record(z.enum(SEVERITIES), Count) })
      .nullable()
      .describe('The run whose findings do not fail this one, and how many new and open ones it had already'),
    rules: z.array(RuleCounts).readonly().describe('By id'),
    spend: Spend,
    traffic: z.strictObject({ status: z.literal('not-run') }),
    findings: z.array(Finding).readonly().describe('In the order account, region, resource, rule'),
  })
  .meta({
    title: 'mapwarden report',
    description: 'report.json: what an audit of map tags on Amazon Bedrock read, and what it found',
  });

/** JSON Schema of `report.json`. */
export function reportJsonSchema(): object {
  return publishedSchema('report', Report);
}

type DomainReport = ReportHead & { readonly findings: readonly DomainFinding[] };
true satisfies IsSame<Frozen<z.infer<typeof Report>>, Frozen<DomainReport>>;
