import { fakeBilling, PRINCIPALS_ON, tagState } from '../app/support/billing.ts';
import { aFailure } from '../support/builders.ts';
import { fakeInventory, fakeOrganization, fakeRegions } from '../support/fakes.ts';
import { billingPortContract } from './billing-port.ts';
import { inventoryPortContract } from './inventory-port.ts';
import { organizationPortContract } from './organization-port.ts';
import { regionsPortContract } from './regions-port.ts';

billingPortContract('the fake', async ({ lines, maxRequests }) => {
  const books = lines.map(({ cents, ...line }) => ({ ...line, units: BigInt(cents) * 10n ** 8n }));
  return fakeBilling(books, { maxRequests, tags: [...PRINCIPALS_ON, tagState('owner', 'inactive')] });
});

organizationPortContract('the fake', async ({ accounts, emptyOu, tags }) =>
  fakeOrganization(accounts, [emptyOu], tags),
);

regionsPortContract('the fake', async ({ regions, closed }) => fakeRegions(regions, { [closed.id]: aFailure() }));

inventoryPortContract('the fake', async (scene) => {
  const { readable, empty, denied, untellable, unread, gone, carriers } = scene;
  const { tags: _, ...untagged } = unread;
  const place = ({ account, region }: typeof readable) => `${account.id}/${region}`;
  return fakeInventory(
    {
      [place(readable)]: carriers,
      [place(empty)]: [],
      [place(denied)]: aFailure(),
      [place(untellable)]: { entries: [{ carrier: untagged, provisional: false }], failure: aFailure() },
    },
    {
      [gone.arn]: { state: 'gone' },
      [unread.arn]: { state: 'unread', carrier: untagged, failure: aFailure() },
    },
  );
});
