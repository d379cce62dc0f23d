import { expect, test } from 'vitest';
import { CONFIGURATION_TEMPLATE } from '../../src/config/template.ts';
import { HEAD, load, problems } from './support/schema-problems.ts';

test('what a file leaves out has the defaults of the contract', () => {
  expect(load(HEAD)).toEqual({
    version: 1,
    organization: {
      auditRole: 'MapwardenAudit',
      remediationRole: 'MapwardenRemediate',
      managementRole: 'MapwardenAudit',
      include: { ous: [], accounts: [] },
      exclude: { ous: [], accounts: [] },
      regions: 'enabled',
    },
    agreements: [
      { id: 'ABCDE12345', acceptedOn: '2025-02-03', endsOn: '2028-02-02', scope: { ous: [], accounts: [] } },
    ],
    tag: { key: 'map-migrated', prefix: 'mig' },
    attribution: { method: 'inference-profile', overrides: [] },
    rules: { rulesets: ['recommended'], directories: [], settings: {} },
    catalog: {},
    spend: { enabled: true, lookbackDays: 30, metric: 'AmortizedCost', maxRequests: 12, minFindingUsd: '1' },
    traffic: { enabled: true, lookbackDays: 14 },
    waivers: [],
    remediation: {
      mode: 'report',
      maxChanges: 50,
      maxChangePercent: 10,
      accounts: [],
      ous: [],
      classes: ['missing', 'key-case', 'value-case', 'whitespace'],
    },
    alerts: { minSeverity: 'high', remindAfterDays: 7, routes: [] },
    store: { type: 'directory', path: './mapwarden-out' },
  });
});

test('every key of the contract is accepted', () => {
  const text = `version: 1
organization:
  auditRole: MapwardenAudit
  remediationRole: MapwardenRemediate
  managementRole: MapwardenAudit
  externalId: 4d0c-a5
  include: { ous: [], accounts: [] }
  exclude: { ous: [], accounts: [] }
  regions: [eu-central-1, us-gov-west-1]
agreements:
  - id: ABCDE12345
    tagValue: migABCDE12345
    name: Core platform
    acceptedOn: 2025-02-03
    startsOn: 2025-02-03
    endsOn: 2028-02-02
    payerAccountId: "999988887777"
    creditPercent: 25
    scope: { ous: [r-ab12, ou-ab12-cdef3456], accounts: ["111122223333"] }
tag: { key: map-migrated, prefix: mig }
attribution:
  method: inference-profile
  overrides: [ { ous: [ou-ab12-cdef3456], method: inference-profile } ]
rules:
  rulesets: [recommended]
  directories: []
  settings: { map-tag-missing: { severity: critical }, map-model-not-listed: off, map-tag-key-misspelled: on }
catalog: { file: models.yaml }
owners: { tagKey: owner, accounts: { "111122223333": payments@example.com } }
spend: { enabled: true, lookbackDays: 30, metric: AmortizedCost, maxRequests: 12, minFindingUsd: "1" }
traffic: { enabled: true, lookbackDays: 14 }
waivers:
  - { rule: map-tag-missing, resource: "arn:aws:bedrock:*:111122223333:application-inference-profile/*", reason: r, owner: o, until: 2027-01-31 }
remediation: { mode: apply, maxChanges: 50, maxChangePercent: 10, accounts: all, ous: [], classes: [missing, key-case, value-case, whitespace] }
alerts: { sns: { topicArn: "arn:aws:sns:eu-central-1:999988887777:t" }, slack: { webhookSecretArn: "arn:aws:secretsmanager:eu-central-1:999988887777:secret:s" },
          eventBridge: { busName: b }, minSeverity: high, remindAfterDays: 7,
          routes: [ { ous: [], accounts: [], owners: [], minSeverity: low, topicArn: "arn:aws:sns:eu-central-1:999988887777:t", format: amazon-q } ] }
store: { type: s3, bucket: runs, prefix: mapwarden }
`;
  expect(problems(text)).toEqual([]);
});

test('the file that config init writes is valid, and so is each part of it that is commented out', () => {
  expect(problems(CONFIGURATION_TEMPLATE)).toEqual([]);
  const all = CONFIGURATION_TEMPLATE.replace(/^# (?=( +[a-zA-Z-]|[a-z]+:( |$)))/gm, '').replace(
    /^( {4})# (?=[a-z][a-zA-Z]+:)/gm,
    '$1',
  );
  const {
    rules,
    organization,
    waivers,
    agreements: [agreement],
  } = load(all);
  expect([rules.directories, organization.auditRole, waivers.length, agreement?.payerAccountId]).toEqual([
    ['rules'],
    'MapwardenAudit',
    1,
    '999988887777',
  ]);
});
