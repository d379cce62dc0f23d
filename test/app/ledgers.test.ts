import { describe, expect, test } from 'vitest';
import { ledgersOf, readableLedgers } from '../../src/app/ledgers.ts';
import { AwsError, ConfigError } from '../../src/domain/errors.ts';
import type { LedgerEntry } from '../../src/domain/ledger.ts';
import { anEntry } from '../contract/remediation-files.ts';
import { aFailure } from '../support/builders.ts';
import { recordingProgress } from '../support/fakes.ts';

const good = async (): Promise<readonly LedgerEntry[]> => [anEntry()];

/** Three runs, of which the second has a ledger that fails so. */
function storeWith(error: Error) {
  const bad = async (): Promise<readonly LedgerEntry[]> => {
    throw error;
  };
  return {
    async *ledgers() {
      for (const [runId, entries] of [
        ['one', good],
        ['two', bad],
        ['three', good],
      ] as const)
        yield { runId, entries };
    },
  };
}

describe('a ledger that is damaged', () => {
  test.for<[string, Error]>([
    ['in a line', new ConfigError([{ place: 'ledger.ndjson:3', path: '', text: 'the line is no entry' }])],
    ['by how it is compressed', new SyntaxError('The file is not compressed as it was written.')],
    ['by a line that is gone', new AwsError(aFailure({ code: 'NoSuchKey', message: 'ledger/2.json is missing' }))],
  ])('%s is left out by who reads only, with a note, and ends who writes', async ([, error]) => {
    const { progress, events } = recordingProgress();

    const ledgers = await readableLedgers(storeWith(error), progress);

    expect(ledgers).toEqual(['one', 'three'].map((runId) => ({ runId, entries: [anEntry()] })));
    expect(events.filter((event) => event.includes('The ledger of run two is damaged'))).toHaveLength(1);
    expect(events.join()).toContain(error.message);
    await expect(ledgersOf(storeWith(error))).rejects.toBe(error);
  });

  test.for([
    new AwsError(aFailure({ code: 'AccessDenied' })),
    Object.assign(new Error('EACCES'), { code: 'EACCES', syscall: 'open' }),
  ])('is another thing than a store that says %s', async (error) => {
    await expect(readableLedgers(storeWith(error), recordingProgress().progress)).rejects.toBe(error);
  });
});
