import type { SdkError } from '@smithy/types';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { isSilence, isThrottling, PATIENCE, retryStrategy } from '../../src/aws/patience.ts';
import { QUICK } from './support.ts';

const THROTTLED = failed('ThrottlingException');
const SILENT = failed('TimeoutError', 'ETIMEDOUT');
const RESET = failed('TimeoutError', 'ECONNRESET');
const BROKEN = failed('InternalServerException');
const DENIED = failed('AccessDeniedException');

/** The SDK's own type of error has members that it treats as optional. */
function failed(name: string, code?: string): SdkError {
  return Object.assign(new Error('said by AWS'), { name, ...(code && { code }) }) as unknown as SdkError;
}

/** Which attempts a call makes where each ends in the next of these errors, the last one for ever. */
async function attempts(errors: readonly (readonly [SdkError, 'THROTTLING' | 'TRANSIENT' | 'CLIENT_ERROR'])[]) {
  const told: unknown[] = [];
  const strategy = retryStrategy(QUICK, (error) => told.push(error));
  const tries = async () => {
    let token = await strategy.acquireInitialRetryToken('');
    for (let attempt = 1; ; attempt += 1) {
      const [error, errorType] = errors[Math.min(attempt, errors.length) - 1] ?? [DENIED, 'CLIENT_ERROR'];
      try {
        token = await strategy.refreshRetryTokenForRetry(token, { error, errorType });
      } catch {
        return attempt;
      }
    }
  };
  const made = tries();
  // The SDK's limiter spaces calls out by the real time once it was told to slow down.
  await vi.advanceTimersByTimeAsync(60_000);
  return { made: await made, told };
}

describe('a call is tried', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test.for([
    ['6 times while it is throttled', THROTTLED, 'THROTTLING', 6],
    ['4 times on a 5xx answer', BROKEN, 'TRANSIENT', 4],
    ['4 times on a broken connection', RESET, 'TRANSIENT', 4],
    ['twice on silence', SILENT, 'TRANSIENT', 2],
    ['once where another attempt cannot help', DENIED, 'CLIENT_ERROR', 1],
  ] as const)('%s', async ([, error, type, times]) => {
    expect((await attempts([[error, type]])).made).toBe(times);
  });

  test('no more where its errors differ in kind', async () => {
    const { made, told } = await attempts([
      [THROTTLED, 'THROTTLING'],
      [THROTTLED, 'THROTTLING'],
      [SILENT, 'TRANSIENT'],
    ]);

    expect(made).toBe(3);
    expect(told).toEqual([THROTTLED, THROTTLED, SILENT]);
  });

  test('with pauses of the SDK unless others are given', async () => {
    const { backoff: _, ...paused } = QUICK;
    const strategy = retryStrategy(paused, () => undefined);
    const token = await strategy.acquireInitialRetryToken('');
    const begun = Date.now();

    const next = strategy.refreshRetryTokenForRetry(token, { error: THROTTLED, errorType: 'THROTTLING' });
    await vi.advanceTimersByTimeAsync(30_000);
    await next;

    expect(Date.now()).toBeGreaterThan(begun);
  });
});

test('a success gives back what the attempts before it cost', async () => {
  const strategy = retryStrategy(QUICK, () => undefined);

  // The SDK allows about 35 further attempts on one client until one succeeds.
  for (let call = 0; call < 100; call += 1) {
    const token = await strategy.acquireInitialRetryToken('');
    const next = await strategy.refreshRetryTokenForRetry(token, { error: BROKEN, errorType: 'TRANSIENT' });
    strategy.recordSuccess(next);
  }

  const token = await strategy.acquireInitialRetryToken('');
  const next = await strategy.refreshRetryTokenForRetry(token, { error: BROKEN, errorType: 'TRANSIENT' });
  expect(next.getRetryCount()).toBe(1);
});

test('all attempts on silence fit into the time of a call', () => {
  expect(PATIENCE.silentAttempts * PATIENCE.requestMs).toBeLessThan(PATIENCE.callMs);
});

describe('silence', () => {
  test.for([
    [SILENT, true],
    [failed('TimeoutError'), true],
    [RESET, false],
    [failed('AbortError'), false],
    [{ name: 'TimeoutError' }, false],
    [undefined, false],
  ] as const)('is told from every other failure (%#)', ([error, silent]) => {
    expect(isSilence(error)).toBe(silent);
  });
});

test('a throw that is no error is not throttling', () => {
  expect(isThrottling({ name: 'ThrottlingException' })).toBe(false);
  expect(isThrottling(THROTTLED)).toBe(true);
});
