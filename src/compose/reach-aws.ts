import { type Aws, type AwsOptions, connectAws } from '../aws/connect.ts';
import { deadlineOf } from './deadline.ts';
import type { Machine } from './machine.ts';
import { VERSION } from './version.ts';

/** How AWS is asked, and for how long. */
export interface Reach {
  readonly concurrency: number;
  /** In seconds; none where left out. */
  readonly deadline?: number;
  /** How AWS is reached, where it is not by the SDK's conventions. */
  readonly aws?: Pick<AwsOptions, 'credentials' | 'homeRegion' | 'endpoint' | 'loopbackOnly' | 'patience'>;
}

/**
 * Works with AWS until the deadline, and lets go of it in the end. The signal ends with the deadline, and calls with what
 * `endOfCalls` makes of it.
 */
export async function reachAws<T>(
  { concurrency, deadline, aws: way }: Reach,
  { interrupted }: Machine,
  work: (aws: Aws, signal: AbortSignal) => Promise<T>,
  endOfCalls: (end: AbortSignal) => AbortSignal = (end) => end,
): Promise<T> {
  const { signal, clear } = deadlineOf(interrupted, deadline);
  const userAgent = `mapwarden/${VERSION}`;
  const aws = await connectAws({ ...way, concurrency, signal: endOfCalls(signal), userAgent });
  try {
    return await work(aws, signal);
  } finally {
    clear();
    aws.close();
  }
}

/** Whether AWS is looked for elsewhere than where it is. */
export function isSimulated({ aws }: Pick<Reach, 'aws'>, { env }: Pick<Machine, 'env'>): boolean {
  const isOverridden = Object.entries(env).some(([name, value]) => /^AWS_ENDPOINT_URL(_|$)/.test(name) && value !== '');
  return aws?.endpoint !== undefined || isOverridden;
}
