import { describe, expect, test } from 'vitest';
import { ATTRIBUTION_METHODS, CARRIER_TYPES, RESOURCE_TYPES } from '../../src/domain/carrier.ts';
import type { CostAllocationTagState } from '../../src/domain/spend.ts';
import { celTypeOf, elementOf, FACT_GROUPS, isScalar, membersOf, variablesOf } from '../../src/engine/fact-schema.ts';
import { accountFacts, agreementFacts, carrierFacts, organizationFacts } from '../../src/engine/facts.ts';
import { Usd } from '../../src/engine/usd.ts';
import { ACCOUNT, agreement, carrier, context, SPEND, TAG, TODAY } from './support/world.ts';

describe('facts of a carrier', () => {
  test('are those of what AWS showed', () => {
    const tags = { 'map-migrated': 'migABCDE12345' };
    expect(carrierFacts(carrier(tags), context())).toEqual({
      today: TODAY,
      account: { id: '111122223333', name: 'Payments', ouPath: 'o-1/r-1/ou-a', method: 'inference-profile' },
      resource: {
        type: 'inference-profile',
        id: 'abc123',
        arn: 'arn:aws:bedrock:eu-central-1:111122223333:application-inference-profile/abc123',
        name: 'chat',
        region: 'eu-central-1',
        createdOn: '2025-03-01',
        tags: new Map(Object.entries(tags)),
        models: [{ id: 'amazon.nova-pro-v1:0', provider: 'amazon', listed: true, eligibleAfter: '2024-12-16' }],
      },
      tag: {
        expected: true,
        key: 'map-migrated',
        present: true,
        value: 'migABCDE12345',
        nearMiss: '',
        wellFormed: true,
        known: true,
        covered: true,
        defect: '',
        agreement: {
          id: 'ABCDE12345',
          name: 'Agreement ABCDE12345',
          tagValue: 'migABCDE12345',
          acceptedOn: '2025-02-03',
          startsOn: '2025-02-03',
          endsOn: '2028-02-02',
          daysLeft: 611n,
        },
      },
    });
  });

  test('leave out what could not be read', () => {
    const { createdAt, models, ...unread } = carrier(undefined);
    const facts = carrierFacts(unread, context());
    expect(facts['tag']).toEqual({ expected: true, key: 'map-migrated' });
    expect(Object.keys(Object(facts['resource']))).toEqual(['type', 'id', 'arn', 'name', 'region']);
    expect([createdAt, models]).not.toContain(undefined);
  });

  test('take no models for unread ones, since every carrier has some', () => {
    expect(carrierFacts(carrier({}, { models: [] }), context())['resource']).not.toHaveProperty('models');
  });

  test('say of no tags that none is present', () => {
    const expected = { present: false, value: '', nearMiss: '', wellFormed: false, defect: 'missing' };
    const { tag } = carrierFacts(carrier({}), context()) as { tag: object };
    expect(tag).toMatchObject(expected);
    expect(tag).not.toHaveProperty('agreement');
  });

  test('expect the tag from the carriers of the account’s method, and under any leave it open', () => {
    const expectations = ATTRIBUTION_METHODS.map((method) => {
      const { agreements, tag } = context().settings;
      const inMethod = context([], { settings: { agreements, tag, method, spend: SPEND } });
      return CARRIER_TYPES.map((type) => Object(carrierFacts(carrier({}, { type }), inMethod)['tag']).expected);
    });
    expect(expectations).toEqual([
      [true, true, false, false],
      [false, false, true, false],
      [false, false, false, true],
      [undefined, undefined, undefined, undefined],
    ]);
  });
});

test('facts of an account count its targets as integers', () => {
  const facts = accountFacts(context(), { targets: 17, gaps: 2 });
  expect(facts).toMatchObject({ today: TODAY, account: { id: ACCOUNT.id }, coverage: { targets: 17n, gaps: 2n } });
});

describe('facts of an account’s spend', () => {
  const coverage = { targets: 17, gaps: 0 };
  const facts = { total: '12.50', unattributed: '2.50', underNoAgreement: '1', underInvalidAgreement: '0' };
  const window = { total: '99', unattributed: '99', underNoAgreement: '99', underInvalidAgreement: '99' };

  test('are those of the judged week', () => {
    expect(accountFacts(context(), coverage, { week: facts, window })['spend']).toEqual({
      total: new Usd('12.50'),
      unattributed: new Usd('2.50'),
      underNoAgreement: new Usd('1'),
      underInvalidAgreement: new Usd('0'),
      minFinding: new Usd('1'),
    });
  });

  test('leave out what only the principals could tell, and everything where the bill was not read', () => {
    const { unattributed, ...told } = facts;
    expect(unattributed).toBe('2.50');
    const spend = accountFacts(context(), coverage, { week: told, window })['spend'];
    expect(Object.keys(Object(spend))).toEqual(['total', 'underNoAgreement', 'underInvalidAgreement', 'minFinding']);
    expect(accountFacts(context(), coverage)['spend']).toEqual({ minFinding: new Usd('1') });
  });
});

describe('facts of the organization', () => {
  const state = (key: string, status: CostAllocationTagState['status']) => ({ key, status, updatedAt: null });
  const factsOf = (
    states: readonly CostAllocationTagState[] | undefined,
    method: (typeof ATTRIBUTION_METHODS)[number],
  ) => organizationFacts(states, { tag: TAG, method }, TODAY);

  test('say which cost allocation tags are active; one that was never seen is not', () => {
    const states = [state('map-migrated', 'active'), state('iamPrincipal/map-migrated', 'never-seen')];
    expect(factsOf(states, 'inference-profile')).toEqual({
      today: TODAY,
      costAllocationTag: {
        key: 'map-migrated',
        active: true,
        principalNeeded: false,
        principalKey: 'iamPrincipal/map-migrated',
        principalActive: false,
      },
    });
    const other = [state('map-migrated', 'inactive'), state('iamPrincipal/map-migrated', 'active')];
    expect(factsOf(other, 'iam-principal')['costAllocationTag']).toEqual({
      key: 'map-migrated',
      active: false,
      principalNeeded: true,
      principalKey: 'iamPrincipal/map-migrated',
      principalActive: true,
    });
  });

  test('know the principal form in either spelling', () => {
    const states = [state('map-migrated', 'active'), state('user:iamPrincipal/map-migrated', 'active')];
    const principalKey = 'user:iamPrincipal/map-migrated';
    expect(factsOf(states, 'iam-principal')['costAllocationTag']).toMatchObject({
      principalKey,
      principalActive: true,
    });
  });

  test('leave a state open that the list lacks', () => {
    const { costAllocationTag } = factsOf([state('map-migrated', 'active')], 'iam-principal');
    expect(costAllocationTag).toEqual({ key: 'map-migrated', active: true, principalNeeded: true });
  });

  test('leave the states open where they were not read', () => {
    expect(factsOf(undefined, 'any')['costAllocationTag']).toEqual({ key: 'map-migrated', principalNeeded: false });
  });
});

test('a model that the catalogue does not list has no day', () => {
  const models = [{ id: 'luma.ray-v2:0', provider: 'luma' }];
  const { resource } = carrierFacts(carrier({}, { models }), context()) as { resource: object };
  expect(resource).toMatchObject({ models: [{ id: 'luma.ray-v2:0', listed: false, eligibleAfter: '' }] });
});

test('facts of an agreement count the days to its end, below zero once it is over', () => {
  expect(agreementFacts(agreement('A1', { endsOn: '2026-07-31' }), TODAY)['agreement']).toMatchObject({
    daysLeft: 60n,
  });
  expect(agreementFacts(agreement('A1', { endsOn: '2026-05-31' }), TODAY)['agreement']).toMatchObject({
    daysLeft: -1n,
  });
});

describe('the schema of the facts', () => {
  test('declares facts for the types that this version reads', () => {
    const declared = RESOURCE_TYPES.filter((type) => variablesOf(type) !== undefined);
    expect(declared).toEqual([...CARRIER_TYPES, 'account', 'agreement', 'organization', 'waiver']);
  });

  test('uses no type that it does not declare', () => {
    for (const members of FACT_GROUPS.values()) {
      for (const type of Object.values(members)) {
        const base = elementOf(type) ?? type;
        expect(isScalar(base) || membersOf(base) !== undefined, type).toBe(true);
        expect(celTypeOf(type)).not.toMatch(/[?[\]]/);
      }
    }
  });
});
