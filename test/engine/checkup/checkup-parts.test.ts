import { describe, expect, test } from 'vitest';
import { checkupOf } from '../../../src/engine/checkup/checkup.ts';
import type { TaggerSigns } from '../../../src/engine/checkup/examination.ts';
import { aFailure, settings } from '../../support/builders.ts';
import { aLook, DENIED, examination, known, NO_SIGNS, only, route } from '../support/examination.ts';

describe('the bill', () => {
  const { bill } = known();

  test.for([
    ['flag', '--no-spend'],
    ['configuration', 'spend.enabled: false'],
  ] as const)('that the %s leaves out is skipped', ([left, words]) => {
    const check = only('cost-explorer', examination({ bill: { ...bill, left } }));
    expect(check).toMatchObject({ state: 'skipped', message: expect.stringContaining(words) });
  });

  test('is unknown where nobody knows the management account', () => {
    const given = examination({ organization: DENIED, bill: { ...bill, left: 'no-organization' } });
    expect(only('cost-allocation-tag', given).state).toBe('unknown');
    expect(only('cost-explorer', given).message).toContain('nobody knows which account');
  });

  test('tells each key of the tag, also that of principals', () => {
    const allocationTags = {
      answer: [
        { key: 'map-migrated', status: 'active', updatedAt: '2026-01-02T00:00:00.000Z' },
        { key: 'iamPrincipal/map-migrated', status: 'never-seen', updatedAt: null },
      ],
    } as const;
    const { checks } = checkupOf(examination({ bill: { ...bill, allocationTags } }), settings());
    const told = checks.filter(({ id }) => id === 'cost-allocation-tag');
    expect(told.map(({ state, subject }) => [state, subject])).toEqual([
      ['ok', 'map-migrated'],
      ['failed', 'iamPrincipal/map-migrated'],
    ]);
    expect(told[0]?.message).toContain('since 2026-01-02; what was spent before cannot carry it');
  });

  test('of which the tags were not asked leaves them unknown', () => {
    expect(only('cost-allocation-tag', examination({ bill: { ...bill, allocationTags: undefined } })).state).toBe(
      'unknown',
    );
  });
});

describe('what was not asked', () => {
  const idsOf = (given: ReturnType<typeof examination>) => checkupOf(given, settings()).checks.map(({ id }) => id);

  test('is no check that is passed: a role is untried, and lists of regions and bulk reads are not told', () => {
    const untried = only('audit-role', examination({ looks: [aLook({ role: undefined })] }));
    expect(untried).toMatchObject({ state: 'unknown', message: 'Not tried.' });

    const ids = idsOf(examination({ looks: [aLook({ ownRegions: undefined, bulkTags: undefined })] }));
    expect(ids).toContain('tags');
    expect(ids).not.toContain('regions');
    expect(ids).not.toContain('bulk-tags');
  });

  test('the accounts are counted, be it one', () => {
    const told = (answer: number) => only('accounts', examination({ accounts: { answer } })).message;
    expect(told(1)).toBe('AWS listed one account.');
    expect(told(2)).toBe('AWS listed 2 accounts.');
  });
});

describe('the store', () => {
  test.for([
    ['NoSuchBucket', 'failed', 's3://b', 'Create the bucket'],
    ['AccessDenied', 'access-denied', 's3://b', 'Allow bedrock:ListInferenceProfiles on the bucket'],
    ['SlowDown', 'throttled', 's3://b', 'Run doctor again'],
    ['EACCES', 'failed', './out', '--out or store.path'],
  ] as const)('that fails with %s says what to do', ([code, outcome, place, remedy]) => {
    const attempt = { failure: aFailure({ code, outcome }) };
    expect(only('store', examination({}, { store: { place, attempt } })).remedy).toContain(remedy);
  });
});

describe('another tagger', () => {
  const latest = { runId: 'r', now: '2026-06-02T00:00:00.000Z', isComplete: true };
  const applied: TaggerSigns = { applied: 2, lastAppliedAt: '2026-06-01T00:00:00.000Z', latest, stripped: 0 };

  test.for<readonly [string, TaggerSigns, string]>([
    ['nothing was ever applied', NO_SIGNS, 'skipped'],
    ['no run has looked since', { ...applied, latest: { ...latest, now: '2026-06-01T00:00:00.000Z' } }, 'unknown'],
    ['there is no whole run', { ...applied, latest: null }, 'unknown'],
    ['a tag was gone', { ...applied, stripped: 1 }, 'failed'],
    [
      'a tag was gone and not all was seen',
      { ...applied, stripped: 1, latest: { ...latest, isComplete: false } },
      'failed',
    ],
    ['none was gone and not all was seen', { ...applied, latest: { ...latest, isComplete: false } }, 'unknown'],
    ['none was gone', applied, 'ok'],
  ])('where %s is told as far as it shows', ([, answer, state]) => {
    expect(only('other-tagger', examination({}, { signs: { answer } }))).toMatchObject({ state, required: false });
  });

  test('is unknown where the runs cannot be read', () => {
    expect(only('other-tagger', examination({}, { signs: DENIED })).state).toBe('unknown');
  });
});

describe('a receiver', () => {
  test.for([
    [{ code: 'NotFound', outcome: 'failed' }, 'Create arn:aws:sns'],
    [{ code: 'InvalidSecret', outcome: 'failed' }, 'Put the address of an incoming webhook'],
    [{ code: 'KMSAccessDeniedException', outcome: 'failed' }, 'kms:GenerateDataKey'],
    [{ code: 'no_service', outcome: 'failed', operation: 'slack:PostWebhook' }, 'make a new webhook'],
    [{ code: 'AuthorizationError', outcome: 'access-denied', operation: 'sns:Publish' }, 'Allow sns:Publish on arn'],
    [{ code: 'Throttling', outcome: 'throttled' }, 'Run doctor again'],
  ] as const)('that fails with %j says what to do', ([failure, remedy]) => {
    const sent = { failure: aFailure(failure) };
    expect(only('alert-delivery', examination({ receivers: [{ route, address: undefined, sent }] })).remedy).toContain(
      remedy,
    );
  });

  test('whose address cannot be read is told so', () => {
    const slack = { ...route, channel: 'slack', target: 'arn:secret' } as const;
    const failure = aFailure({ operation: 'secretsmanager:GetSecretValue' });
    const given = examination({ receivers: [{ route: slack, address: { failure }, sent: undefined }] });
    expect(only('webhook-address', given)).toMatchObject({
      state: 'failed',
      remedy: expect.stringContaining('Allow secretsmanager:GetSecretValue'),
    });
  });
});
