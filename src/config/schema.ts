import * as z from 'zod/mini';
import { ATTRIBUTION_METHODS } from '../domain/carrier.ts';
import { alerts } from './alert-sections.ts';
import { crossCheck } from './cross-checks.ts';
import {
  accountId,
  agreementId,
  byDefault,
  day,
  described,
  externalId,
  filePath,
  list,
  oneOf,
  optional,
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
  ous: byDefault(list(ouId, 'a list of OU ids'), [], 'OU or root ids; everything below them is meant.'),
  accounts: byDefault(list(accountId, 'a list of account ids'), [], 'Account ids, in quotes.'),
};

const organization = optionalSection(
  {
    auditRole: byDefault(roleName, 'MapwardenAudit', 'The role that the audit assumes in every account but its own.'),
    remediationRole: byDefault(roleName, 'MapwardenRemediate', 'The role that writes tags.'),
    managementRole: byDefault(
      roleName,
      'MapwardenAudit',
      'The role in the management account that reads Cost Explorer, where the caller is in another account.',
    ),
    externalId: optional(externalId, 'The external id that the roles ask for.'),
    include: optionalSection(scopeKeys, 'The only accounts to audit; empty means all.'),
    exclude: optionalSection(scopeKeys, 'Accounts to leave out; wins over `include`.'),
    regions: byDefault(
      z.union([z.literal('enabled'), list(regionName, 'a list of regions', 1)], {
        error: 'enabled, or a list of regions',
      }),
      'enabled',
      '`enabled` for every region that an account can use, or a list.',
    ),
  },
  'How to reach the accounts of the organization, and which.',
);

const agreement = section({
  id: described(agreementId, 'The id of the Migration Program Engagement (MPE), as printed on the migration plan.'),
  tagValue: optional(tagValue, 'The value of the map tag; default: prefix and id.'),
  name: optional(text('a name'), 'A name for people; default: the id.'),
  acceptedOn: described(
    day,
    'The day on which the agreement was accepted. Bedrock counts when that is after 2024-12-16.',
  ),
  startsOn: optional(day, 'The first day of the term; default: `acceptedOn`.'),
  endsOn: described(day, 'The last day of the term.'),
  payerAccountId: optional(
    accountId,
    'The management account that the plan is bound to; an audit of another organization is refused.',
  ),
  creditPercent: optional(
    percent(),
    'The credit rate of the plan in percent, such as 25; without it no credit is reckoned.',
  ),
  scope: optionalSection(scopeKeys, 'The accounts that it covers; empty means all.'),
});

const override = section({
  ...scopeKeys,
  method: described(oneOf(ATTRIBUTION_METHODS), 'The method in these accounts.'),
});

const attribution = optionalSection(
  {
    method: byDefault(
      oneOf(ATTRIBUTION_METHODS),
      'inference-profile',
      'What bears the map tag. This version reads application inference profiles only.',
    ),
    overrides: byDefault(list(override, 'a list of overrides'), [], 'Accounts that use another method.'),
  },
  'How usage is attributed to an agreement.',
);

/** What a rule set or an operator says of a rule. */
export const ruleSetting = z.union(
  [oneOf(['on', 'off']), section({ severity: described(severity, 'The severity of its findings.') })],
  {
    error: 'on, off or { severity: … }',
  },
);

const rules = optionalSection(
  {
    rulesets: byDefault(
      list(filePath, 'a list of rule sets', 1),
      ['recommended'],
      '`recommended`, `strict`, or the path of a rule set; a later one wins.',
    ),
    directories: byDefault(list(filePath, 'a list of folders'), [], 'Folders with rule files of your own.'),
    settings: byDefault(
      z.record(ruleId, ruleSetting, { error: 'a mapping of rule ids to settings' }),
      {},
      'By rule id: `off`, `on`, or another severity.',
    ),
  },
  'Which rules are asked. Paths are relative to the configuration file.',
);

const keys = section(
  {
    $schema: optional(text('the address of a JSON Schema'), 'For editors; not read.'),
    version: described(z.literal(1, { error: '1' }), 'The version of this format.'),
    organization,
    agreements: described(
      list(agreement, 'a list of at least one agreement: without one, no tag can be judged', 1),
      'The MAP agreements of the organization; at least one.',
    ),
    tag: optionalSection(
      {
        key: byDefault(tagKey, 'map-migrated', 'The key of the map tag; its case matters.'),
        prefix: byDefault(tagPrefix, 'mig', 'What a value begins with, before the id of its agreement.'),
      },
      'The map tag.',
    ),
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
);

/**
 * The configuration file: the one source of its type, its JSON Schema and its documentation page. Checks that look at
 * more than one key run even where a key is wrong, so that every problem is told at once.
 */
export const configuration = keys.check(
  z.superRefine(
    (value: z.output<typeof keys>, context) => {
      for (const { path, problem, expected } of crossCheck(value)) {
        context.addIssue({ code: 'custom', path: [...path], message: expected, params: { problem } });
      }
    },
    { when: () => true },
  ),
  z.meta({ title: 'mapwarden configuration', description: 'What mapwarden audits, and against which agreements.' }),
);

export type Configuration = z.output<typeof configuration>;
