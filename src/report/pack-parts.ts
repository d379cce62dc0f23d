import * as z from 'zod';
import { FINDING_STATUSES } from '../domain/finding.ts';
import { SEVERITIES } from '../domain/severity.ts';
import { Amount, Count, Texts } from './schema-fields.ts';

/** What a check of a pack reads of its parts. Looser than what is published: a later version may say more. */

const Counts = z.record(z.string(), Count);
const Money = z.object({ amount: Amount }).nullable();
const Total = z.object({ total: Amount });

const SpendRead = z.object({
  status: z.enum(['complete', 'partial']),
  total: Amount,
  attributed: Amount,
  misattributed: Amount,
  unattributed: Amount,
  unknown: Amount,
  lost: Amount.nullable(),
  atRisk: Amount.nullable(),
  judged: z.boolean().optional(),
  belowThreshold: Amount,
  byAgreement: z.array(z.object({ agreementId: z.string() })),
  byAccount: z.array(Total),
  byMonth: z.array(Total),
  byService: z.array(Total).nullable(),
  byDefect: z.array(Total),
});
export type SpendPart = z.infer<typeof SpendRead>;

export const ReportPart = z.object({
  runId: z.string(),
  now: z.string(),
  tool: z.object({ version: z.string() }),
  catalog: z.object({ edition: z.string(), sha256: z.string() }).nullable(),
  configuration: z.object({ sha256: z.string() }),
  ruleset: z.object({ sha256: z.string() }),
  organization: z.object({ id: z.string() }),
  coverage: z.object({
    complete: z.boolean(),
    targets: Count,
    byOutcome: Counts,
    gaps: z.array(z.object({ outcome: z.string() })),
    byAccount: z.array(z.object({ regions: z.record(z.string(), Texts) })),
  }),
  totals: z.object({
    resources: Count,
    byType: Counts,
    compliant: Count,
    nonCompliant: Count,
    insufficientData: Count,
    notApplicable: Count,
    suppressed: Count,
    findings: z.record(z.enum(SEVERITIES), Count),
    byStatus: z.record(z.enum(FINDING_STATUSES), Count),
  }),
  rules: z.array(z.object({ id: z.string(), severity: z.string() })),
  spend: z.union([SpendRead, z.object({ status: z.enum(['not-run', 'unavailable']) })]),
  findings: z.array(
    z.object({
      id: z.string(),
      severity: z.enum(SEVERITIES),
      status: z.enum(FINDING_STATUSES),
      lost: Money,
      atRisk: Money,
    }),
  ),
});
export type ReportPart = z.infer<typeof ReportPart>;

export const ResourceParts = z.array(z.object({ arn: z.string(), type: z.string() }));

export const AgreementParts = z.array(z.object({ id: z.string() }));

export const RuleParts = z.array(
  z.object({
    id: z.string(),
    title: z.string(),
    severity: z.string(),
    appliesTo: z.array(z.string()),
    when: z.string(),
    assert: z.string(),
    message: z.string(),
    remediation: z.object({ kind: z.string(), note: z.string() }),
  }),
);

export const CatalogPart = z.object({ edition: z.string(), sha256: z.string() });

export const ConfigurationPart = z.object({ sha256: z.string().optional() });

const Row = z.object({ amount: Amount, unit: z.string() });

export const QueryParts = z.array(
  z.object({
    answer: z.array(z.unknown()).nullable(),
    totals: z.array(z.object({ unit: z.string(), amount: Amount })).nullable(),
  }),
);

/** The amounts of an answer of Cost Explorer; lists of names have none. */
export const Rows = z.array(Row);
