import type PQueue from 'p-queue';

/** Waits for its turn, then works. Where the signal ends the waiting, throws its reason. */
export type Paced = <T>(work: () => Promise<T>, options?: { readonly signal?: AbortSignal }) => Promise<T>;

/** At most so many beginnings a second, in the order of asking. Few runs need it, so the queue is loaded by the first one. */
export function paced(aSecond: number, concurrency = Number.POSITIVE_INFINITY): Paced {
  let queue: Promise<PQueue> | undefined;
  return async (work, options) => {
    queue ??= import('p-queue').then(
      ({ default: Queue }) => new Queue({ intervalCap: aSecond, interval: 1_000, concurrency }),
    );
    return (await queue).add(work, options);
  };
}
