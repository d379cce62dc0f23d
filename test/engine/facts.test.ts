import { describe, expect, test } from 'vitest';
import { ATTRIBUTION_METHODS, CARRIER_TYPES, RESOURCE_TYPES } from '../../src/domain/carrier.ts';
import { celTypeOf, elementOf, FACT_GROUPS, isScalar, membersOf, variablesOf } from '../../src/engine/fact-schema.ts';
import { accountFacts, agreementFacts, carrierFacts } from '../../src/engine/facts.ts';
import { ACCOUNT, agreement, carrier, context, TODAY } from './support/world.ts';

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
        models: [{ id: 'amazon.nova-pro-v1:0', provider: 'amazon' }],
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
      const inMethod = context([], { settings: { agreements, tag, method } });
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
    expect(declared).toEqual([...CARRIER_TYPES, 'account', 'agreement']);
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
