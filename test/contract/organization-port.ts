import { describe, expect, test } from 'vitest';
import type { Account } from '../../src/domain/account.ts';
import { parseArn } from '../../src/domain/arn.ts';
import type { Tags } from '../../src/domain/carrier.ts';
import type { OrganizationPort } from '../../src/ports/organization.ts';
import { anAccount } from '../support/builders.ts';
import { collect } from '../support/fakes.ts';

/** The caller is in the management account, which is the first of the accounts. */
export interface OrganizationScene {
  readonly accounts: readonly Account[];
  /** An OU that no account is in. */
  readonly emptyOu: string;
  /** Of accounts, by id; none where it is not said. */
  readonly tags: Readonly<Record<string, Tags>>;
}

const ORGANIZATION = 'o-northwind01';
const OU = 'ou-nw01-prod0001';
const STATES = ['ACTIVE', 'SUSPENDED', 'PENDING_CLOSURE', 'CLOSED', 'PENDING_ACTIVATION'];

/** More accounts than a page of AWS has, in every state, in no order. */
const SCENE: OrganizationScene = {
  accounts: Array.from({ length: 45 }, (_, index) =>
    anAccount({
      id: String(999_999_999_999 - ((index * 7_919) % 1_000)),
      name: `account ${index}`,
      state: index === 0 ? 'ACTIVE' : (STATES[index % STATES.length] ?? ''),
      ouPath: index % 2 === 0 ? `${ORGANIZATION}/r-nw01` : `${ORGANIZATION}/r-nw01/${OU}`,
    }),
  ),
  emptyOu: 'ou-nw01-empty001',
  tags: {
    '999999999999': new Map([
      ['owner', 'payments@example.com'],
      ['Owner', ''],
    ]),
  },
};

/** What every source of the organization keeps to. */
export function organizationPortContract(
  name: string,
  open: (scene: OrganizationScene) => Promise<OrganizationPort>,
): void {
  describe(`the organization of ${name}`, () => {
    test('lists every account, whatever its state, in the order in which it is given', async () => {
      expect(await collect((await open(SCENE)).accounts())).toEqual(SCENE.accounts);
    });

    test('lists the accounts anew each time, also where the last one stopped half way', async () => {
      const port = await open(SCENE);
      for await (const { id } of port.accounts()) if (id === SCENE.accounts[3]?.id) break;

      expect(await collect(port.accounts())).toEqual(SCENE.accounts);
    });

    test('knows the caller by an ARN of its account', async () => {
      const { arn, accountId } = await (await open(SCENE)).caller();

      expect(accountId).toBe(SCENE.accounts[0]?.id);
      expect(parseArn(arn)?.accountId).toBe(accountId);
    });

    test('names one of its accounts the management account', async () => {
      const { id, managementAccountId } = await (await open(SCENE)).describe();

      expect(managementAccountId).toBe(SCENE.accounts[0]?.id);
      expect(id).toMatch(/^o-/);
    });

    test('tells the tags of an account as they are spelt, and none where it has none', async () => {
      const port = await open(SCENE);
      const [tagged, plain] = SCENE.accounts.map(({ id }) => id);

      expect(await port.tagsOf(tagged ?? '')).toEqual(SCENE.tags[tagged ?? '']);
      expect(await port.tagsOf(plain ?? '')).toEqual(new Map());
    });

    test('tells an OU that is empty from one that does not exist', async () => {
      const port = await open(SCENE);

      expect(await port.hasOrganizationalUnit(SCENE.emptyOu)).toBe(true);
      expect(await port.hasOrganizationalUnit('ou-nw01-none0001')).toBe(false);
      expect(await port.hasOrganizationalUnit('nonsense')).toBe(false);
    });
  });
}
