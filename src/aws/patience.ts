import { AdaptiveRetryStrategy, isThrottlingError } from '@smithy/core/retry';
import type {
  RetryErrorInfo,
  RetryStrategyV2,
  SdkError,
  StandardRetryBackoffStrategy,
  StandardRetryToken,
} from '@smithy/types';

/** How long a call may take, and how often it is tried. */
export interface Patience {
  readonly connectionMs: number;
  /** Until the answer begins, and between two pieces of it. */
  readonly requestMs: number;
  /** One call with all its attempts and pauses. */
  readonly callMs: number;
  /** Attempts while AWS says "slower": it will work later. */
  readonly throttledAttempts: number;
  /** Attempts on 5xx answers and broken connections. */
  readonly transientAttempts: number;
  /** Attempts on silence, which costs `requestMs` each. */
  readonly silentAttempts: number;
  /** Pauses between attempts; the SDK's own where left out. */
  readonly backoff?: StandardRetryBackoffStrategy;
}

export const PATIENCE: Patience = {
  connectionMs: 3_000,
  requestMs: 10_000,
  callMs: 60_000,
  throttledAttempts: 6,
  transientAttempts: 4,
  silentAttempts: 2,
};

/**
 * The SDK's adaptive strategy, with fewer attempts where another one is dear and unlikely to help. `onFailure` is told
 * of each failed attempt, within the asynchronous context of its call.
 */
export function retryStrategy(patience: Patience, onFailure: (error: unknown) => void): RetryStrategyV2 {
  const adaptive = new AdaptiveRetryStrategy(patience.throttledAttempts, {
    maxAttempts: patience.throttledAttempts,
    ...(patience.backoff && { backoff: patience.backoff }),
  });
  return {
    acquireInitialRetryToken: (scope) => adaptive.acquireInitialRetryToken(scope),
    refreshRetryTokenForRetry: async (token: StandardRetryToken, info: RetryErrorInfo) => {
      onFailure(info.error);
      if (token.getRetryCount() + 1 >= attemptsFor(info, patience)) throw new Error('No retry token available');
      return adaptive.refreshRetryTokenForRetry(token, info);
    },
    recordSuccess: (token: StandardRetryToken) => adaptive.recordSuccess(token),
  };
}

function attemptsFor(info: RetryErrorInfo, patience: Patience): number {
  if (info.errorType === 'THROTTLING') return patience.throttledAttempts;
  return isSilence(info.error) ? patience.silentAttempts : patience.transientAttempts;
}

/** No answer in time. The SDK's handler also names resets and refusals `TimeoutError`; their `code` tells. */
export function isSilence(error: unknown): boolean {
  if (!(error instanceof Error) || error.name !== 'TimeoutError') return false;
  const code = 'code' in error ? error.code : undefined;
  return code === undefined || code === 'ETIMEDOUT';
}

export function isThrottling(error: unknown): boolean {
  // The SDK's own type of error has members that it treats as optional.
  return error instanceof Error && isThrottlingError(error as unknown as SdkError);
}
