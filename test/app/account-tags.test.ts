import { describe, expect, test } from 'vitest';
import { readAccountTags } from '../../src/app/account-tags.ts';
import type { Account } from '../../src/domain/account.ts';
import type { Tags } from '../../src/domain/carrier.ts';
import { AwsError } from '../../src/domain/errors.ts';
import { aFailure, anAccount } from '../support/builders.ts';
import { fakeOrganization, recordingProgress } from '../support/fakes.ts';

const [one, two, three] = ['1', '2', '3'].map((digit) => anAccount({ id: digit.repeat(12) }));
const ACCOUNTS = [one, two, three].filter((each) => each !== undefined);

function reader(tagsOf: (id: string) => Promise<Tags>, accounts: readonly Account[] = ACCOUNTS) {
  const asked: string[] = [];
  const { progress, events } = recordingProgress();
  const organization = {
    ...fakeOrganization(accounts),
    tagsOf: (id: string) => {
      asked.push(id);
      return tagsOf(id);
    },
  };
  return { read: readAccountTags(organization, accounts, progress), asked, events };
}

const refusal = () =>
  new AwsError(
    aFailure({
      operation: 'organizations:ListTagsForResource',
      code: 'AccessDeniedException',
      requestId: 'r-1',
      message: 'whatever AWS says',
    }),
  );

describe('the tags of accounts', () => {
  test('are those of each, asked for once however often they are wanted', async () => {
    const { read, asked, events } = reader(async (id) => new Map([['owner', id]]));
    expect(await read('111111111111')).toEqual(new Map([['owner', '111111111111']]));
    expect(await read('111111111111')).toEqual(new Map([['owner', '111111111111']]));
    expect(await read('333333333333')).toEqual(new Map([['owner', '333333333333']]));
    expect(asked).toEqual(ACCOUNTS.map(({ id }) => id));
    expect(events).toEqual([]);
  });

  test('are not asked for where the account is not audited, nor of one that is not looked at', async () => {
    const closed = anAccount({ id: '444444444444', state: 'CLOSED' });
    const { read, asked } = reader(async () => new Map(), [...ACCOUNTS, closed]);
    expect(await read(closed.id)).toBeUndefined();
    expect(await read('999999999999')).toBeUndefined();
    expect(asked).not.toContain(closed.id);
  });

  test('are unknown where they are refused, which is told once, and without the words of AWS', async () => {
    const { read, events } = reader(async () => {
      throw refusal();
    });
    expect(await Promise.all(ACCOUNTS.map(({ id }) => read(id)))).toEqual([undefined, undefined, undefined]);
    expect(events).toEqual([
      'note Owners are not read from the tags of accounts: organizations:ListTagsForResource failed with AccessDeniedException (request id r-1).',
    ]);
  });

  test('are not asked for any further once they are refused', async () => {
    const many = Array.from({ length: 50 }, (_, index) => anAccount({ id: String(index).padStart(12, '0') }));
    const { read, asked } = reader(async () => {
      throw refusal();
    }, many);
    await Promise.all(many.map(({ id }) => read(id)));
    expect(asked.length).toBeLessThanOrEqual(10);
  });

  test('are known of the others where one was refused', async () => {
    const { read, events } = reader(async (id) => {
      if (id === two?.id) throw refusal();
      return new Map([['owner', id]]);
    });
    expect(await read('111111111111')).toEqual(new Map([['owner', '111111111111']]));
    expect(await read('222222222222')).toBeUndefined();
    expect(events).toHaveLength(1);
  });

  test('do not hide a bug, nor end the process before it is met', async () => {
    const { read, events } = reader(async () => {
      throw new TypeError('a bug');
    });
    await new Promise((resolve) => setImmediate(resolve));
    await expect(read('111111111111')).rejects.toThrow('a bug');
    expect(events).toEqual([]);
  });
});
