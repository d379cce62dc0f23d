import type { Tags } from '../../src/domain/carrier.ts';
import { AwsError, type Failure, LostAnswerError } from '../../src/domain/errors.ts';
import type { TagRecord } from '../../src/domain/plan.ts';
import type { TaggingPort } from '../../src/ports/tagging.ts';
import { aFailure } from './builders.ts';

/** What becomes of a write: done, refused, or its answer lost, before or after it was done. */
export type Fate = 'done' | 'lost' | 'lost-when-done' | Failure;

export interface FakeTaggingOptions {
  /** So many reads after a write still show what was there before it. */
  readonly lagReads?: number;
  /** Of the writes in their order; every further one is done. */
  readonly fates?: readonly Fate[];
  /** Accounts in which nothing is allowed. */
  readonly closed?: readonly string[];
  /** Of the reads in their order; undefined for an honest answer. */
  readonly readFailures?: readonly (Failure | undefined)[];
}

export interface FakeTagging extends TaggingPort {
  /** Writes that were done, in order. */
  readonly writes: readonly { readonly arn: string; readonly key: string; readonly value: string | undefined }[];
  /** Calls in order, as `read`, `put`, `remove`. */
  readonly calls: readonly string[];
  /** What was written last, seen or not. */
  truth(arn: string): TagRecord;
  /** Somebody else changes the tags, and everybody sees it. */
  change(arn: string, tags: TagRecord): void;
}

interface Shelf {
  shown: Tags;
  written: Tags;
  late: number;
}

/** Tags of a few resources in memory, with a service that can lag, refuse and lose its answers. */
export function fakeTagging(
  resources: Readonly<Record<string, TagRecord>>,
  { lagReads = 0, fates = [], closed = [], readFailures = [] }: FakeTaggingOptions = {},
): FakeTagging {
  const shelves = new Map<string, Shelf>();
  const change = (arn: string, record: TagRecord): void => {
    const tags = new Map(Object.entries(record));
    shelves.set(arn, { shown: tags, written: tags, late: 0 });
  };
  for (const [arn, tags] of Object.entries(resources)) change(arn, tags);
  const writes: { arn: string; key: string; value: string | undefined }[] = [];
  const calls: string[] = [];
  const fatesLeft = [...fates];
  const failuresLeft = [...readFailures];

  const shelfOf = (arn: string): Shelf => {
    if (closed.some((accountId) => arn.includes(accountId))) throw new AwsError(aFailure());
    const shelf = shelves.get(arn);
    if (!shelf) throw new AwsError(aFailure({ outcome: 'failed', code: 'ResourceNotFoundException' }));
    return shelf;
  };

  const write = (arn: string, key: string, value: string | undefined): string => {
    const shelf = shelfOf(arn);
    const fate = fatesLeft.shift() ?? 'done';
    if (typeof fate === 'object') throw new AwsError(fate);
    if (fate !== 'lost') {
      const tags = new Map(shelf.written);
      if (value === undefined) tags.delete(key);
      else tags.set(key, value);
      shelf.written = tags;
      shelf.late = lagReads;
      writes.push({ arn, key, value });
    }
    if (fate !== 'done') throw new LostAnswerError(LOST);
    return `request-${writes.length}`;
  };

  return {
    writes,
    calls,
    change,
    truth: (arn) => Object.fromEntries(shelves.get(arn)?.written ?? []),
    async read(arn) {
      calls.push('read');
      const failure = failuresLeft.shift();
      if (failure) throw new AwsError(failure);
      const shelf = shelfOf(arn);
      if (shelf.late === 0) shelf.shown = shelf.written;
      else shelf.late -= 1;
      return shelf.shown;
    },
    async put(arn, key, value) {
      calls.push('put');
      return write(arn, key, value);
    },
    async remove(arn, key) {
      calls.push('remove');
      return write(arn, key, undefined);
    },
  };
}

export const LOST: Failure = aFailure({ outcome: 'failed', code: 'ECONNRESET', message: 'read ECONNRESET' });
