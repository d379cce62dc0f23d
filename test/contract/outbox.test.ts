import { outboxAt } from '../../src/app/outbox.ts';
import { createDirectoryStore } from '../../src/disk/directory-store.ts';
import { createDirectoryOutbox } from '../../src/disk/outbox.ts';
import type { IsoInstant } from '../../src/domain/dates.ts';
import { json } from '../../src/report/json.ts';
import { memoryStore } from '../support/fakes.ts';
import { memoryOutbox } from '../support/memory-outbox.ts';
import { temporaryFolder } from '../support/sandbox-scene.ts';
import { outboxContract } from './outbox.ts';

outboxContract('the directory', async () => {
  const root = await temporaryFolder();
  return {
    store: createDirectoryStore({ root, render: json }),
    outbox: (now) => outboxAt(createDirectoryOutbox(root), () => now),
  };
});

outboxContract('the memory fake', async () => {
  const store = memoryStore();
  let clock: IsoInstant = '';
  const outbox = memoryOutbox(store, () => clock);
  return {
    store,
    outbox(now) {
      clock = now;
      return outbox;
    },
  };
});
