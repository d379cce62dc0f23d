import { describe, expect, test } from 'vitest';
import { CHECK_IDS } from '../../../src/domain/checkup.ts';
import { checkupOf } from '../../../src/engine/checkup/checkup.ts';
import type { Examination } from '../../../src/engine/checkup/examination.ts';
import { aFailure, anAccount, settings, someRemediation } from '../../support/builders.ts';
import { aLook, DENIED, DONE, examination, known, only, route, SILENT } from '../support/examination.ts';

describe('readiness', () => {
  test('is ready where everything that is needed was seen to work', () => {
    expect(checkupOf(examination(), settings())).toMatchObject({ readiness: 'ready', costRequests: 3 });
  });

  test.for<readonly [string, Examination, string]>([
    ['the organization is refused', examination({ organization: DENIED }), 'blocked'],
    ['the accounts are refused', examination({ accounts: DENIED, scopes: undefined }), 'blocked'],
    ['an OU could not be looked up', examination({ scopes: DENIED }), 'blocked'],
    ['runs cannot be kept', examination({}, { store: { place: './out', attempt: DENIED } }), 'blocked'],
    ['the organization is silent', examination({ organization: SILENT }), 'unknown'],
    ['a bucket is silent', examination({}, { store: { place: 's3://b', attempt: SILENT } }), 'unknown'],
    ['one account is refused', examination({ looks: [aLook({ role: DENIED })] }), 'lacking'],
    ['one account is silent', examination({ looks: [aLook({ role: SILENT })] }), 'lacking'],
    [
      'the bill is refused',
      examination({ bill: { ...known().bill, costs: DENIED, usageTypes: undefined } }),
      'lacking',
    ],
    ['a receiver is refused', examination({ receivers: [{ route, address: undefined, sent: DENIED }] }), 'lacking'],
    [
      'a receiver was sent nothing',
      examination({ receivers: [{ route, address: undefined, sent: undefined }] }),
      'ready',
    ],
    ['a shortcut is refused', examination({ looks: [aLook({ bulkTags: DENIED })] }), 'ready'],
    ['an account is left out', examination({ looks: [aLook({ left: 'excluded', role: undefined })] }), 'ready'],
  ])('where %s is as it says', ([, given, readiness]) => {
    expect(checkupOf(given, settings()).readiness).toBe(readiness);
  });

  test('without a caller is blocked, and nothing that AWS would have been asked for is ok', () => {
    const { readiness, caller, organization, checks } = checkupOf(
      examination(
        {},
        { caller: { failure: aFailure({ outcome: 'failed', code: 'CredentialsProviderError' }) }, known: undefined },
      ),
      settings(),
    );

    expect({ readiness, caller, organization }).toEqual({ readiness: 'blocked', caller: null, organization: null });
    expect(checks.filter(({ state }) => state === 'ok').map(({ id }) => id)).toEqual(['store']);
  });

  test('counts every check once, and tells them in one order', () => {
    const { checks, counts } = checkupOf(
      examination({ looks: [aLook(), aLook({ account: anAccount({ id: '222233334444' }) })] }),
      settings(),
    );

    expect(Object.values(counts).reduce((sum, each) => sum + each, 0)).toBe(checks.length);
    const order = checks.map(({ id }) => CHECK_IDS.indexOf(id));
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });
});

describe('an account', () => {
  test('that could not be entered leaves what is in it unknown', () => {
    const given = examination({
      looks: [aLook({ role: DENIED, ownRegions: undefined, listings: [], tags: undefined, bulkTags: undefined })],
    });

    expect(only('bedrock', given)).toMatchObject({ state: 'unknown', required: true });
    expect(only('tags', given).state).toBe('unknown');
  });

  test('without profiles has no tags to be read, which is not known to work', () => {
    const given = examination({ looks: [aLook({ tags: undefined, bulkTags: undefined })] });

    expect(only('tags', given)).toMatchObject({
      state: 'skipped',
      message: expect.stringContaining('No profile was seen'),
    });
  });

  test('in which no profile could be listed leaves tags unknown', () => {
    const listings = [{ region: 'us-east-1', listed: DENIED }];

    expect(
      only('tags', examination({ looks: [aLook({ listings, tags: undefined, bulkTags: undefined })] })).state,
    ).toBe('unknown');
  });

  test('with no region that offers Bedrock has nothing to list', () => {
    expect(only('bedrock', examination({ looks: [aLook({ listings: [], tags: DONE })] })).state).toBe('skipped');
  });

  test("that is the caller's own is read without a role, and told so in remedies", () => {
    const listings = [{ region: 'us-east-1', listed: DENIED }];
    const given = examination({ looks: [aLook({ isOwn: true, role: undefined, listings })] });

    expect(only('audit-role', given).state).toBe('skipped');
    expect(only('bedrock', given).remedy).toContain('the caller, whose own account it is');
  });

  test('whose regions the caller was told is helped; one of which nobody was told is not', () => {
    const helped = examination({ looks: [aLook({ ownRegions: DENIED, regionsOnBehalf: DONE })] });
    const lost = examination({ looks: [aLook({ ownRegions: DENIED, regionsOnBehalf: DENIED })] });

    expect(only('regions', helped)).toMatchObject({ state: 'failed', required: false });
    expect(only('regions', lost)).toMatchObject({ state: 'failed', required: true });
    expect(only('trusted-access', { ...helped })).toMatchObject({ state: 'ok', required: true });
  });

  test('on whose behalf nobody could ask leaves trusted access aside', () => {
    expect(only('trusted-access', examination({ trustedAccess: undefined })).state).toBe('skipped');
  });

  test('was told of trusted access by what hindered it', () => {
    const silent = examination({ trustedAccess: { accountId: '1', regions: SILENT } });
    expect(only('trusted-access', silent)).toMatchObject({
      state: 'unknown',
      remedy: expect.stringContaining('Run doctor again'),
    });
  });

  test('is refused the role that writes, or the reason why none was tried is told', () => {
    const apply = settings({ externalId: 'x' });
    const refused = examination({
      looks: [aLook({ remediationRole: { failure: aFailure({ outcome: 'role-denied' }) } })],
    });

    expect(only('remediation-role', refused, apply)).toMatchObject({
      state: 'failed',
      remedy: expect.stringContaining('organization.remediationRole'),
    });
    expect(only('remediation-role', examination(), apply).message).toContain('in no account that was looked at');
    const report = settings({ remediation: someRemediation({ mode: 'report' }) });
    expect(only('remediation-role', examination(), report).message).toContain('remediation.mode: report');
  });
});
