import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Agreement } from '../../src/domain/agreement.ts';
import { DEFECTS } from '../../src/domain/finding.ts';
import type { PlanAction } from '../../src/domain/plan.ts';
import type { RemediationSettings, Waiver } from '../../src/domain/remediation.ts';
import type { ResourceRecord } from '../../src/domain/report.ts';
import type { Settings } from '../../src/domain/settings.ts';
import { planOf } from '../../src/engine/plan.ts';
import { aRecord } from '../contract/records.ts';
import { anAgreement, settings, someRemediation } from '../support/builders.ts';
import { planInput } from './support/wrong-tags.ts';

/** What an auditor would ask of a plan, told without the engine's own functions. */

const IDS = ['ABCDE12345', 'SECOND0001', '54321'];
const ACCOUNTS = ['111122223333', '444455556666'];
const OUS = ['ou-a', 'ou-b'];
const DAYS = [
  '2024-12-16',
  '2024-12-17',
  '2025-02-03',
  '2025-09-29',
  '2026-05-31',
  '2026-06-01',
  '2026-06-02',
  '2028-01-01',
];
const TODAY = '2026-06-01';
const MODELS: Readonly<Record<string, string | undefined>> = {
  'amazon.nova-pro-v1:0': '2024-12-16',
  'anthropic.claude-sonnet-4-5-20250929-v1:0': '2025-09-28',
  'meta.llama4-scout': undefined,
};

/** Mostly what lets an action through, so that each objection is met among many that are not. */
const mostly = <T>(usual: T, others: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: others });
const days = fc.constantFrom(...DAYS);

const scopes = fc.record({
  ous: fc.subarray(OUS, { maxLength: 1 }),
  accounts: fc.subarray(ACCOUNTS, { maxLength: 1 }),
});

const agreements: fc.Arbitrary<readonly Agreement[]> = fc
  .oneof(
    { weight: 3, arbitrary: fc.constant(IDS.slice(0, 1)) },
    { weight: 1, arbitrary: fc.subarray(IDS, { minLength: 1 }) },
  )
  .chain((ids) =>
    fc.tuple(
      ...ids.map((id) =>
        fc
          .record({
            acceptedOn: mostly('2025-02-03', days),
            startsOn: mostly('2025-02-03', days),
            endsOn: mostly('2028-01-01', days),
            scope: mostly({ ous: [], accounts: [] }, scopes),
          })
          .map((over) => anAgreement({ id, tagValue: `mig${id}`, ...over })),
      ),
    ),
  );

const values = fc.oneof(
  fc.constantFrom(...IDS.flatMap((id) => [`mig${id}`, `MIG${id}`, id, ` mig${id}`, `sap${id}`])),
  fc.constantFrom('migFOREIGN00', 'mig99999', 'todo', '', 'd-server-1', 'a b'),
);
const tags = fc.dictionary(
  mostly('map-migrated', fc.constantFrom('Map-Migrated', 'map_migrated', 'team', '__proto__', 'AmazonDataZoneDomain')),
  values,
  { maxKeys: 4 },
);

const records: fc.Arbitrary<readonly ResourceRecord[]> = fc
  .array(
    fc.record({
      tags: fc.option(fc.oneof(fc.constant({}), tags), { freq: 8 }),
      createdAt: fc.option(
        fc.constantFrom(...DAYS).map((day) => `${day}T12:00:00.000Z`),
        { freq: 8 },
      ),
      models: fc.option(mostly(['amazon.nova-pro-v1:0'], fc.subarray(Object.keys(MODELS))), { freq: 8 }),
      account: fc.constantFrom(0, 1),
    }),
    { minLength: 5, maxLength: 25 },
  )
  .map((all) =>
    all.map(({ account, ...over }, index) => {
      const accountId = ACCOUNTS[account] ?? '';
      const id = `profile${index}`;
      const arn = `arn:aws:bedrock:us-east-1:${accountId}:application-inference-profile/${id}`;
      return aRecord({ ...over, id, arn, accountId, ouPath: `o-example/r-root/${OUS[account]}` });
    }),
  );

const waivers: fc.Arbitrary<readonly Waiver[]> = fc.array(
  fc.record({
    rule: fc.constantFrom('map-tag-missing', 'map-tag-value-malformed', 'map-model-not-listed'),
    resource: fc.constantFrom('*', '*profile1*', 'arn:aws:bedrock:*:111122223333:*'),
    until: fc.constantFrom('2026-05-31', TODAY),
    reason: fc.constant('a test'),
    owner: fc.constant('a tester'),
  }),
  { maxLength: 1 },
);

const remediation: fc.Arbitrary<RemediationSettings> = fc
  .record({
    mode: fc.constantFrom('report' as const, 'apply' as const),
    maxChanges: fc.integer({ min: 1, max: 12 }),
    maxChangePercent: mostly(100, fc.constantFrom(0, 10, 60)),
    allowed: fc.oneof({ weight: 3, arbitrary: fc.constant('all' as const) }, { weight: 1, arbitrary: scopes }),
    classes: fc.oneof(fc.constant([...DEFECTS]), fc.subarray([...DEFECTS])),
  })
  .map(someRemediation);

const worlds = fc.record({
  records,
  over: fc.record({
    agreements,
    waivers,
    remediation,
    method: mostly<Settings['method']>('inference-profile', fc.constantFrom('any' as const, 'iam-principal' as const)),
  }),
});

const names = (scope: { ous: readonly string[]; accounts: readonly string[] }, { accountId, ouPath }: ResourceRecord) =>
  scope.accounts.includes(accountId) || scope.ous.some((ou) => ouPath.endsWith(ou));
const isAll = (scope: { ous: readonly string[]; accounts: readonly string[] }) =>
  scope.ous.length + scope.accounts.length === 0;

/** Why nobody should make the change; undefined where nothing speaks against it. */
function objection(action: PlanAction, record: ResourceRecord, of: Settings): string | undefined {
  const { value } = action.action as { value: string };
  const own = of.agreements.find(({ tagValue }) => tagValue === value);
  const present = record.tags?.['map-migrated'];
  const checks: readonly (readonly [boolean, string])[] = [
    [own === undefined, 'the value is nobody’s'],
    [own !== undefined && !isAll(own.scope) && !names(own.scope, record), 'it does not cover the account'],
    [own !== undefined && (own.startsOn > TODAY || own.endsOn < TODAY), 'it is out of its term'],
    [own !== undefined && own.acceptedOn <= '2024-12-16', 'it was accepted too early'],
    [(record.createdAt ?? '').slice(0, 10) <= (own?.acceptedOn ?? ''), 'the resource is too old'],
    [record.models === null || record.models.length === 0, 'its models are unknown'],
    [(record.models ?? []).some((id) => (MODELS[id] ?? '') >= (own?.acceptedOn ?? '')), 'a model came later'],
    [record.tags === null, 'it was not read'],
    [of.method === 'iam-principal', 'the principals bear the tag'],
    [Object.hasOwn(record.tags ?? {}, 'AmazonDataZoneDomain'), 'DataZone manages it'],
    [present !== undefined && /^mig[A-Za-z0-9]+$/.test(present), 'its value is well-formed'],
    [!of.remediation.classes.includes(action.defect), 'its class is not allowed'],
    [
      of.remediation.allowed !== 'all' &&
        (isAll(of.remediation.allowed) ? of.remediation.mode === 'apply' : !names(of.remediation.allowed, record)),
      'its account is not allowed',
    ],
    [
      of.waivers.some(
        ({ rule, resource, until }) =>
          rule === action.ruleId &&
          until >= TODAY &&
          (resource === '*' ||
            (resource === '*profile1*' && record.arn.includes('profile1')) ||
            (resource.startsWith('arn:') && record.accountId === '111122223333')),
      ),
      'it is waived',
    ],
  ];
  return checks.find(([isTrue]) => isTrue)?.[1];
}

describe('any plan', () => {
  test('has a word for each finding, and no action that an auditor would object to', () => {
    let actions = 0;
    fc.assert(
      fc.property(worlds, ({ records: all, over }) => {
        const input = planInput(all, over);
        const plan = planOf(input);
        actions += plan.actions.length;

        const told = [...plan.actions, ...plan.refusals].map(({ findingId }) => findingId);
        expect(told.sort()).toEqual(input.wrongTags.map(({ finding }) => finding.id).sort());
        expect(plan.actions.length).toBeLessThanOrEqual(over.remediation.maxChanges);
        const read = all.filter((record) => record.tags !== null).length;
        if (plan.actions.length > 10) {
          expect(plan.actions.length * 100).toBeLessThanOrEqual(over.remediation.maxChangePercent * read);
        }
        for (const action of plan.actions) {
          const record = all.find(({ arn }) => arn === action.action.arn);
          if (record === undefined) throw new Error('the plan names a resource that nobody read');
          expect(objection(action, record, settings(over))).toBeUndefined();
        }
      }),
      { numRuns: 600 },
    );
    // A plan that refuses everything would pass too.
    expect(actions).toBeGreaterThan(200);
  });

  test('changes the map tag and no other, and leaves nothing to plan once it is applied', () => {
    fc.assert(
      fc.property(worlds, ({ records: all, over }) => {
        const plan = planOf(planInput(all, over));
        const after = new Map(plan.actions.map((action) => [action.action.arn, action.after]));
        for (const { before, after: then, action } of plan.actions) {
          const rest = (tags: object) =>
            Object.entries(tags)
              .filter(([key]) => key !== 'map-migrated')
              .sort();
          expect(rest(then)).toEqual(rest(before));
          expect(then[action.key]).toBe('value' in action ? action.value : undefined);
        }
        const applied = all.map((record) => ({ ...record, tags: after.get(record.arn) ?? record.tags }));
        const again = planOf(planInput(applied, over));
        const capped = plan.refusals.filter(({ reason }) => reason === 'over-cap' || reason === 'breaker').length;
        // What only the guards held back may come next; what was done does not.
        expect(again.actions.filter(({ action }) => after.has(action.arn))).toEqual([]);
        if (capped === 0) expect(again.actions).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
