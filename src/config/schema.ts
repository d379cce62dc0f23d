import * as z from 'zod';
import { ATTRIBUTION_METHODS } from '../domain/carrier.ts';
import { alerts } from './alert-sections.ts';
import { crossCheck } from './cross-checks.ts';
import {
  accountId,
  agreementId,
  day,
  externalId,
  filePath,
  list,
  oneOf,
  optionalSection,
  ouId,
  percent,
  regionName,
  roleName,
  ruleId,
  section,
  severity,
  tagKey,
  tagPrefix,
  tagValue,
  text,
} from './fields.ts';
import { traffic } from './later-sections.ts';
import { catalog, owners, spend } from './money-sections.ts';
import { remediation, waivers } from './remediation-sections.ts';
import { store } from './store-section.ts';

const scopeKeys = {
  ous: list(ouId, 'a list of OU ids').default([]).describe('OU or root ids; everything below them is meant.'),
  accounts: list(accountId, 'a list of account ids').default([]).describe('Account ids, in quotes.'),
};

const organization = optionalSection({
  auditRole: roleName
    .default('MapwardenAudit')
    .describe('The role that the audit assumes in every account but its own.'),
  remediationRole: roleName.default('MapwardenRemediate').describe('The role that writes tags.'),
  managementRole: roleName
    .default('MapwardenAudit')
    .describe('The role in the management account that reads Cost Explorer, where the caller is in another account.'),
  externalId: externalId.optional().describe('The external id that the roles ask for.'),
  include: optionalSection(scopeKeys).describe('The only accounts to audit; empty means all.'),
  exclude: optionalSection(scopeKeys).describe('Accounts to leave out; wins over `include`.'),
  regions: z
    .union([z.literal('enabled'), list(regionName, 'a list of regions', 1)], { error: 'enabled, or a list of regions' })
    .default('enabled')
    .describe('`enabled` for every region that an account can use, or a list.'),
}).describe('How to reach the accounts of the organization, and which.');

const agreement = section({
  id: agreementId.describe('The id of the Migration Program Engagement (MPE), as printed on the migration plan.'),
  tagValue: tagValue.optional().describe('The value of the map tag; default: prefix and id.'),
  name: text('a name').optional().describe('A name for people; default: the id.'),
  acceptedOn: day.describe(
    'The day on which the agreement was accepted. Bedrock counts when that is after 2024-12-16.',
  ),
  startsOn: day.optional().describe('The first day of the term; default: `acceptedOn`.'),
  endsOn: day.describe('The last day of the term.'),
  payerAccountId: accountId
    .optional()
    .describe('The management account that the plan is bound to; an audit of another organization is refused.'),
  creditPercent: percent()
    .optional()
    .describe('The credit rate of the plan in percent, such as 25; without it no credit is reckoned.'),
  scope: optionalSection(scopeKeys).describe('The accounts that it covers; empty means all.'),
});

const override = section({
  ...scopeKeys,
  method: oneOf(ATTRIBUTION_METHODS).describe('The method in these accounts.'),
});

const attribution = optionalSection({
  method: oneOf(ATTRIBUTION_METHODS)
    .default('inference-profile')
    .describe('What bears the map tag. This version reads application inference profiles only.'),
  overrides: list(override, 'a list of overrides').default([]).describe('Accounts that use another method.'),
}).describe('How usage is attributed to an agreement.');

/** What a rule set or an operator says of a rule. */
export const ruleSetting = z.union(
  [oneOf(['on', 'off']), section({ severity: severity.describe('The severity of its findings.') })],
  {
    error: 'on, off or { severity: … }',
  },
);

const rules = optionalSection({
  rulesets: list(filePath, 'a list of rule sets', 1)
    .default(['recommended'])
    .describe('`recommended`, `strict`, or the path of a rule set; a later one wins.'),
  directories: list(filePath, 'a list of folders').default([]).describe('Folders with rule files of your own.'),
  settings: z
    .record(ruleId, ruleSetting, { error: 'a mapping of rule ids to settings' })
    .default({})
    .describe('By rule id: `off`, `on`, or another severity.'),
}).describe('Which rules are asked. Paths are relative to the configuration file.');

/**
 * The configuration file: the one source of its type, its JSON Schema and its documentation page. Checks that look at
 * more than one key run even where a key is wrong, so that every problem is told at once.
 */
export const configuration = section(
  {
    $schema: text('the address of a JSON Schema').optional().describe('For editors; not read.'),
    version: z.literal(1, { error: '1' }).describe('The version of this format.'),
    organization,
    agreements: list(agreement, 'a list of at least one agreement: without one, no tag can be judged', 1).describe(
      'The MAP agreements of the organization; at least one.',
    ),
    tag: optionalSection({
      key: tagKey.default('map-migrated').describe('The key of the map tag; its case matters.'),
      prefix: tagPrefix.default('mig').describe('What a value begins with, before the id of its agreement.'),
    }).describe('The map tag.'),
    attribution,
    rules,
    catalog,
    owners,
    spend,
    traffic,
    waivers,
    remediation,
    alerts,
    store,
  },
  'a mapping with the key version and at least one of agreements',
)
  .superRefine(
    (value, context) => {
      for (const { path, problem, expected } of crossCheck(value)) {
        context.addIssue({ code: 'custom', path: [...path], message: expected, params: { problem } });
      }
    },
    { when: () => true },
  )
  .meta({ title: 'mapwarden configuration', description: 'What mapwarden audits, and against which agreements.' });

export type Configuration = z.output<typeof configuration>;
