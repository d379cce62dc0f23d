import type { IsoInstant } from '../domain/dates.ts';

/** What a record gets when it is written down. */
export interface Stamp {
  /** From 1, in the order in which things happened. */
  readonly sequence: number;
  /** By the machine's clock. */
  readonly at: IsoInstant;
}

/** What happened while the server ran. It outlives a reset. */
export interface Log<T extends object> {
  append(record: T): T & Stamp;
  /** Oldest first. */
  records(): readonly (T & Stamp)[];
}

export function createLog<T extends object>(wallMs: () => number): Log<T> {
  const records: (T & Stamp)[] = [];
  return {
    append(record) {
      const stamped = { sequence: records.length + 1, at: new Date(wallMs()).toISOString(), ...record };
      records.push(stamped);
      return stamped;
    },
    records: () => [...records],
  };
}
