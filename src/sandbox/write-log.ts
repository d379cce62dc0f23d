import type { Log, Stamp } from './log.ts';
import type { WorldTag } from './world.ts';

/** One write that reached Bedrock, and what came of it. */
export interface Write {
  readonly accountId: string;
  readonly region: string;
  /** `control`: somebody changed the tags by the sandbox's own controls, and not by a call to AWS. */
  readonly by: 'api' | 'control';
  /** The ARN of the session or user; null where it was no call. */
  readonly principal: string | null;
  /** `TagResource`, `UntagResource`, `CreateInferenceProfile`; null where it was no call. */
  readonly operation: string | null;
  /** Null where nothing was created. */
  readonly resource: string | null;
  /** As written, whoever can see them yet; null where there is no such resource. */
  readonly before: readonly WorldTag[] | null;
  readonly after: readonly WorldTag[] | null;
  /** The code of AWS's error; null where the write happened, even if the answer was lost. */
  readonly error: string | null;
}

export type WriteRecord = Write & Stamp;

/** Outlives a reset, like the tags themselves. */
export type WriteLog = Log<Write>;
