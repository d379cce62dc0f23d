import type { Asked } from '../domain/asked.ts';
import { AwsError } from '../domain/errors.ts';

/** Asks, and takes a failure of AWS as what came of it. Any other error is thrown. */
export async function asked<T>(question: () => Promise<T>): Promise<Asked<T>> {
  try {
    return { answer: await question() };
  } catch (error) {
    if (error instanceof AwsError) return { failure: error.failure };
    throw error;
  }
}
