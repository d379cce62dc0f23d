import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { afterGrace } from '../../src/aws/grace.ts';

test('calls may go on for a while after the end of the run, and no longer', async () => {
  const run = new AbortController();
  const calls = afterGrace(run.signal, 80);
  run.abort();
  expect(calls.aborted).toBe(false);
  await sleep(20);
  expect(calls.aborted).toBe(false);
  await expect.poll(() => calls.aborted, { timeout: 5_000 }).toBe(true);
});

test('an end that came before is an end as well', async () => {
  const calls = afterGrace(AbortSignal.abort(), 10);
  await expect.poll(() => calls.aborted, { timeout: 5_000 }).toBe(true);
});

test('calls do not end by themselves', async () => {
  const calls = afterGrace(new AbortController().signal, 5);
  await sleep(40);
  expect(calls.aborted).toBe(false);
});
