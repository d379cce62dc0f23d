import { describe, expect, test } from 'vitest';
import { isAudited, isNamedBy } from '../../src/domain/account.ts';
import { covers, isInTerm } from '../../src/domain/agreement.ts';
import { anAccount, anAgreement } from '../support/builders.ts';

describe('which accounts are audited', () => {
  test.for([
    ['ACTIVE', true],
    ['PENDING_CLOSURE', true],
    ['', true],
    ['SUSPENDED', false],
    ['CLOSED', false],
    ['PENDING_ACTIVATION', false],
    ['SOMETHING_NEW', false],
  ] as const)('state %o: %s', ([state, audited]) => {
    expect(isAudited(anAccount({ state }))).toBe(audited);
  });
});

describe('a scope', () => {
  const account = anAccount({ id: '111122223333', ouPath: 'o-x/r-y/ou-a/ou-b' });

  test('names an account by its id, and by each OU above it', () => {
    expect(isNamedBy({ ous: [], accounts: ['111122223333'] }, account)).toBe(true);
    for (const ou of ['r-y', 'ou-a', 'ou-b']) expect(isNamedBy({ ous: [ou], accounts: [] }, account)).toBe(true);
  });

  test('does not name by a part of an id', () => {
    expect(isNamedBy({ ous: ['ou-', 'b'], accounts: ['11112222333'] }, account)).toBe(false);
  });

  test('that is empty names none, and as the scope of an agreement covers all', () => {
    expect(isNamedBy({ ous: [], accounts: [] }, account)).toBe(false);
    expect(covers(anAgreement(), account)).toBe(true);
    expect(covers(anAgreement({ scope: { ous: [], accounts: ['444455556666'] } }), account)).toBe(false);
  });
});

test.for([
  ['2025-02-02', false],
  ['2025-02-03', true],
  ['2028-02-02', true],
  ['2028-02-03', false],
] as const)('a term has both its ends: %s is %s', ([day, expected]) => {
  expect(isInTerm(anAgreement({ startsOn: '2025-02-03', endsOn: '2028-02-02' }), day)).toBe(expected);
});
