import { setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { deadlineOf } from '../../src/compose/deadline.ts';

const never = new AbortController().signal;

describe('a deadline', () => {
  test('passes, though nobody keeps the parts of the signal', async () => {
    setFlagsFromString('--expose-gc');
    const { signal } = deadlineOf(never, 0.3);
    for (let turn = 0; turn < 3 && !signal.aborted; turn += 1) {
      await setTimeout(50);
      runInNewContext('gc()');
    }

    await expect.poll(() => signal.aborted, { timeout: 5_000 }).toBe(true);
  });

  test('is not there where no seconds are given', () => {
    const person = new AbortController();
    const { signal } = deadlineOf(person.signal, undefined);

    expect(signal.aborted).toBe(false);
    person.abort();
    expect(signal.aborted).toBe(true);
  });

  test('comes sooner where the person interrupts, or has done so', () => {
    const person = new AbortController();
    const { signal, clear } = deadlineOf(person.signal, 60);

    person.abort();
    expect(signal.aborted).toBe(true);
    clear();

    const late = deadlineOf(person.signal, 60);
    expect(late.signal.aborted).toBe(true);
    late.clear();
  });

  test('never passes once it was cleared', async () => {
    const { signal, clear } = deadlineOf(never, 0.05);

    clear();
    await setTimeout(150);
    expect(signal.aborted).toBe(false);
  });
});
