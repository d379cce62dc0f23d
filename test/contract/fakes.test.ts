import { aFailure } from '../support/builders.ts';
import { fakeInventory, fakeOrganization, fakeRegions } from '../support/fakes.ts';
import { inventoryPortContract } from './inventory-port.ts';
import { organizationPortContract } from './organization-port.ts';
import { regionsPortContract } from './regions-port.ts';

organizationPortContract('the fake', async ({ accounts, emptyOu }) => fakeOrganization(accounts, [emptyOu]));

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
