import type { IsoInstant } from '../domain/dates.ts';

/** Time as the run sees it. Only the composing edge reads the machine's clock. */
export interface Clock {
  /** The instant for every date rule and timestamp; fixed by `--now`. */
  now(): IsoInstant;
  /** Milliseconds that really passed since some fixed point; never goes back. */
  monotonicMs(): number;
}
