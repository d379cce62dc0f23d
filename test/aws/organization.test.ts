import {
  DescribeOrganizationalUnitCommand,
  DescribeOrganizationCommand,
  ListAccountsCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import 'aws-sdk-client-mock-vitest/extend';
import { createOrganization } from '../../src/aws/organization.ts';
import { aTransport, failureOf, gather, MANAGEMENT, MEMBER } from './support.ts';

const organizations = mockClient(OrganizationsClient);
const sts = mockClient(STSClient);

beforeEach(() => {
  organizations.reset();
  sts.reset();
});

function port() {
  const clients = { organizations: new OrganizationsClient({ region: 'us-east-1' }), sts: new STSClient({}) };
  return createOrganization(clients, aTransport());
}

const MALFORMED = { outcome: 'failed', code: 'MalformedResponse', requestId: 'request-1' };
const $metadata = { requestId: 'request-1' };

describe('the caller', () => {
  test('is who STS says', async () => {
    const Arn = `arn:aws:iam::${MANAGEMENT}:user/finops`;
    sts.on(GetCallerIdentityCommand).resolves({ Arn, Account: MANAGEMENT });

    expect(await port().caller()).toEqual({ arn: Arn, accountId: MANAGEMENT });
    expect(sts).toHaveReceivedCommandExactlyOnceWith(GetCallerIdentityCommand, {});
  });

  test.for([{ Arn: 'arn:aws:iam::1:user/a' }, { Account: MANAGEMENT }, { Arn: '', Account: '' }, {}])(
    'is unknown where STS says only %o',
    async (answer) => {
      sts.on(GetCallerIdentityCommand).resolves({ ...answer, $metadata });

      expect(await failureOf(port().caller())).toMatchObject({ ...MALFORMED, operation: 'sts:GetCallerIdentity' });
    },
  );
});

describe('the organization', () => {
  test('is known by its id and its management account', async () => {
    const Organization = { Id: 'o-example1234', MasterAccountId: MANAGEMENT };
    organizations.on(DescribeOrganizationCommand).resolves({ Organization });

    expect(await port().describe()).toEqual({ id: 'o-example1234', managementAccountId: MANAGEMENT });
  });

  test.for([{}, { Organization: {} }, { Organization: { Id: 'o-example1234' } }])(
    'is unknown where AWS says only %o',
    async (answer) => {
      organizations.on(DescribeOrganizationCommand).resolves({ ...answer, $metadata });

      expect(await failureOf(port().describe())).toMatchObject({
        ...MALFORMED,
        operation: 'organizations:DescribeOrganization',
      });
    },
  );

  test('that does not exist is told in the words of AWS', async () => {
    const error = Object.assign(new Error('not a member'), { name: 'AWSOrganizationsNotInUseException' });
    organizations.on(DescribeOrganizationCommand).rejects(error);

    expect(await failureOf(port().describe())).toMatchObject({ code: 'AWSOrganizationsNotInUseException' });
  });
});

describe('the accounts', () => {
  test('are listed twenty at a time, with every token', async () => {
    organizations
      .on(ListAccountsCommand)
      .resolvesOnce({ Accounts: [{ Id: MEMBER }], NextToken: 'a', $metadata })
      .resolvesOnce({ Accounts: [], NextToken: 'b', $metadata })
      .resolvesOnce({ Accounts: [{ Id: MANAGEMENT }], $metadata });

    const accounts = await gather(port().accounts());

    expect(accounts.map(({ id }) => id)).toEqual([MEMBER, MANAGEMENT]);
    const inputs = organizations.commandCalls(ListAccountsCommand).map((call) => call.args[0].input);
    expect(inputs).toEqual([
      { MaxResults: 20, NextToken: undefined },
      { MaxResults: 20, NextToken: 'a' },
      { MaxResults: 20, NextToken: 'b' },
    ]);
  });

  test('are taken over with name, state and the path of their parents', async () => {
    organizations.on(ListAccountsCommand).resolves({
      $metadata,
      Accounts: [
        {
          Id: MEMBER,
          Name: 'payments',
          State: 'PENDING_CLOSURE',
          Status: 'ACTIVE',
          Paths: [`o-example1234/r-root/ou-root-prod0001/${MEMBER}/`],
        },
      ],
    });

    expect(await gather(port().accounts())).toEqual([
      { id: MEMBER, name: 'payments', state: 'PENDING_CLOSURE', ouPath: 'o-example1234/r-root/ou-root-prod0001' },
    ]);
  });

  test.for([
    [{ Status: 'SUSPENDED' }, 'SUSPENDED'],
    [{ State: 'CLOSED', Status: 'SUSPENDED' }, 'CLOSED'],
    [{}, ''],
  ] as const)('of which AWS says %o are %o', async ([words, state]) => {
    organizations.on(ListAccountsCommand).resolves({ Accounts: [{ Id: MEMBER, ...words }], $metadata });

    expect(await gather(port().accounts())).toMatchObject([{ state }]);
  });

  test('without name and path have empty ones', async () => {
    organizations.on(ListAccountsCommand).resolves({ Accounts: [{ Id: MEMBER, Paths: [] }], $metadata });

    expect(await gather(port().accounts())).toEqual([{ id: MEMBER, name: '', state: '', ouPath: '' }]);
  });

  test.for([[null], [{}], [{ Id: '', Name: 'nameless' }]])('are not told where one is %o', async ([entry]) => {
    // The types of the SDK do not say that a list can hold null.
    const Accounts = [{ Id: MANAGEMENT }, entry] as { Id?: string }[];
    organizations.on(ListAccountsCommand).resolves({ Accounts, $metadata });

    expect(await failureOf(gather(port().accounts()))).toMatchObject({
      ...MALFORMED,
      operation: 'organizations:ListAccounts',
    });
  });

  test('are none where the answer has no list', async () => {
    organizations.on(ListAccountsCommand).resolves({});

    expect(await gather(port().accounts())).toEqual([]);
  });

  test('are not told where a token comes twice', async () => {
    organizations.on(ListAccountsCommand).resolves({ Accounts: [{ Id: MEMBER }], NextToken: 'a', $metadata });

    expect(await failureOf(gather(port().accounts()))).toMatchObject({ code: 'RepeatedToken' });
    expect(organizations).toHaveReceivedCommandTimes(ListAccountsCommand, 2);
  });
});

describe('an organizational unit', () => {
  const OU = 'ou-root-prod0001';

  test('exists where AWS describes it', async () => {
    organizations.on(DescribeOrganizationalUnitCommand).resolves({ OrganizationalUnit: { Id: OU } });

    expect(await port().hasOrganizationalUnit(OU)).toBe(true);
    expect(organizations).toHaveReceivedCommandExactlyOnceWith(DescribeOrganizationalUnitCommand, {
      OrganizationalUnitId: OU,
    });
  });

  test.for(['OrganizationalUnitNotFoundException', 'InvalidInputException'])(
    'does not exist where AWS says %s',
    async (name) => {
      organizations.on(DescribeOrganizationalUnitCommand).rejects(Object.assign(new Error('no'), { name }));

      expect(await port().hasOrganizationalUnit(OU)).toBe(false);
    },
  );

  test('is unknown where AWS refuses to say', async () => {
    const error = Object.assign(new Error('no'), { name: 'AccessDeniedException' });
    organizations.on(DescribeOrganizationalUnitCommand).rejects(error);

    expect(await failureOf(port().hasOrganizationalUnit(OU))).toMatchObject({
      outcome: 'access-denied',
      operation: 'organizations:DescribeOrganizationalUnit',
    });
  });

  test.for(['r-root', 'nonsense'])('that is none is not asked for: %s', async (id) => {
    expect(await port().hasOrganizationalUnit(id)).toBe(false);
    expect(organizations).not.toHaveReceivedAnyCommand();
  });
});
