import { describe, expect, test } from 'vitest';
import { laterKeys } from '../../src/config/later-keys.ts';
import { settingsOf, warnings } from '../../src/config/settings.ts';
import type { RemediationSettings } from '../../src/domain/remediation.ts';
import type { SpendSettings } from '../../src/domain/spend.ts';
import { anAgreement, settings, someRemediation } from '../support/builders.ts';
import { HEAD, load } from './support/schema-problems.ts';

const TODAY = '2026-06-01';

describe('settings', () => {
  test('an agreement has its name, its value and its start from what is there', () => {
    expect(settingsOf(load(`${HEAD}tag: { prefix: sap }`)).agreements).toEqual([
      anAgreement({ name: 'ABCDE12345', tagValue: 'sapABCDE12345' }),
    ]);
  });

  test('what is written wins over what is made', () => {
    const text = `version: 1
organization: { externalId: secret, managementRole: Payer, regions: [eu-central-1] }
agreements:
  - { id: "12345", name: N, tagValue: v, acceptedOn: 2025-01-01, startsOn: 2025-02-01, endsOn: 2026-01-01,
      payerAccountId: "999988887777", creditPercent: 25, scope: { accounts: ["111122223333"] } }
owners: { tagKey: team }
spend: { lookbackDays: 393, maxRequests: 40, minFindingUsd: "0.50" }
remediation: { mode: apply, maxChanges: 5, accounts: all, classes: [missing] }
waivers: [ { rule: map-tag-missing, resource: "*", reason: r, owner: o, until: 2026-12-31 } ]
`;
    expect(settingsOf(load(text))).toEqual(
      settings({
        externalId: 'secret',
        managementRole: 'Payer',
        regions: ['eu-central-1'],
        agreements: [
          {
            id: '12345',
            name: 'N',
            tagValue: 'v',
            acceptedOn: '2025-01-01',
            startsOn: '2025-02-01',
            endsOn: '2026-01-01',
            payerAccountId: '999988887777',
            creditPercent: 25,
            scope: { ous: [], accounts: ['111122223333'] },
          },
        ],
        owners: { tagKey: 'team', accounts: {} },
        spend: { enabled: true, lookbackDays: 393, metric: 'AmortizedCost', maxRequests: 40, minFindingUsd: '0.50' },
        remediation: { mode: 'apply', maxChanges: 5, maxChangePercent: 10, allowed: 'all', classes: ['missing'] },
        waivers: [{ rule: 'map-tag-missing', resource: '*', reason: 'r', owner: 'o', until: '2026-12-31' }],
        sha256: settingsOf(load(text)).sha256,
      }),
    );
  });

  test('owners are looked for only where the file says so', () => {
    expect(settingsOf(load(HEAD))).not.toHaveProperty('owners');
    expect(settingsOf(load(`${HEAD}owners: {}`)).owners).toEqual({ tagKey: 'owner', accounts: {} });
  });

  test('nothing may be written unless the file says so, and then nowhere unless it says where', () => {
    const { mode, allowed } = settingsOf(load(HEAD)).remediation;
    expect({ mode, allowed }).toEqual({ mode: 'report', allowed: { accounts: [], ous: [] } });
  });

  test('the hash is that of what takes effect, however it is written', () => {
    const hash = (text: string) => settingsOf(load(text)).sha256;

    expect(hash(HEAD)).toMatch(/^[0-9a-f]{64}$/);
    expect(hash(`# a comment\n${HEAD}tag: { prefix: mig, key: map-migrated }\n$schema: x`)).toBe(hash(HEAD));
    expect(hash(JSON.stringify(load(HEAD)))).toBe(hash(HEAD));
    expect(hash(`${HEAD}tag: { prefix: sap }`)).not.toBe(hash(HEAD));
    expect(hash(`${HEAD}spend: { lookbackDays: 31 }`)).not.toBe(hash(HEAD));
    expect(hash(`${HEAD}remediation: { mode: apply }`)).toBe(hash(HEAD));
    expect(hash(`${HEAD}remediation: { maxChanges: 51 }`)).not.toBe(hash(HEAD));
    const listed = (list: string) => hash(`${HEAD}organization: { regions: ${list} }`);
    expect(listed('[us-east-1, us-east-2]')).not.toBe(listed('[us-east-2, us-east-1]'));
  });
});

describe('warnings', () => {
  test.for<[name: string, over: Parameters<typeof anAgreement>[0], sentences: string[]]>([
    ['in order', {}, []],
    [
      'accepted on the last day that is too early',
      { acceptedOn: '2024-12-16' },
      [
        'agreement ABCDE12345 was accepted on 2024-12-16: Bedrock counts only towards agreements accepted after 2024-12-16, so usage under it earns nothing',
      ],
    ],
    ['accepted on the first day that counts', { acceptedOn: '2024-12-17' }, []],
    ['accepted today', { acceptedOn: TODAY, startsOn: TODAY }, []],
    [
      'accepted tomorrow',
      { acceptedOn: '2026-06-02', startsOn: '2026-06-02' },
      ['agreement ABCDE12345 was accepted on 2026-06-02, which is yet to come'],
    ],
    [
      'begun before its acceptance',
      { startsOn: '2025-02-02' },
      ['agreement ABCDE12345 starts on 2025-02-02, before it was accepted on 2025-02-03'],
    ],
    ['that ends today', { endsOn: TODAY }, []],
    [
      'that ended yesterday',
      { endsOn: '2026-05-31' },
      ['agreement ABCDE12345 ended on 2026-05-31: usage since then earns nothing under it'],
    ],
    [
      'with a value of its own',
      { tagValue: 'sap12345' },
      ['agreement ABCDE12345 has the tag value "sap12345", which does not begin with the prefix "mig"'],
    ],
    [
      'with a credit rate that looks like a fraction',
      { creditPercent: 0.25 },
      ['agreement ABCDE12345 has the creditPercent 0.25, which is less than one percent: a quarter is written 25'],
    ],
    ['with a credit rate of one percent', { creditPercent: 1 }, []],
    ['that earns no credit', { creditPercent: 0 }, []],
  ])('an agreement %s', ([, over, sentences]) => {
    expect(warnings(settings({ agreements: [anAgreement(over)] }), TODAY)).toEqual(sentences);
  });

  test.for<[over: Partial<SpendSettings>, sentences: string[]]>([
    [{ maxRequests: 4 }, []],
    [
      { maxRequests: 3 },
      ['spend.maxRequests is 3: with fewer than 4 pages of Cost Explorer there is no spend part at all'],
    ],
    [
      { maxRequests: 3, enabled: false },
      ['agreement ABCDE12345 has a creditPercent, but spend.enabled is false: no credit is reckoned'],
    ],
  ])('spend %j', ([over, sentences]) => {
    const spend = { ...settings().spend, ...over };
    expect(warnings(settings({ agreements: [anAgreement({ creditPercent: 25 })], spend }), TODAY)).toEqual(sentences);
  });
});

test.for<[string, Partial<RemediationSettings>, number]>([
  ['the default, which writes nothing', { mode: 'report', allowed: { ous: [], accounts: [] } }, 0],
  ['writing without a place', { mode: 'apply', allowed: { ous: [], accounts: [] } }, 1],
  ['writing in an account', { mode: 'apply', allowed: { ous: [], accounts: ['111122223333'] } }, 0],
  ['writing everywhere', { mode: 'apply', allowed: 'all' }, 0],
])('of %s there is a warning only where it allows nothing', ([, over, count]) => {
  const told = warnings(settings({ remediation: someRemediation(over) }), TODAY);
  expect(told.filter((text) => text.startsWith('remediation.mode is apply'))).toHaveLength(count);
  expect(told).toHaveLength(count);
});

test.for<[value: unknown, keys: string[]]>([
  [{}, []],
  [null, []],
  [[1], []],
  [{ version: 1, tag: {}, rules: {}, store: { type: 'directory' }, agreements: [{ id: 'x' }] }, []],
  [{ alerts: {}, catalog: null, owners: {}, spend: {}, traffic: {}, waivers: [], remediation: {} }, ['traffic']],
  [{ organization: { auditRole: 'x', managementRole: 'x', remediationRole: 'x' } }, []],
  [{ agreements: [{ creditPercent: 1 }], organization: null, store: 's3' }, []],
  [{ store: { type: 's3', bucket: 'b' } }, []],
])('of %j, a later version acts upon %j', ([value, keys]) => {
  expect(laterKeys(value)).toEqual(keys);
});
