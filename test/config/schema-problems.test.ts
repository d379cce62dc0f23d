import { describe, expect, test } from 'vitest';
import { DEFECTS } from '../../src/domain/finding.ts';
import { ACCOUNT, DAY, HEAD, load, NUMBER, problems } from './support/schema-problems.ts';

describe('a mistake is told with its place, what was expected and what was found', () => {
  test.for<[line: string, problem: string]>([
    [
      'verion: 1',
      'm.yaml:4:1 verion: is not a known key, did you mean "version"?; expected one of $schema, version, organization, agreements, tag, attribution, rules, catalog, owners, spend, traffic, waivers, remediation, alerts, store; got "verion"',
    ],
    [
      'zzz: 1',
      'm.yaml:4:1 zzz: is not a known key; expected one of $schema, version, organization, agreements, tag, attribution, rules, catalog, owners, spend, traffic, waivers, remediation, alerts, store; got "zzz"',
    ],
    [
      'organization: { include: { accounts: [012345678901] } }',
      `m.yaml:4:39 organization.include.accounts[0]: must be quoted ("012345678901"), ${NUMBER}; expected ${ACCOUNT}; got 012345678901`,
    ],
    [
      'organization: { include: { accounts: ["12345"] } }',
      `m.yaml:4:39 organization.include.accounts[0]: is not valid; expected ${ACCOUNT}; got "12345"`,
    ],
    [
      'organization: { exclude: { ous: [ou-1] } }',
      'm.yaml:4:34 organization.exclude.ous[0]: is not valid; expected the id of an OU or root, such as ou-ab12-cdef3456 or r-ab12; got "ou-1"',
    ],
    [
      'organization: { auditRole: "a b" }',
      'm.yaml:4:28 organization.auditRole: is not valid; expected the name of an IAM role, up to 64 letters, digits or _+=,.@-, with its path if it has one; got "a b"',
    ],
    [
      'organization: { externalId: x }',
      'm.yaml:4:29 organization.externalId: is not valid; expected an external id of 2 to 1224 letters, digits or _+=,.@:/-; got "x"',
    ],
    [
      'organization: { regions: [] }',
      'm.yaml:4:26 organization.regions: is out of range; expected a list of regions; got an empty list',
    ],
    [
      'organization: { regions: all }',
      'm.yaml:4:26 organization.regions: is not valid; expected enabled, or a list of regions; got "all"',
    ],
    [
      'organization: { regions: [us-east-1, useast1] }',
      'm.yaml:4:38 organization.regions[1]: is not valid; expected the name of a region, such as eu-central-1; got "useast1"',
    ],
    ['organization:', 'm.yaml:4:14 organization: is empty; expected a mapping; got an empty value'],
    ['organization: [x]', 'm.yaml:4:15 organization: is of the wrong kind; expected a mapping; got a list'],
    [
      'tag: { key: aws:map }',
      'm.yaml:4:13 tag.key: is not valid; expected a tag key that Bedrock accepts: up to 128 letters, digits, spaces or _.:/=+@-, not blank, not beginning with aws:; got "aws:map"',
    ],
    [
      'tag: { prefix: "" }',
      'm.yaml:4:16 tag.prefix: is not valid; expected a prefix of up to 32 letters, digits or _; got ""',
    ],
    [
      'tag: { prefix: { a: 1 } }',
      'm.yaml:4:16 tag.prefix: is of the wrong kind; expected a prefix of up to 32 letters, digits or _; got a mapping',
    ],
    [
      'attribution: { method: iam-principal }',
      'm.yaml:4:24 attribution.method: this version cannot read the carriers of this method yet, and nothing unread may look clean; expected inference-profile; got "iam-principal"',
    ],
    [
      'attribution: { method: tags }',
      'm.yaml:4:24 attribution.method: is not valid; expected one of inference-profile, iam-principal, project, any; got "tags"',
    ],
    [
      'attribution: { overrides: [{ ous: [r-ab12], method: any }] }',
      'm.yaml:4:53 attribution.overrides[0].method: this version cannot read the carriers of this method yet, and nothing unread may look clean; expected inference-profile; got "any"',
    ],
    [
      'attribution: { overrides: [{ method: inference-profile }] }',
      'm.yaml:4:28 attribution.overrides[0]: names no account; expected at least one OU or account that uses another method; got a mapping',
    ],
    [
      'rules: { rulesets: [] }',
      'm.yaml:4:20 rules.rulesets: is out of range; expected a list of rule sets; got an empty list',
    ],
    [
      'rules: { settings: { a: false } }',
      'm.yaml:4:25 rules.settings.a: is not valid; expected on, off or { severity: … }; got false',
    ],
    [
      'rules: { settings: { a: { severity: bad } } }',
      'm.yaml:4:37 rules.settings.a.severity: is not valid; expected one of critical, high, medium, low, informational; got "bad"',
    ],
    [
      'rules: { settings: { a: { sevrity: low } } }',
      'm.yaml:4:25 rules.settings.a.severity: is missing; expected one of critical, high, medium, low, informational; got nothing',
    ],
    [
      'rules: { settings: { Bad_Id: off } }',
      'm.yaml:4:22 rules.settings.Bad_Id: this key is not valid; expected the id of a rule: small letters, digits and hyphens; got "Bad_Id"',
    ],
    [
      'owners: { accounts: { 12: x } }',
      `m.yaml:4:23 owners.accounts["12"]: this key is not valid; expected ${ACCOUNT}; got "12"`,
    ],
    [
      'owners: { accounts: { "111122223333": " " } }',
      'm.yaml:4:39 owners.accounts["111122223333"]: is not valid; expected the name or address of an owner; got " "',
    ],
    [
      'owners: { accounts: { 011122223333: a } }',
      `m.yaml:4:23 owners.accounts["011122223333"]: must be quoted ("011122223333"), ${NUMBER}; expected a key in quotes; got 011122223333`,
    ],
    [
      'owners: { accounts: { "111122223333": a, 222233334444: b } }',
      `m.yaml:4:42 owners.accounts["222233334444"]: must be quoted ("222233334444"), ${NUMBER}; expected a key in quotes; got 222233334444`,
    ],
    [
      'attribution: { overrides: [{ accounts: [011122223333], method: inference-profile }] }',
      `m.yaml:4:41 attribution.overrides[0].accounts[0]: must be quoted ("011122223333"), ${NUMBER}; expected ${ACCOUNT}; got 011122223333`,
    ],
    [
      'remediation: { accounts: [011122223333] }',
      `m.yaml:4:27 remediation.accounts[0]: must be quoted ("011122223333"), ${NUMBER}; expected ${ACCOUNT}; got 011122223333`,
    ],
    [
      'remediation: { maxChanges: -1 }',
      'm.yaml:4:28 remediation.maxChanges: is out of range; expected a whole number from 0 to 10000; got -1',
    ],
    [
      'remediation: { maxChangePercent: -0.1 }',
      'm.yaml:4:34 remediation.maxChangePercent: is out of range; expected a number from 0 to 100; got -0.1',
    ],
    [
      'remediation: { classes: [missing, mising] }',
      `m.yaml:4:35 remediation.classes[1]: is not valid; expected one of ${DEFECTS.join(', ')}; got "mising"`,
    ],
    [
      'spend: { minFindingUsd: 1.50 }',
      `m.yaml:4:25 spend.minFindingUsd: must be quoted ("1.50"), ${NUMBER}; expected an amount in quotes, such as "1" or "0.50"; got 1.50`,
    ],
    ['spend: { enabled: "yes" }', 'm.yaml:4:19 spend.enabled: is of the wrong kind; expected true or false; got "yes"'],
    [
      'spend: { lookbackDays: 1.5 }',
      'm.yaml:4:24 spend.lookbackDays: is of the wrong kind; expected a whole number from 1 to 393; got 1.5',
    ],
    [
      'spend: { lookbackDays: 0 }',
      'm.yaml:4:24 spend.lookbackDays: is out of range; expected a whole number from 1 to 393; got 0',
    ],
    [
      'spend: { lookbackDays: 394 }',
      'm.yaml:4:24 spend.lookbackDays: is out of range; expected a whole number from 1 to 393; got 394',
    ],
    [
      'spend: { lookbackDays: .inf }',
      'm.yaml:4:24 spend.lookbackDays: is of the wrong kind; expected a whole number from 1 to 393; got .inf',
    ],
    [
      'catalog: { file: true }',
      'm.yaml:4:18 catalog.file: must be quoted ("true"), since YAML otherwise reads it as true or false; expected a path; got true',
    ],
    [
      'waivers: [{ rule: waiver-unused, resource: r, reason: r, owner: o, until: 2027-01-01 }]',
      'm.yaml:4:19 waivers[0].rule: a rule about waivers cannot be waived; expected another rule; got "waiver-unused"',
    ],
    [
      'waivers: [{ rule: map-tag-missing, resource: r, reason: r, owner: o }]',
      `m.yaml:4:11 waivers[0].until: is missing; expected ${DAY}; got nothing`,
    ],
    [
      'remediation: { accounts: everyone }',
      'm.yaml:4:26 remediation.accounts: is not valid; expected all, or a list of account ids; got "everyone"',
    ],
    [
      'remediation: { maxChangePercent: 101 }',
      'm.yaml:4:34 remediation.maxChangePercent: is out of range; expected a number from 0 to 100; got 101',
    ],
    [
      'alerts: { sns: { topicArn: "arn:aws:sqs:eu-central-1:999988887777:t" } }',
      'm.yaml:4:28 alerts.sns.topicArn: is not valid; expected the ARN of an SNS topic; got "arn:aws:sqs:eu-central-1:999988887777:t"',
    ],
    [
      'store: { type: s3, bucket: runs, buckett: runs }',
      'm.yaml:4:34 store.buckett: is not a known key, did you mean "bucket"?; expected one of type, path, retentionDays, bucket, prefix; got "buckett"',
    ],
    ['store: { path: x }', 'm.yaml:4:8 store.type: is missing; expected directory or s3; got nothing'],
    ['store: { type: disk }', 'm.yaml:4:16 store.type: is not valid; expected directory or s3; got "disk"'],
  ])('%s', ([line, problem]) => {
    expect(problems(`${HEAD}${line}\n`)).toContain(problem);
  });
});

describe('a number as a key', () => {
  test('is told beside every other problem, in the order of the file, and once for an anchor', () => {
    const file = `${HEAD}tag: { key: "" }\nowners: { accounts: &o { 011122223333: a } }\nspend: { metric: x }\n`;
    expect(problems(file).map((problem) => problem.split(':', 3).join(':'))).toEqual([
      'm.yaml:4:13 tag.key',
      'm.yaml:5:26 owners.accounts["011122223333"]',
      'm.yaml:6:18 spend.metric',
    ]);
  });

  test('that is wrong in itself is told once', () => {
    expect(problems(`${HEAD}owners: { accounts: { 12: x } }\n7: x\n`)).toHaveLength(2);
  });

  test.for(['"111122223333": a', "'111122223333': a", '? "111122223333"\n    : a'])(
    'in quotes is a text: %s',
    (pair) => {
      expect(load(`${HEAD}owners:\n  accounts:\n    ${pair}\n`).owners?.accounts).toEqual({ '111122223333': 'a' });
    },
  );
});

describe('what may be repaired', () => {
  const remediation = (text: string) => load(`${HEAD}remediation: ${text}\n`).remediation;

  test('is nothing where a list is empty or a limit is zero', () => {
    const nothing = { accounts: [], ous: [], classes: [], maxChanges: 0, maxChangePercent: 0 };
    expect(remediation(JSON.stringify(nothing))).toMatchObject(nothing);
  });

  test('is everything where every limit is at its end', () => {
    const all = { accounts: 'all', classes: DEFECTS, maxChanges: 10_000, maxChangePercent: 100 };
    expect(remediation(JSON.stringify(all))).toMatchObject(all);
  });
});
