import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/domain/finding.ts';
import type { RemediationSettings, Waiver } from '../../src/domain/remediation.ts';
import type { ResourceRecord } from '../../src/domain/report.ts';
import type { Settings } from '../../src/domain/settings.ts';
import { planOf } from '../../src/engine/plan.ts';
import { planHash } from '../../src/engine/plan-hash.ts';
import { aRecord } from '../contract/records.ts';
import { anAgreement, settings, someRemediation } from '../support/builders.ts';
import { planFor, planInput, untagged } from './support/wrong-tags.ts';

const allowing = (over: Partial<RemediationSettings>) => ({ remediation: someRemediation(over) });
const SECOND = anAgreement({ id: 'SECOND0001', tagValue: 'migSECOND0001' });

describe('a plan', () => {
  test('says what is to be changed, from what to what, and why just so', () => {
    const plan = planFor([aRecord({ tags: { team: 't1', 'Map-Migrated': 'migABCDE12345' } })]);

    const arn = aRecord().arn;
    expect(plan).toMatchObject({
      schemaVersion: 1,
      runId: '20260601T080000Z-abc123',
      createdAt: '2026-06-01T08:00:00.000Z',
      configurationSha256: settings().sha256,
      coverageComplete: true,
      refusals: [],
    });
    expect(plan.actions).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f]{12}$/),
        findingId: `finding-${arn}`,
        ruleId: 'map-tag-key-misspelled',
        accountId: '111122223333',
        accountName: 'payments',
        region: 'us-east-1',
        name: 'chat',
        defect: 'key-case',
        action: { type: 'put-tag', arn, key: 'map-migrated', value: 'migABCDE12345' },
        before: { team: 't1', 'Map-Migrated': 'migABCDE12345' },
        after: { team: 't1', 'Map-Migrated': 'migABCDE12345', 'map-migrated': 'migABCDE12345' },
        reason:
          'What is there can only mean agreement ABCDE12345. ABCDE12345 was accepted on 2025-02-03 and runs from 2025-02-03 to 2028-02-02. It was created on 2025-03-01, after that.',
      },
    ]);
  });

  test('is made for regions that the configuration lists', () => {
    expect(planFor(untagged(2), { regions: ['eu-west-1', 'us-east-1'] }).actions).toHaveLength(2);
  });

  test('names a model of which it is not known whether MAP counts it, and goes on', () => {
    const [action] = planFor([aRecord({ tags: {}, models: ['meta.llama4-scout'] })]).actions;
    expect(action?.reason).toContain('Whether MAP counts meta.llama4-scout is not known');
  });

  test('has its own hash, which any change breaks', () => {
    const { hash, ...content } = planFor(untagged(2));
    expect(hash).toBe(planHash(content));
    for (const changed of [
      { ...content, runId: 'other' },
      { ...content, configurationSha256: 'f'.repeat(64) },
      { ...content, actions: content.actions.slice(1) },
      { ...content, coverageComplete: false },
    ]) {
      expect(planHash(changed)).not.toBe(hash);
    }
  });

  test('is the same whatever the order of the members was that it was read with', () => {
    const { hash, ...content } = planFor(untagged(1));
    expect(planHash(Object.fromEntries(Object.entries(content).reverse()) as typeof content)).toBe(hash);
  });
});

describe('a plan refuses', () => {
  const missing = aRecord({ tags: {} });
  const waiver: Waiver = {
    rule: 'map-tag-missing',
    resource: 'arn:aws:bedrock:*:111122223333:application-inference-profile/*',
    reason: 'it goes away',
    owner: 'payments',
    until: '2026-06-01',
  };

  test.for<[string, ResourceRecord, Partial<Settings>, Partial<Finding>]>([
    ['waived', missing, { waivers: [waiver] }, {}],
    ['waived', missing, {}, { status: 'suppressed', waiver }],
    // Accepted when the run was made, by a waiver that is gone from the configuration.
    ['waived', missing, {}, { status: 'suppressed' }],
    ['unread', { ...missing, tags: null }, {}, {}],
    ['other-method', missing, { method: 'iam-principal' }, {}],
    ['managed-elsewhere', aRecord({ tags: { AmazonDataZoneDomain: 'd' } }), {}, {}],
    ['stripped-twice', missing, {}, { stripped: { times: 2, appliedAt: '2026-05-01T00:00:00.000Z', runId: 'r' } }],
    ['configuration-changed', missing, {}, { defect: 'key-case' }],
    ['class-not-allowed', missing, allowing({ classes: ['key-case'] }), {}],
    ['account-not-allowed', missing, allowing({ allowed: { accounts: ['444455556666'], ous: [] } }), {}],
    ['account-not-allowed', missing, allowing({ allowed: { accounts: [], ous: [] } }), {}],
    [
      'foreign-value',
      aRecord({ tags: { 'map-migrated': 'migZZZZZ99999' } }),
      allowing({ classes: ['unknown-agreement'] }),
      {},
    ],
    ['value-not-certain', aRecord({ tags: { 'map-migrated': 'todo' } }), allowing({ classes: ['placeholder'] }), {}],
    [
      'value-not-certain',
      aRecord({ tags: { 'MAP-MIGRATED': 'migABCDE12345', 'Map-Migrated': 'migSECOND0001' } }),
      { agreements: [anAgreement(), SECOND] },
      {},
    ],
    [
      'value-not-certain',
      aRecord({ tags: { 'Map-Migrated': 'migABCDE12345', MAP_MIGRATED: 'migZZZZZ99999' } }),
      {},
      {},
    ],
    [
      'agreement-out-of-term',
      missing,
      { agreements: [anAgreement({ endsOn: '2026-05-31' }), { ...SECOND, endsOn: '2026-05-31' }] },
      {},
    ],
    ['configuration-changed', missing, { exclude: { ous: [], accounts: ['111122223333'] } }, {}],
    ['configuration-changed', missing, { regions: ['eu-west-1'] }, {}],
    ['no-agreement', missing, { agreements: [anAgreement({ scope: { ous: [], accounts: ['444455556666'] } })] }, {}],
    ['several-agreements', missing, { agreements: [anAgreement(), SECOND] }, {}],
    ['agreement-out-of-term', missing, { agreements: [anAgreement({ endsOn: '2026-05-31' })] }, {}],
    ['agreement-accepted-too-early', missing, { agreements: [anAgreement({ acceptedOn: '2024-12-16' })] }, {}],
    ['model-unknown', { ...missing, models: null }, {}, {}],
    ['model-accepted-too-early', { ...missing, models: ['anthropic.claude-sonnet-4-5-20250929-v1:0'] }, {}, {}],
    [
      'model-accepted-too-early',
      { ...missing, models: ['anthropic.claude-sonnet-4-5-v1:0'], createdAt: '2025-12-01T00:00:00.000Z' },
      { agreements: [anAgreement({ acceptedOn: '2025-09-28' })] },
      {},
    ],
    ['created-unknown', { ...missing, createdAt: null }, {}, {}],
    ['created-before-acceptance', { ...missing, createdAt: '2025-02-03T23:59:59.000Z' }, {}, {}],
    [
      'too-many-tags',
      aRecord({ tags: Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`k${n}`, 'v'])) }),
      {},
      {},
    ],
  ])('%s', ([reason, record, over, finding]) => {
    const plan = planFor([record], over, finding);
    expect(plan.actions).toEqual([]);
    expect(plan.refusals).toEqual([
      { findingId: `finding-${record.arn}`, reason, arn: record.arn, detail: expect.stringMatching(/^\S.*[.:]$/) },
    ]);
  });

  test.for<[string, ResourceRecord, Partial<Settings>, Partial<Finding>]>([
    ['a waiver that ended yesterday', missing, { waivers: [{ ...waiver, until: '2026-05-31' }] }, {}],
    ['a waiver of another rule', missing, { waivers: [{ ...waiver, rule: 'map-model-not-listed' }] }, {}],
    ['the method any', missing, { method: 'any' }, {}],
    [
      'a tag that was stripped once',
      missing,
      {},
      { stripped: { times: 1, appliedAt: '2026-05-01T00:00:00.000Z', runId: 'r' } },
    ],
    ['an account of an allowed OU', missing, allowing({ allowed: { accounts: [], ous: ['ou-a'] } }), {}],
    [
      'an empty allow-list while nothing may be written',
      missing,
      allowing({ mode: 'report', allowed: { accounts: [], ous: [] } }),
      {},
    ],
    [
      'an agreement before it that has ended',
      missing,
      { agreements: [anAgreement(), { ...SECOND, endsOn: '2026-05-31' }] },
      {},
    ],
    [
      'an agreement beside it that was accepted too early',
      missing,
      { agreements: [anAgreement(), { ...SECOND, acceptedOn: '2024-12-16' }] },
      {},
    ],
    [
      'an agreement beside it for other accounts',
      missing,
      { agreements: [anAgreement(), { ...SECOND, scope: { ous: ['ou-b'], accounts: [] } }] },
      {},
    ],
    [
      'a value that can only mean one of two agreements',
      aRecord({ tags: { 'map-migrated': 'MIGabcde12345' } }),
      { agreements: [anAgreement(), SECOND] },
      {},
    ],
    [
      'a model that counts since the day before the acceptance',
      { ...missing, models: ['anthropic.claude-sonnet-4-5-v1:0'] },
      { agreements: [anAgreement({ acceptedOn: '2025-09-29' })] },
      {},
    ],
    [
      '48 tags and three of AWS’s own',
      aRecord({
        tags: Object.fromEntries(Array.from({ length: 51 }, (_, n) => [n < 48 ? `k${n}` : `aws:k${n}`, 'v'])),
      }),
      {},
      {},
    ],
    [
      '49 other tags',
      aRecord({ tags: Object.fromEntries(Array.from({ length: 49 }, (_, n) => [`k${n}`, 'v'])) }),
      {},
      {},
    ],
  ])('nothing for %s', ([, record, over, finding]) => {
    const created = { ...record, createdAt: '2025-12-01T00:00:00.000Z' };
    const plan = planFor([created], over, finding);
    expect(plan.refusals).toEqual([]);
    expect(plan.actions.map(({ action }) => action)).toEqual([
      { type: 'put-tag', arn: record.arn, key: 'map-migrated', value: 'migABCDE12345' },
    ]);
  });

  test('with every reason that stands against it', () => {
    const plan = planFor([{ ...missing, createdAt: '2020-01-01T00:00:00.000Z' }], {
      agreements: [anAgreement({ endsOn: '2026-05-31' })],
    });
    expect(plan.refusals[0]).toMatchObject({
      reason: 'agreement-out-of-term',
      detail: expect.stringMatching(/not on 2026-06-01\. The resource was created on 2020-01-01/),
    });
  });
});

describe('the guards over a whole plan', () => {
  const reasons = (plan: ReturnType<typeof planFor>) => new Set(plan.refusals.map(({ reason }) => reason));
  const many = { maxChangePercent: 100 };

  test.for([
    [50, 50, 0],
    [51, 50, 1],
  ] as const)('of %i actions keep %i', ([wanted, kept, refused]) => {
    const plan = planFor(untagged(wanted), allowing(many));
    expect(plan.actions).toHaveLength(kept);
    expect(plan.refusals).toHaveLength(refused);
    expect(plan.actions.map(({ action }) => action.arn)).toEqual(untagged(kept).map(({ arn }) => arn));
    if (refused > 0) expect(reasons(plan)).toEqual(new Set(['over-cap']));
  });

  test.for([
    ['ten actions are too few to break', 10, 10, 10],
    ['eleven of eleven break', 11, 11, 0],
    ['eleven of 110 are a tenth', 11, 110, 11],
    ['eleven of 109 are more', 11, 109, 0],
  ] as const)('%s', ([, wanted, carriers, actions]) => {
    const right = Array.from({ length: carriers - wanted }, (_, n) => aRecord({ id: `right${n}` }));
    const plan = planFor([...untagged(wanted), ...right]);
    expect(plan.actions).toHaveLength(actions);
    if (actions === 0) expect(reasons(plan)).toEqual(new Set(['breaker']));
  });

  test('do not count carriers whose tags were not read', () => {
    const unread = Array.from({ length: 200 }, (_, n) => aRecord({ id: `unread${n}`, tags: null }));
    expect(planFor([...untagged(11), ...unread]).actions).toEqual([]);
  });

  test('count what is wanted, not what is refused anyway', () => {
    const old = untagged(30).map((record) => ({
      ...record,
      id: `${record.id}-old`,
      createdAt: '2020-01-01T00:00:00.000Z',
    }));
    const plan = planFor([...old, aRecord({ id: 'young', tags: {} })]);
    expect(plan.actions).toHaveLength(1);
  });
});

test('planning again from the same run gives the same actions', () => {
  const input = planInput(untagged(3));
  expect(planOf(input)).toEqual(planOf(input));
});
