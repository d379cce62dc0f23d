import type { Bucket } from './bucket.ts';

/**
 * Remembers the one thing that was told last, so that it is told once until it changes: an object named after it below
 * the prefix. Every method throws AwsError.
 */
export interface Told {
  /** Tells, unless this was told last; what cannot be told is not remembered. Gives whether it was told now. */
  once(id: string, tell: () => Promise<void>): Promise<boolean>;
  /** There is nothing to tell any more. */
  forget(): Promise<void>;
}

export function createTold(bucket: Bucket, prefix: string): Told {
  const known = async (): Promise<readonly string[]> => {
    const keys: string[] = [];
    for await (const key of bucket.keys(prefix)) keys.push(key);
    return keys;
  };
  return {
    async once(id, tell) {
      const key = `${prefix}${id}.json`;
      const before = await known();
      if (before.includes(key)) return false;
      // In this order a crash in between costs a repeat, and loses nothing.
      await tell();
      await bucket.create(key, `${JSON.stringify({ id })}\n`);
      for (const old of before) await bucket.remove(old);
      return true;
    },
    async forget() {
      for (const key of await known()) await bucket.remove(key);
    },
  };
}
