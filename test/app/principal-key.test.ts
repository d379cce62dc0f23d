import { describe, expect, test } from 'vitest';
import { type Call, KEY, OTHER_PRINCIPAL_KEY, PRINCIPAL_KEY, short, tagState } from './support/billing.ts';
import {
  BEDROCK,
  denied,
  PAYMENTS,
  read,
  readOf,
  SEARCH,
  SONNET,
  spendSettings,
  usage,
} from './support/spend-scene.ts';

const ACTIVE = tagState(KEY, 'active');
const BOOKS = [
  usage({ value: '', principal: 'migABCDE12345' }),
  usage({ value: '', principal: 'todo', service: SONNET }),
  usage({ value: '', accountId: SEARCH.id }),
];
const SPELLINGS = [PRINCIPAL_KEY, OTHER_PRINCIPAL_KEY] as const;
const METHODS = ['iam-principal', 'any'] as const;

/** Keys that the bill was asked for values of, and those that it was grouped by. */
function keysOf(calls: readonly Call[]) {
  return {
    probed: calls.flatMap((call) => (call.method === 'hasTagValues' ? [call.key] : [])),
    grouped: [...new Set(calls.flatMap((call) => (call.method === 'costs' ? call.groupBy : [])))]
      .flatMap((group) => ('tag' in group ? [group.tag] : []))
      .filter((key) => key !== KEY),
  };
}

describe('the key of tags of IAM principals', () => {
  test('is asked for in both spellings with one request', async () => {
    const { calls } = await read(BOOKS);
    expect(calls[0]).toEqual({ method: 'allocationTags', keys: [KEY, PRINCIPAL_KEY, OTHER_PRINCIPAL_KEY] });
  });

  test.for(SPELLINGS)('is the one that AWS lists: %s', async (key) => {
    const { reading, calls } = await read(BOOKS, { tags: [ACTIVE, tagState(key, 'active')] });
    expect(new Set(keysOf(calls).grouped)).toEqual(new Set([key]));
    expect(keysOf(calls).probed).toEqual([]);
    expect(readOf(reading)).toMatchObject({ status: 'complete', attributed: '1', misattributed: '1' });
    expect(reading.tags).toEqual([ACTIVE, tagState(key, 'active')]);
    expect(readOf(reading).costAllocationTags).toEqual(reading.tags);
  });

  test('is the active one where AWS lists both', async () => {
    const tags = [ACTIVE, tagState(PRINCIPAL_KEY, 'inactive'), tagState(OTHER_PRINCIPAL_KEY, 'active')];
    const { reading, calls } = await read(BOOKS, { tags });
    expect(new Set(keysOf(calls).grouped)).toEqual(new Set([OTHER_PRINCIPAL_KEY]));
    expect(reading.tags).toEqual([ACTIVE, tagState(OTHER_PRINCIPAL_KEY, 'active')]);
  });

  test('that is active in both spellings is read in one, and the report says that the other was not asked', async () => {
    const tags = [ACTIVE, ...SPELLINGS.map((key) => tagState(key, 'active'))];
    const { reading, calls } = await read(BOOKS, { tags, shown: PRINCIPAL_KEY });
    expect(new Set(keysOf(calls).grouped)).toEqual(new Set([PRINCIPAL_KEY]));
    expect(readOf(reading)).toMatchObject({
      status: 'partial',
      attributed: '1',
      misattributed: '1',
      unattributed: '0',
    });
    // It may bear a value under the other.
    expect(readOf(reading).unknown).toBe('1');
    expect(reading.byAccount.get(SEARCH.id)?.week).not.toHaveProperty('unattributed');
    expect(readOf(reading).missing).toEqual([
      expect.stringMatching(/^Values of IAM principals are missing under user:iamPrincipal\/map-migrated, which is /),
    ]);
  });

  test('is not used where AWS lists it as inactive, and no other is looked for', async () => {
    const settings = spendSettings({ method: 'any' });
    const { reading, calls } = await read(BOOKS, { tags: [ACTIVE, tagState(PRINCIPAL_KEY, 'inactive')] }, { settings });
    expect(keysOf(calls)).toEqual({ probed: [], grouped: [] });
    expect(reading.tags).toEqual([ACTIVE, tagState(PRINCIPAL_KEY, 'inactive')]);
    expect(readOf(reading)).toMatchObject({ unknown: '3' });
  });

  test('is not looked for where no account uses principals', async () => {
    const { reading, calls } = await read(BOOKS, { shown: PRINCIPAL_KEY });
    expect(keysOf(calls)).toEqual({ probed: [], grouped: [] });
    expect(reading.tags).toEqual([ACTIVE, tagState(PRINCIPAL_KEY, 'never-seen')]);
    expect(readOf(reading)).toMatchObject({ unattributed: '3', unknown: '0' });
  });
});

describe.for(METHODS)('a key that AWS does not list, where the method is %s', (method) => {
  const settings = spendSettings({ method });

  test.for([
    [PRINCIPAL_KEY, [PRINCIPAL_KEY]],
    [OTHER_PRINCIPAL_KEY, SPELLINGS],
  ] as const)('is found by its values on the bill: %s', async ([shown, probed]) => {
    const { reading, calls } = await read(BOOKS, { shown }, { settings });
    expect(keysOf(calls).probed).toEqual(probed);
    expect(readOf(reading)).toMatchObject({
      status: 'complete',
      attributed: '1',
      misattributed: '1',
      unattributed: '1',
    });
    expect(readOf(reading).byService).toMatchObject([{ service: BEDROCK, attributed: '1' }, { service: SONNET }]);
    expect(reading.tags).toEqual([ACTIVE, tagState(shown, 'active')]);
  });

  test('was never seen where the bill has no values under either, and what is untagged stays unknown', async () => {
    const books = [...BOOKS, usage({ value: 'migZZZZZ99999' })];
    const { reading, calls } = await read(books, {}, { settings });
    expect(keysOf(calls)).toEqual({ probed: SPELLINGS, grouped: [] });
    expect(readOf(reading)).toMatchObject({ status: 'complete', unknown: '3', unattributed: '0', requests: 8 });
    expect(reading.tags).toEqual([ACTIVE, tagState(PRINCIPAL_KEY, 'never-seen')]);
    const { week } = reading.byAccount.get(PAYMENTS.id) ?? {};
    expect(week).toMatchObject({ total: '3', underNoAgreement: '1' });
    expect(week).not.toHaveProperty('unattributed');
  });

  test('is not known where looking for it does not fit or fails', async () => {
    const tight = spendSettings({ method }, { maxRequests: 10 });
    const spent = await read(BOOKS, { shown: PRINCIPAL_KEY }, { settings: tight });
    const fail = (call: Call) => (call.method === 'hasTagValues' ? denied({ operation: 'ce:GetTags' }) : undefined);
    const refused = await read(BOOKS, { shown: PRINCIPAL_KEY, fail }, { settings });
    for (const [{ reading, calls }, why] of [
      [spent, 'it needs 5 more requests, and 4 are left'],
      [refused, 'ce:GetTags failed with AccessDeniedException'],
    ] as const) {
      expect(reading.tags).toEqual([ACTIVE]);
      expect(readOf(reading).missing).toEqual([
        expect.stringMatching(new RegExp(`^Values of IAM principals are missing: ${why}`)),
      ]);
      expect(readOf(reading)).toMatchObject({ status: 'partial', unknown: '3' });
      expect(calls.filter((call) => short(call).includes('iamPrincipal'))).toEqual([]);
    }
  });

  test('is not known where the bill could not be read', async () => {
    const fail = (call: Call) => (call.method === 'costs' ? denied() : undefined);
    expect((await read(BOOKS, { fail }, { settings })).reading).toMatchObject({
      spend: { status: 'unavailable' },
      tags: [ACTIVE],
    });
  });
});
