import { describe, expect, test } from 'vitest';
import { payerFailure } from '../../src/app/profile-payer.ts';
import { aFailure, anAccount, anAgreement, settings } from '../support/builders.ts';
import { profileWorld } from './support/profile-world.ts';

const MANAGEMENT = anAccount().id;
const placeOf = () => 'm.yaml:1:1';
const bound = (payerAccountId: string) => settings({ agreements: [anAgreement(), anAgreement({ payerAccountId })] });

describe('the payer that an agreement is bound to', () => {
  test('is in order where it is the management account', async () => {
    expect(await payerFailure(profileWorld().ports.organization, bound(MANAGEMENT), placeOf)).toBeNull();
  });

  test('is refused where it is another account', async () => {
    await expect(payerFailure(profileWorld().ports.organization, bound('999988887777'), placeOf)).rejects.toThrow(
      `m.yaml:1:1 agreements[1].payerAccountId: the agreement is bound to another payer; expected the management account ${MANAGEMENT}; got 999988887777`,
    );
  });

  test('is not known where AWS does not tell the organization, and the reason is given', async () => {
    const failure = aFailure({ operation: 'organizations:DescribeOrganization' });
    const { ports } = profileWorld({ accounts: failure });

    expect(await payerFailure(ports.organization, bound(MANAGEMENT), placeOf)).toBe(failure);
  });

  test('is not asked for where no agreement is bound to one', async () => {
    const { ports } = profileWorld({ accounts: aFailure() });

    expect(await payerFailure(ports.organization, settings(), placeOf)).toBeNull();
  });

  test('ends the command where a person ended it', async () => {
    const { ports } = profileWorld({ accounts: aFailure({ outcome: 'not-reached', code: 'DeadlineExceeded' }) });

    await expect(payerFailure(ports.organization, bound(MANAGEMENT), placeOf)).rejects.toThrow('DeadlineExceeded');
  });
});
