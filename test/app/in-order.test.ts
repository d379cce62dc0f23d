import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inOrder } from '../../src/app/in-order.ts';
import { collect } from '../support/fakes.ts';

test('results come in the order of the inputs, whatever ends first, and no more are started ahead than the window', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(3)), fc.integer({ min: 1, max: 8 }), async (delays, window) => {
      let open = 0;
      let mostOpen = 0;
      const results = inOrder([...delays.entries()], window, async ([index, delay]) => {
        open += 1;
        mostOpen = Math.max(mostOpen, open);
        for (let turn = 0; turn < delay; turn += 1) await Promise.resolve();
        return index;
      });
      const seen: number[] = [];
      for await (const index of results) {
        open -= 1;
        seen.push(index);
      }
      expect(seen).toEqual(delays.map((_, index) => index));
      expect(mostOpen).toBeLessThanOrEqual(window);
    }),
  );
});

test('a rejection reaches the reader in its turn', async () => {
  const results = inOrder([1, 2, 3], 3, async (input) => {
    if (input === 2) throw new Error('second');
    return input;
  });
  expect((await results.next()).value).toBe(1);
  await expect(results.next()).rejects.toThrow('second');
});

test('no input gives no result', async () => {
  expect(await collect(inOrder([], 4, async (input) => input))).toEqual([]);
});
