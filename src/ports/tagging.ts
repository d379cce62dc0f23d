import type { Tags } from '../domain/carrier.ts';

/**
 * Reads and writes tags of single carriers, with credentials that may write. Every method throws AwsError. A write that
 * throws any but a LostAnswerError certainly did not happen.
 */
export interface TaggingPort {
  /** All tags, from the service that owns the carrier. */
  read(arn: string): Promise<Tags>;
  /** Adds or overwrites one tag and leaves the others; gives AWS's request id. */
  put(arn: string, key: string, value: string): Promise<string | null>;
  /** Removes one tag and leaves the others; gives AWS's request id. */
  remove(arn: string, key: string): Promise<string | null>;
}
