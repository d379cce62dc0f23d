import { dayOf } from '../domain/dates.ts';
import type { Surroundings } from './call.ts';
import { createCourier } from './courier.ts';
import { createCredentialStore } from './credentials.ts';
import { createEstate } from './estate.ts';
import type { Fault } from './faults.ts';
import { createLog } from './log.ts';
import { createObjectStore } from './object-store.ts';
import type { SandboxOptions } from './options.ts';
import type { World } from './world.ts';

/** What the server changes while it runs. */
export interface Circumstances {
  faults: readonly Fault[];
  /** By fault and place. */
  readonly strikes: Map<string, number>;
  /** Empty until the server listens. */
  url: string;
}

/** Everything that lasts as long as a server of this world. */
export function surround(world: World, options: SandboxOptions, circumstances: Circumstances): Surroundings {
  const estate = createEstate(world);
  const { pageSize = 5, emptyPages = false, repeatTokens = false, tagLagMs = 300 } = options;
  const { costPageSize = 5_000, objectPageSize = 1_000 } = options;
  const wallMs = () => Date.now();
  return {
    estate,
    credentials: createCredentialStore(estate),
    settings: {
      pageSize,
      emptyPages,
      repeatTokens,
      tagLagMs,
      costPageSize,
      objectPageSize,
      now: options.now,
      today: dayOf(options.now),
    },
    faults: () => circumstances.faults,
    wallMs,
    monotonicMs: () => performance.now(),
    writes: createLog(wallMs),
    arrivals: {
      published: createLog(wallMs),
      events: createLog(wallMs),
      slack: createLog(wallMs),
      schedules: createLog(wallMs),
      invocations: createLog(wallMs),
    },
    courier: createCourier(),
    objects: createObjectStore(),
    url: () => circumstances.url,
    countStrike(kind, place) {
      const count = (circumstances.strikes.get(`${kind}@${place}`) ?? 0) + 1;
      circumstances.strikes.set(`${kind}@${place}`, count);
      return count;
    },
  };
}
