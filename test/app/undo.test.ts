import { describe, expect, test } from 'vitest';
import type { LedgerEntry } from '../../src/domain/ledger.ts';
import { aFailure } from '../support/builders.ts';
import { type FakeTaggingOptions, fakeTagging } from '../support/fake-tagging.ts';
import {
  ARN,
  anAction,
  apply,
  arnOf,
  Crash,
  clockAt,
  dyingPorts,
  KEY,
  LATER,
  NOW,
  outcomesOf,
  undo,
  VALUE,
} from './support/remediation-scene.ts';

const MISSPELT = { team: 'payments', [KEY]: 'MIGabcde12345' };
const UNTAGGED = { team: 'payments' };

async function applied(before: Readonly<Record<string, string>>, options: FakeTaggingOptions = {}) {
  const lines: LedgerEntry[] = [];
  const tagging = fakeTagging({ [ARN]: before }, options);
  const results = await apply({ tagging, lines }, [anAction(ARN, before)]);
  return { tagging, lines, results };
}

describe('an undo', () => {
  test('removes a tag that was not there before', async () => {
    const { tagging, lines } = await applied(UNTAGGED);

    expect(outcomesOf(await undo({ tagging, lines }))).toEqual(['applied']);

    expect(tagging.truth(ARN)).toEqual(UNTAGGED);
    expect(lines.slice(2)).toMatchObject([
      { operation: 'undo', outcome: 'started', before: { ...UNTAGGED, [KEY]: VALUE } },
      { operation: 'undo', outcome: 'applied', action: { type: 'remove-tag', arn: ARN, key: KEY }, after: UNTAGGED },
    ]);
  });

  test('puts back a value that was there before, and leaves tags that came since', async () => {
    const { tagging, lines } = await applied(MISSPELT);
    tagging.change(ARN, { ...tagging.truth(ARN), owner: 'me' });

    expect(outcomesOf(await undo({ tagging, lines }))).toEqual(['applied']);

    expect(tagging.truth(ARN)).toEqual({ ...MISSPELT, owner: 'me' });
  });

  test.for([
    ['another value', { ...UNTAGGED, [KEY]: 'migOTHER' }],
    ['no value where there was one', UNTAGGED],
  ] as const)('that finds %s is conflicted and writes nothing', async ([, tags]) => {
    const { tagging, lines } = await applied(MISSPELT);
    tagging.change(ARN, tags);

    expect(await undo({ tagging, lines })).toMatchObject([{ outcome: 'conflicted', code: 'TagsChanged' }]);
    expect(tagging.truth(ARN)).toEqual(tags);
  });

  test('that finds what was there before is unchanged, and is over', async () => {
    const { tagging, lines } = await applied(MISSPELT);
    tagging.change(ARN, MISSPELT);

    expect(outcomesOf(await undo({ tagging, lines }))).toEqual(['unchanged']);
    expect(await undo({ tagging, lines })).toEqual([]);
    expect(tagging.writes).toHaveLength(1);
  });

  test('has nothing to do with what was unchanged, conflicted or refused', async () => {
    const tagging = fakeTagging(
      { [ARN]: { [KEY]: VALUE }, [arnOf('changed')]: { owner: 'me' }, [arnOf('denied')]: {} },
      { fates: [aFailure()] },
    );
    const lines: LedgerEntry[] = [];
    const results = await apply(
      { tagging, lines },
      [ARN, arnOf('changed'), arnOf('denied')].map((arn) => anAction(arn)),
    );

    expect(outcomesOf(results)).toEqual(['unchanged', 'conflicted', 'refused']);
    expect(await undo({ tagging, lines })).toEqual([]);
  });

  test('of a write that was never seen waits for it', async () => {
    const { tagging, lines, results } = await applied(UNTAGGED, { lagReads: 8 });
    expect(outcomesOf(results)).toEqual(['unknown']);

    expect(outcomesOf(await undo({ tagging, lines, patience: 9 }))).toEqual(['applied']);
    expect(tagging.truth(ARN)).toEqual(UNTAGGED);
  });

  test('of a write that never happened finds all as it was, once it can no more show', async () => {
    const { tagging, lines } = await applied(UNTAGGED, { fates: ['lost'] });

    const clock = clockAt('2026-06-01T00:14:59.999Z');
    expect(await undo({ tagging, lines }, { clock })).toMatchObject([{ outcome: 'unknown', code: 'NotVisible' }]);
    expect(lines.at(-1)).toMatchObject({ operation: 'undo', outcome: 'unknown', before: UNTAGGED, after: null });
    expect(outcomesOf(await undo({ tagging, lines }, { clock: clockAt(LATER) }))).toEqual(['unchanged']);
    expect(tagging.writes).toEqual([]);
    expect(await undo({ tagging, lines })).toEqual([]);
  });

  test('of a write that shows only after it was asked for takes it back when asked again', async () => {
    const { tagging, lines } = await applied(UNTAGGED, { lagReads: 20 });
    const clock = clockAt(NOW);

    expect(outcomesOf(await undo({ tagging, lines }, { clock }))).toEqual(['unknown']);
    expect(outcomesOf(await undo({ tagging, lines, patience: 20 }, { clock }))).toEqual(['applied']);

    expect(tagging.truth(ARN)).toEqual(UNTAGGED);
  });

  test('takes changes of one resource back in the opposite order', async () => {
    const tagging = fakeTagging({ [ARN]: {} });
    const lines: LedgerEntry[] = [];
    await apply({ tagging, lines }, [anAction(ARN, {}, 'migFIRST')]);
    await apply({ tagging, lines }, [anAction(ARN, { [KEY]: 'migFIRST' }, 'migSECOND')]);

    const results = await undo({ tagging, lines });

    expect(results.map(({ outcome, action }) => [outcome, action])).toEqual([
      ['applied', { type: 'put-tag', arn: ARN, key: KEY, value: 'migFIRST' }],
      ['applied', { type: 'remove-tag', arn: ARN, key: KEY }],
    ]);
    expect(tagging.truth(ARN)).toEqual({});
  });

  test('that is refused can be carried out again', async () => {
    const { tagging, lines } = await applied(UNTAGGED, { fates: ['done', aFailure({ outcome: 'scp-denied' })] });

    expect(await undo({ tagging, lines })).toMatchObject([
      { outcome: 'refused', deniedBy: 'service-control-policy', action: { type: 'remove-tag' } },
    ]);
    expect(outcomesOf(await undo({ tagging, lines }))).toEqual(['applied']);
    expect(tagging.truth(ARN)).toEqual(UNTAGGED);
  });
});

describe('an application after an undo', () => {
  test('writes again', async () => {
    const { tagging, lines } = await applied(UNTAGGED);
    await undo({ tagging, lines });

    expect(outcomesOf(await apply({ tagging, lines }, [anAction(ARN, UNTAGGED)]))).toEqual(['applied']);
    expect(outcomesOf(await undo({ tagging, lines }))).toEqual(['applied']);
    expect(tagging.truth(ARN)).toEqual(UNTAGGED);
  });

  test('that was cut off is conflicted until the undo is done', async () => {
    const { tagging, lines } = await applied(UNTAGGED, { fates: ['done', 'lost-when-done'] });
    // Read, line, write: the process dies before it can look.
    await expect(undo({ tagging, lines }, dyingPorts({ tagging, lines }, 4, 'before'))).rejects.toThrow(Crash);

    expect(await apply({ tagging, lines }, [anAction(ARN, UNTAGGED)])).toMatchObject([
      { outcome: 'conflicted', code: 'UndoUnfinished' },
    ]);
    expect(outcomesOf(await undo({ tagging, lines }))).toEqual(['applied']);
    expect(outcomesOf(await apply({ tagging, lines }, [anAction(ARN, UNTAGGED)]))).toEqual(['applied']);
  });
});
