import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pages } from '../../src/aws/pages.ts';
import { failureOf, gather } from './support.ts';

interface Page {
  readonly entries: readonly number[];
  readonly next?: string | undefined;
}

/** A listing of these pages, each with the token of the one after it. */
function listing(pagesOfEntries: readonly (readonly number[])[], end: string | undefined) {
  const asked: (string | undefined)[] = [];
  const fetch = async (token: string | undefined): Promise<Page> => {
    asked.push(token);
    const index = token === undefined ? 0 : Number(token);
    const next = index + 1 < pagesOfEntries.length ? String(index + 1) : end;
    return { entries: pagesOfEntries[index] ?? [], next };
  };
  return { fetch, asked };
}

function read(fetch: (token: string | undefined) => Promise<Page>): Promise<Page[]> {
  return gather(pages('a:List', fetch, ({ next }) => next));
}

describe('a listing', () => {
  test('is read to its end, in order, empty pages too', async () => {
    const entries = fc.array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(entries, fc.constantFrom(undefined, ''), async (given, end) => {
        const { fetch, asked } = listing(given, end);

        const all = await read(fetch);

        expect(all.map((page) => page.entries)).toEqual(given);
        expect(asked).toEqual([undefined, ...given.slice(1).map((_, index) => String(index + 1))]);
      }),
    );
  });

  test('that comes back to a token is an error, however far behind it lies', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 30 }), fc.nat(29), async (length, back) => {
        const to = Math.max(1, length - back);
        let calls = 0;
        const fetch = async (token: string | undefined): Promise<Page> => {
          calls += 1;
          const index = token === undefined ? 0 : Number(token);
          return { entries: [], next: String(index < length ? index + 1 : to) };
        };

        const failure = await failureOf(read(fetch));

        expect(failure).toMatchObject({ outcome: 'failed', operation: 'a:List', code: 'RepeatedToken' });
        expect(calls).toBe(length + 1);
      }),
    );
  });

  test('gives what it has before it fails', async () => {
    const seen: number[] = [];
    const fetch = async (token: string | undefined): Promise<Page> => {
      if (token !== undefined) throw new Error('broken');
      return { entries: [1], next: 'a' };
    };

    const reading = (async () => {
      for await (const page of pages('a:List', fetch, ({ next }) => next)) seen.push(...page.entries);
    })();

    await expect(reading).rejects.toThrow('broken');
    expect(seen).toEqual([1]);
  });

  test('with ever new tokens ends as an error', async () => {
    let calls = 0;
    const fetch = async (): Promise<Page> => {
      calls += 1;
      return { entries: [], next: String(calls) };
    };
    let yielded = 0;
    const count = async () => {
      for await (const page of pages('a:List', fetch, ({ next }) => next)) yielded += page.next ? 1 : 0;
    };

    expect(await failureOf(count())).toMatchObject({ outcome: 'failed', code: 'EndlessPages' });
    expect(yielded).toBe(calls);
    expect(calls).toBeLessThan(25_000);
  });
});
