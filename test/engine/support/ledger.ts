import type { Action } from '../../../src/domain/finding.ts';
import type { LedgerEntry } from '../../../src/domain/ledger.ts';

export const ARN = 'arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/chat';
export const KEY = 'map-migrated';
export const PUT: Action = { type: 'put-tag', arn: ARN, key: KEY, value: 'migABCDE12345' };

/** A line about the one action, changed as given. */
export function anEntry(over: Partial<LedgerEntry> = {}): LedgerEntry {
  return {
    at: '2026-06-01T00:00:00.000Z',
    operation: 'apply',
    planHash: 'f'.repeat(64),
    actionId: 'aaaaaaaaaaaa',
    arn: ARN,
    action: PUT,
    outcome: 'applied',
    before: { team: 'payments' },
    after: null,
    code: null,
    deniedBy: null,
    requestId: null,
    message: null,
    ...over,
  };
}

/** Lines about the one action: `apply started`, `undo applied`, … */
export function linesOf(...words: readonly string[]): readonly LedgerEntry[] {
  return words.map((word) => {
    const [operation, outcome] = word.split(' ');
    // The words of the tests are those of the type.
    return anEntry({ operation, outcome } as Partial<LedgerEntry>);
  });
}
