import { describe, expect, test, vi } from 'vitest';
import { applyActions } from '../../src/app/apply.ts';
import type { LedgerEntry } from '../../src/domain/ledger.ts';
import { applyStep } from '../../src/engine/step.ts';
import { aFailure } from '../support/builders.ts';
import { type FakeTaggingOptions, fakeTagging } from '../support/fake-tagging.ts';
import { ARN, anAction, apply, KEY, NOW, outcomesOf, PLAN_HASH, portsOf, VALUE } from './support/remediation-scene.ts';

const BEFORE = { team: 'payments' };
const AFTER = { ...BEFORE, [KEY]: VALUE };
const ACTION = anAction(ARN, BEFORE);

function bench(options: FakeTaggingOptions = {}, tags: Readonly<Record<string, string>> = BEFORE) {
  const lines: LedgerEntry[] = [];
  return { tagging: fakeTagging({ [ARN]: tags }, options), lines };
}

const last = (lines: readonly LedgerEntry[]) => lines.at(-1);

describe('an action', () => {
  test('is written between two lines of the ledger', async () => {
    const { tagging, lines } = bench();

    const results = await apply({ tagging, lines }, [ACTION]);

    const line = {
      at: NOW,
      operation: 'apply',
      planHash: PLAN_HASH,
      actionId: ACTION.id,
      arn: ARN,
      action: ACTION.action,
    };
    const nothing = { code: null, deniedBy: null, message: null };
    expect(lines).toEqual([
      { ...line, ...nothing, outcome: 'started', before: BEFORE, after: null, requestId: null },
      { ...line, ...nothing, outcome: 'applied', before: BEFORE, after: AFTER, requestId: 'request-1' },
    ]);
    const told = { actionId: ACTION.id, arn: ARN, action: ACTION.action, requestId: 'request-1' };
    expect(results).toEqual([{ ...told, ...nothing, outcome: 'applied' }]);
    expect(tagging.calls).toEqual(['read', 'put', 'read']);
  });

  test('is begun in the ledger before AWS is told', async () => {
    const { tagging, lines } = bench();
    const seen: (string | undefined)[] = [];
    const watched = {
      ...tagging,
      put: (arn: string, key: string, value: string) => {
        seen.push(last(lines)?.outcome);
        return tagging.put(arn, key, value);
      },
    };

    await apply({ tagging: watched, lines }, [ACTION]);

    expect(seen).toEqual(['started']);
  });

  test('whose value is there already is unchanged', async () => {
    const { tagging, lines } = bench({}, { ...AFTER, added: 'later' });

    expect(outcomesOf(await apply({ tagging, lines }, [ACTION]))).toEqual(['unchanged']);
    expect(outcomesOf(lines)).toEqual(['unchanged']);
    expect(tagging.calls).toEqual(['read']);
  });

  test.for([
    ['another value of a tag', { team: 'claims' }, 'team'],
    ['one tag more', { ...BEFORE, owner: 'me' }, 'owner'],
    ['one tag less', {}, 'team'],
    ['another value of the map tag', { ...BEFORE, [KEY]: 'migOTHER' }, KEY],
    ['a tag that looks like nothing', { ...BEFORE, ...JSON.parse('{"__proto__":"x"}') }, '__proto__'],
  ] as const)('that finds %s is conflicted and writes nothing', async ([, tags, key]) => {
    const { tagging, lines } = bench({}, tags);

    const [result] = await apply({ tagging, lines }, [ACTION]);

    expect(result).toMatchObject({ outcome: 'conflicted', code: 'TagsChanged' });
    expect(result?.message).toContain(` ${key} `);
    expect(last(lines)).toMatchObject({ outcome: 'conflicted', before: tags, after: null });
    expect(tagging.writes).toEqual([]);
  });

  test('whose resource is gone is conflicted', async () => {
    const lines: LedgerEntry[] = [];
    const gone = { outcome: 'conflicted', code: 'ResourceNotFoundException' };

    expect(await apply({ tagging: fakeTagging({}), lines }, [ACTION])).toMatchObject([gone]);
    expect(lines).toMatchObject([gone]);
  });

  test('whose resource goes just before the write is conflicted', async () => {
    const { tagging, lines } = bench({ fates: [aFailure({ outcome: 'failed', code: 'ResourceNotFoundException' })] });

    expect(outcomesOf(await apply({ tagging, lines }, [ACTION]))).toEqual(['conflicted']);
    expect(outcomesOf(lines)).toEqual(['started', 'conflicted']);
  });

  test.for([
    ['access-denied', 'AccessDeniedException', 'policy'],
    ['role-denied', 'AccessDenied', 'policy'],
    ['scp-denied', 'AccessDeniedException', 'service-control-policy'],
    ['throttled', 'ThrottlingException', null],
    ['failed', 'ValidationException', null],
    ['failed', 'TooManyTagsException', null],
  ] as const)('that AWS answers with %s, %s is refused by %s', async ([outcome, code, deniedBy]) => {
    const failure = aFailure({ outcome, code });
    const said = { outcome: 'refused', code, deniedBy, requestId: 'request-1', message: 'not allowed' };
    const onWrite = bench({ fates: [failure] });
    const onRead = bench({ readFailures: [failure] });

    expect(await apply(onWrite, [ACTION])).toMatchObject([said]);
    expect(await apply(onRead, [ACTION])).toMatchObject([said]);

    expect(onWrite.lines).toMatchObject([{ outcome: 'started' }, { ...said, before: BEFORE, after: null }]);
    expect(onRead.lines).toMatchObject([{ ...said, before: null, after: null }]);
    expect(onRead.tagging.calls).toEqual(['read']);
  });

  test('that nobody answers when its tags are read is unknown, and says that nothing was written', async () => {
    const failure = aFailure({ outcome: 'failed', code: 'ECONNRESET', message: 'read ECONNRESET', unanswered: true });
    const { tagging, lines } = bench({ readFailures: [failure] });
    const message = 'Nothing was written, since the tags could not be read: read ECONNRESET';
    const said = { outcome: 'unknown', code: 'ECONNRESET', deniedBy: null, message };

    expect(await apply({ tagging, lines }, [ACTION])).toMatchObject([said]);

    expect(lines).toMatchObject([{ ...said, before: null, after: null }]);
    expect(tagging.calls).toEqual(['read']);
    expect(outcomesOf(await apply({ tagging, lines }, [ACTION]))).toEqual(['applied']);
  });

  test('whose role an SCP keeps from being assumed is refused by that SCP', async () => {
    const failure = aFailure({ outcome: 'role-denied', code: 'AccessDenied', deniedByScp: true });
    const { tagging, lines } = bench({ readFailures: [failure] });

    expect(await apply({ tagging, lines }, [ACTION])).toMatchObject([
      { outcome: 'refused', deniedBy: 'service-control-policy' },
    ]);
    expect(last(lines)).toMatchObject({ outcome: 'refused', deniedBy: 'service-control-policy' });
  });
});

describe('a write that does not show at once', () => {
  test('is waited for as long as there is patience', async () => {
    const { tagging, lines } = bench({ lagReads: 3 });
    const pause = vi.fn(async () => undefined);

    const results = await apply({ tagging, lines }, [ACTION], { pause, lagPausesMs: [10, 20, 40] });

    expect(outcomesOf(results)).toEqual(['applied']);
    expect(pause.mock.calls).toEqual([[10], [20], [40]]);
  });

  test('is unknown after that, and applied once it shows', async () => {
    const { tagging, lines } = bench({ lagReads: 5 });

    expect(await apply({ tagging, lines, patience: 2 }, [ACTION])).toMatchObject([
      { outcome: 'unknown', code: 'NotVisible', requestId: 'request-1' },
    ]);
    expect(last(lines)).toMatchObject({ before: BEFORE, after: BEFORE });
    expect(outcomesOf(await apply({ tagging, lines, patience: 2 }, [ACTION]))).toEqual(['applied']);
    expect(last(lines)).toMatchObject({ before: BEFORE, after: AFTER });
    expect(tagging.writes).toHaveLength(1);
  });

  test('is waited for with about half a minute of patience unless said otherwise', async () => {
    const { tagging, lines } = bench({ fates: ['lost'] });
    const pauses: number[] = [];
    const pause = async (ms: number) => void pauses.push(ms);
    const { lagPausesMs: _, ...ports } = portsOf({ tagging, lines }, { pause });

    await applyActions(ports, [applyStep(PLAN_HASH, ACTION, undefined)]);

    expect(pauses).toEqual([200, 500, 1_000, 2_000, 4_000, 8_000, 8_000]);
  });
});

describe('an answer that is lost', () => {
  test('is replaced by a look', async () => {
    const { tagging, lines } = bench({ fates: ['lost-when-done'], lagReads: 2 });

    expect(await apply({ tagging, lines }, [ACTION])).toMatchObject([{ outcome: 'applied', code: null }]);
    expect(last(lines)).toMatchObject({ before: BEFORE, after: AFTER });
  });

  test('leaves it unknown where the value does not show, and the next application writes', async () => {
    const { tagging, lines } = bench({ fates: ['lost'] });

    expect(await apply({ tagging, lines }, [ACTION])).toMatchObject([{ outcome: 'unknown', code: 'ECONNRESET' }]);
    expect(outcomesOf(await apply({ tagging, lines }, [ACTION]))).toEqual(['applied']);
    expect(outcomesOf(lines)).toEqual(['started', 'unknown', 'started', 'applied']);
    expect(tagging.writes).toHaveLength(1);
  });

  test('leaves it unknown where nothing can be read either', async () => {
    const denied = aFailure();
    const { tagging, lines } = bench({ readFailures: [undefined, ...Array.from({ length: 7 }, () => denied)] });

    expect(await apply({ tagging, lines, patience: 5 }, [ACTION])).toMatchObject([
      { outcome: 'unknown', code: 'AccessDeniedException', deniedBy: 'policy', requestId: 'request-1' },
    ]);
    // The next process cannot read at first: the write stays in doubt, and is not called refused.
    const [result] = await apply({ tagging, lines }, [ACTION]);
    expect(result?.outcome).toBe('unknown');
    expect(result?.message).toBe('What became of the write before could not be read: not allowed');
    expect(outcomesOf(await apply({ tagging, lines }, [ACTION]))).toEqual(['applied']);
    expect(tagging.writes).toHaveLength(1);
  });
});

describe('a tag that was applied', () => {
  test('and is gone is not written again', async () => {
    const { tagging, lines } = bench();
    await apply({ tagging, lines }, [ACTION]);
    tagging.change(ARN, BEFORE);

    expect(await apply({ tagging, lines }, [ACTION])).toMatchObject([{ outcome: 'conflicted', code: 'Stripped' }]);
    expect(tagging.writes).toHaveLength(1);
  });
});
