import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Carrier } from '../../src/domain/carrier.ts';
import type { Finding } from '../../src/domain/finding.ts';
import { accountFacts, agreementFacts, carrierFacts, organizationFacts } from '../../src/engine/facts.ts';
import {
  accountFinding,
  agreementFinding,
  carrierFinding,
  type FindingIdentity,
  findingId,
  ordinals,
  organizationFinding,
} from '../../src/engine/findings.ts';
import { compiled, definitionOf } from './support/rules.ts';
import { ACCOUNT, agreement, carrier, context, NOW, TODAY } from './support/world.ts';

function findingOf(ruleId: string, of: Carrier, ordinal = 0, within = context()): Finding {
  const rule = compiled(definitionOf(ruleId));
  const evaluation = rule.evaluate(of.type, carrierFacts(of, within));
  return carrierFinding({ rule, evaluation, now: NOW, carrier: of, context: within, ordinal });
}

describe('a finding about a carrier', () => {
  test('says everything that the report shows', () => {
    const models = ['b.two', 'a.one', 'b.two'].map((id) => ({ id, provider: 'x' }));
    const found = findingOf(
      'map-tag-value-malformed',
      carrier({ team: 't1', 'map-migrated': 'abcde12345' }, { models }),
    );
    expect(found).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{20}$/),
      ruleId: 'map-tag-value-malformed',
      severity: 'high',
      status: 'new',
      firstSeen: NOW,
      lastSeen: NOW,
      accountId: '111122223333',
      accountName: 'Payments',
      ouPath: 'o-1/r-1/ou-a',
      region: 'eu-central-1',
      owner: null,
      resource: {
        type: 'inference-profile',
        id: 'abc123',
        arn: 'arn:aws:bedrock:eu-central-1:111122223333:application-inference-profile/abc123',
        name: 'chat',
        createdAt: '2025-03-01T10:00:00.000Z',
        models: ['a.one', 'b.two'],
        tags: { 'map-migrated': 'abcde12345', team: 't1' },
      },
      message: 'chat carries "abcde12345": prefix-missing',
      evidence: {
        'resource.name': 'chat',
        'tag.defect': 'prefix-missing',
        'tag.expected': true,
        'tag.present': true,
        'tag.value': 'abcde12345',
        'tag.wellFormed': false,
      },
      defect: 'prefix-missing',
      lost: null,
      atRisk: null,
      remediation: expect.objectContaining({ kind: 'automatic' }),
      waiver: null,
      stripped: null,
      inBaseline: false,
    });
  });

  test('is as severe as the settings make its rule', () => {
    const rule = { ...compiled(definitionOf('map-tag-missing')), severity: 'critical' as const };
    const evaluation = rule.evaluate('inference-profile', carrierFacts(carrier({}), context()));
    const input = { rule, evaluation, now: NOW, carrier: carrier({}), context: context(), ordinal: 0 };
    expect(carrierFinding(input).severity).toBe('critical');
  });

  test('shows null for what could not be read', () => {
    const { tags, createdAt, models, ...unread } = carrier({});
    expect([tags, createdAt, models]).not.toContain(undefined);
    const { resource, defect } = findingOf('map-tag-missing', unread);
    expect(resource).toMatchObject({ tags: null, createdAt: null, models: [] });
    expect(defect).toBeNull();
  });

  test('keeps tags with any key, sorted', () => {
    const tags = new Map([
      ['b', '1'],
      ['__proto__', '2'],
      ['a', '3'],
    ] as const);
    const { resource } = findingOf('map-tag-missing', carrier({}, { tags }));
    expect(JSON.stringify(resource.tags)).toBe('{"__proto__":"2","a":"3","b":"1"}');
  });

  test('has a defect only where a tag rule found one', () => {
    const old = carrier({ 'map-migrated': 'migABCDE12345' }, { createdAt: '2020-01-01T00:00:00.000Z' });
    expect(findingOf('map-resource-predates-agreement', old)).toMatchObject({
      defect: null,
      remediation: { kind: 'recreate', action: null, command: null },
    });
    expect(findingOf('map-tag-missing', old).defect).toBeNull();
  });
});

test('a finding about an account stands for all its regions', () => {
  const rule = compiled(definitionOf('audit-coverage-gap'));
  const evaluation = rule.evaluate('account', accountFacts(context(), { targets: 17, gaps: 3 }));
  const found = accountFinding({ rule, evaluation, now: NOW, account: ACCOUNT });
  expect(found).toMatchObject({
    accountId: '111122223333',
    accountName: 'Payments',
    ouPath: 'o-1/r-1/ou-a',
    region: null,
    resource: { type: 'account', id: 'account/111122223333', arn: null, name: 'Payments', createdAt: null, tags: null },
    message: '3 of 17 regions of Payments could not be read',
    evidence: { 'account.name': 'Payments', 'coverage.gaps': 3, 'coverage.targets': 17 },
    defect: null,
    remediation: { kind: 'manual', action: null, command: null },
  });
  const renamed = accountFinding({ rule, evaluation, now: NOW, account: { ...ACCOUNT, name: 'Renamed' } });
  expect(renamed.id).toBe(found.id);
});

test('a finding about the organization names it, and no account', () => {
  const rule = compiled(definitionOf('map-cost-allocation-tag-inactive'));
  const states = [{ key: 'map-migrated', status: 'never-seen' as const, updatedAt: null }];
  const evaluation = rule.evaluate('organization', organizationFacts(states, context().settings, TODAY));
  const found = organizationFinding({ rule, evaluation, now: NOW, organizationId: 'o-example' });
  expect(found).toMatchObject({
    severity: 'critical',
    accountId: null,
    accountName: null,
    ouPath: null,
    region: null,
    resource: {
      type: 'organization',
      id: 'organization/o-example',
      arn: null,
      name: 'o-example',
      models: [],
      tags: null,
    },
    evidence: { 'costAllocationTag.active': false, 'costAllocationTag.key': 'map-migrated' },
    lost: null,
    atRisk: null,
    remediation: { kind: 'manual', action: null, command: null },
  });
  expect(found.remediation.note).toContain('aws ce update-cost-allocation-tags-status');
  expect(found.remediation.note).toContain('aws ce start-cost-allocation-tag-backfill');
});

test('a finding about spend shows dollars to the reader and every digit as evidence', () => {
  const rule = compiled(definitionOf('map-spend-unattributed'));
  const part = { total: '1234.5678901234', unattributed: '1000', underNoAgreement: '0', underInvalidAgreement: '0' };
  const facts = accountFacts(context(), { targets: 1, gaps: 0 }, { week: part, window: part });
  const { message, evidence } = rule.evaluate('account', facts);
  expect(message).toBe(
    'Payments spent $1,000.00 of $1,234.57 on Bedrock without the map tag in the last 7 complete days',
  );
  expect(evidence).toEqual({
    'account.name': 'Payments',
    'spend.minFinding': '1',
    'spend.total': '1234.5678901234',
    'spend.unattributed': '1000',
  });
});

test('a finding about an agreement belongs to no account', () => {
  const rule = compiled(definitionOf('map-agreement-ending-soon'));
  const ending = agreement('ABCDE12345', { endsOn: '2026-07-31' });
  const evaluation = rule.evaluate('agreement', agreementFacts(ending, TODAY));
  const found = agreementFinding({ rule, evaluation, now: NOW, agreement: ending });
  expect(found).toMatchObject({
    severity: 'medium',
    accountId: null,
    accountName: null,
    ouPath: null,
    region: null,
    resource: { type: 'agreement', id: 'agreement/ABCDE12345', arn: null, name: 'Agreement ABCDE12345', models: [] },
    message: 'ABCDE12345 ends on 2026-07-31, in 60 days',
  });
  const other = agreementFinding({ rule, evaluation, now: NOW, agreement: agreement('OTHER') });
  expect(other.id).not.toBe(found.id);
});

const identity: fc.Arbitrary<FindingIdentity> = fc.record({
  ruleId: fc.constantFrom('a', 'b', 'a","b'),
  accountId: fc.constantFrom('1', '11', null),
  region: fc.constantFrom('1', 'eu-central-1', null),
  type: fc.constantFrom('inference-profile', 'project'),
  name: fc.oneof(fc.constantFrom('a', '1', '["a"]'), fc.string({ unit: 'binary', maxLength: 3 })),
  models: fc.uniqueArray(fc.constantFrom('a', 'b', 'a,b', '')),
  ordinal: fc.constantFrom(0, 1, 11),
});

describe('the id of a finding', () => {
  test('differs where, and only where, what makes it differs', () => {
    const sorted = ({ models, ...rest }: FindingIdentity) => ({ ...rest, models: [...models].sort() });
    fc.assert(
      fc.property(identity, identity, (a, b) => {
        const isSame = JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
        expect(findingId(a) === findingId(b)).toBe(isSame);
        expect(findingId({ ...a, models: [...a.models].reverse() })).toBe(findingId(a));
      }),
      { numRuns: 500 },
    );
  });

  test('does not depend on tags, their order, the ARN or the time of creation', () => {
    const id = findingOf('map-tag-missing', carrier({ a: '1', b: '2' })).id;
    const recreated = carrier(
      { b: '2', a: '1' },
      { arn: 'arn:other', id: 'other', createdAt: '2026-01-01T00:00:00.000Z' },
    );
    expect(findingOf('map-tag-missing', recreated).id).toBe(id);
  });

  test('depends on rule, region, name, models and ordinal', () => {
    const ids = [
      findingOf('map-tag-missing', carrier({})),
      findingOf('map-tag-key-misspelled', carrier({})),
      findingOf('map-tag-missing', carrier({}, { region: 'us-east-1' })),
      findingOf('map-tag-missing', carrier({}, { name: 'other' })),
      findingOf('map-tag-missing', carrier({}, { models: [] })),
      findingOf('map-tag-missing', carrier({}), 1),
      findingOf('map-tag-missing', carrier({}, { type: 'provisioned-throughput' })),
      findingOf('map-tag-missing', carrier({}), 0, context([], { account: { ...ACCOUNT, id: '999988887777' } })),
    ].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('is the one that earlier versions gave', () => {
    expect(findingOf('map-tag-missing', carrier({})).id).toBe('5c963e41b8072e8c91fb');
  });
});

describe('ordinals', () => {
  const twin = (arn: string, changes: Partial<Carrier> = {}) => carrier({}, { arn, ...changes });

  test('number equal carriers by ARN, and start anew for every other one', () => {
    const carriers = [
      twin('arn:c'),
      twin('arn:a'),
      twin('arn:b', { name: 'other' }),
      twin('arn:d', { models: [] }),
      twin('arn:e', { region: 'us-east-1' }),
      twin('arn:f'),
    ];
    const expected = { 'arn:a': 0, 'arn:b': 0, 'arn:c': 1, 'arn:d': 0, 'arn:e': 0, 'arn:f': 2 };
    expect(Object.fromEntries(ordinals(carriers))).toEqual(expected);
    expect(Object.fromEntries(ordinals([...carriers].reverse()))).toEqual(expected);
  });

  test('take models in any order for the same', () => {
    const models = ['a.1', 'b.2'].map((id) => ({ id, provider: id }));
    const pair = [twin('arn:a', { models }), twin('arn:b', { models: [...models].reverse() })];
    expect([...ordinals(pair).values()]).toEqual([0, 1]);
  });

  test('of no carriers are none', () => {
    expect(ordinals([]).size).toBe(0);
  });
});
