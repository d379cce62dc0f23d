import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import type { IsoInstant } from '../domain/dates.ts';
import type { Bucket } from './bucket.ts';
import { isKept } from './s3-place.ts';

/** Who works, and until when at the latest. */
export interface Lease {
  /** Hands the work on: whoever names this holder takes it over at once. */
  handOver(holder: string, until: IsoInstant): Promise<void>;
  /** Ends it early. One that is never released ends by itself. */
  release(): Promise<void>;
}

export interface LeaseWish {
  /** Keys begin with it, a slash at its end. */
  readonly prefix: string;
  readonly holder: string;
  /** The holder from whom the work is taken over, and from nobody else; left out where it begins. */
  readonly from?: string | undefined;
  readonly now: IsoInstant;
  readonly until: IsoInstant;
}

const Held = z.object({ holder: z.string(), until: z.string() });
type Held = z.infer<typeof Held>;

/**
 * The lease, or undefined where somebody else has it. Each is an object of its own, numbered: of two that try to be the
 * next, S3 tells one that the object exists. Every method throws AwsError.
 */
export async function takeLease(bucket: Bucket, wish: LeaseWish): Promise<Lease | undefined> {
  const { prefix, holder, from, now, until } = wish;
  const keys: string[] = [];
  for await (const key of bucket.keys(prefix)) keys.push(key);
  const newest = keys.at(-1);
  const held = newest === undefined ? undefined : await read(bucket, newest);
  const isFree = from === undefined ? !held || held.until <= now : held?.holder === from;
  if (!isFree) return undefined;
  const key = `${prefix}${String(numberOf(newest) + 1).padStart(10, '0')}.json`;
  // Tells its own attempt whose answer was lost from that of another delivery of the same event.
  const writer = randomUUID();
  const text = (content: Held) => `${JSON.stringify({ ...content, writer })}\n`;
  if (!(await isKept(bucket, key, text({ holder, until })))) return undefined;
  for (const old of keys) await bucket.remove(old);
  return {
    handOver: (next, later) => bucket.write(key, text({ holder: next, until: later })),
    release: () => bucket.write(key, text({ holder, until: now })),
  };
}

function numberOf(key: string | undefined): number {
  return Number(/(\d{10})\.json$/.exec(key ?? '')?.[1] ?? 0);
}

/** Undefined where it is gone, or is none: then nobody holds it. */
async function read(bucket: Bucket, key: string): Promise<Held | undefined> {
  const bytes = await bucket.read(key);
  if (!bytes) return undefined;
  try {
    return z.safeParse(Held, JSON.parse(Buffer.from(bytes).toString())).data;
  } catch {
    return undefined;
  }
}
