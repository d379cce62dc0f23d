import { AwsError } from '../domain/errors.ts';
import type { Settings } from '../domain/settings.ts';
import { budgetText, failureText } from '../engine/spend/remedy.ts';
import type { BillingPort } from '../ports/billing.ts';

/** Parts of the bill that a run can do without. */
export interface Parts {
  /**
   * Asks for a part that is expected to take so many requests; undefined, and named, where it fails or does not fit.
   * After one that does not fit none is asked for: a larger limit finds all that a smaller one does.
   */
  optional<T>(what: string, requests: number, work: () => Promise<T>): Promise<T | undefined>;
  /** Names what is missing for another reason. */
  lack(text: string): void;
  /** A sentence each, in the order of the parts. */
  readonly missing: readonly string[];
}

export function createParts(billing: BillingPort, settings: Settings): Parts {
  const missing: string[] = [];
  /** Requests of the parts that did not fit: they come first. */
  let owed = 0;
  return {
    missing,
    lack: (text) => void missing.push(text),
    optional: async (what, requests, work) => {
      const left = settings.spend.maxRequests - billing.requests();
      if (owed + requests > left) {
        owed += requests;
        missing.push(budgetText(what, owed, left, settings));
        return undefined;
      }
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        missing.push(failureText(what, error.failure, settings));
        return undefined;
      }
    },
  };
}
