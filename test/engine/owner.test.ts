import { describe, expect, test } from 'vitest';
import { ownerOf } from '../../src/engine/owner.ts';

const ID = '111122223333';
const OWNERS = { tagKey: 'owner', accounts: { [ID]: 'map' } };
const RESOURCE = { owner: 'resource' };
const ACCOUNT = new Map([['owner', 'account']]);

describe('the owner', () => {
  test.for([
    ['the resource’s tag', RESOURCE, ACCOUNT, 'resource'],
    ['its account’s tag where the resource has none', {}, ACCOUNT, 'account'],
    ['its account’s tag where there is no resource', null, ACCOUNT, 'account'],
    ['the map where neither is tagged', {}, new Map(), 'map'],
    ['the map where the tags of the account are not known', null, undefined, 'map'],
    ['never a blank one', { owner: ' \t' }, new Map([['owner', '']]), 'map'],
    ['never under another spelling of the key', { Owner: 'x' }, new Map([['OWNER', 'x']]), 'map'],
  ] as const)('is by %s', ([, resourceTags, accountTags, expected]) => {
    expect(ownerOf(OWNERS, ID, resourceTags, accountTags)).toBe(expected);
  });

  test('is as it is written, blanks around it too', () => {
    expect(ownerOf(OWNERS, ID, { owner: ' me ' }, undefined)).toBe(' me ');
  });

  test('is nobody where nothing names one', () => {
    expect(ownerOf(OWNERS, '444455556666', {}, new Map())).toBeNull();
    expect(ownerOf(OWNERS, null, null, undefined)).toBeNull();
  });

  test('is nobody where the configuration has no owners, whatever the tags say', () => {
    expect(ownerOf(undefined, ID, RESOURCE, ACCOUNT)).toBeNull();
  });

  test.for(['constructor', '__proto__', 'toString'])('is not what every object has under %s', (tagKey) => {
    expect(ownerOf({ tagKey, accounts: {} }, tagKey, {}, new Map())).toBeNull();
  });

  test('of an account with a blank name in the map is nobody', () => {
    expect(ownerOf({ tagKey: 'owner', accounts: { [ID]: ' ' } }, ID, {}, undefined)).toBeNull();
  });
});
