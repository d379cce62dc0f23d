import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyJson, applyText, outcomeCounts } from '../../src/report/apply-text.ts';
import { APPLY_CONTEXT, aResult, exampleResults, RUN_ID } from './example-plan.ts';
import { hostileText } from './hostile.ts';

const apply = (results: ReturnType<typeof exampleResults>) =>
  applyText({ operation: 'apply', runId: RUN_ID, results }, APPLY_CONTEXT);
const undo = (results: ReturnType<typeof exampleResults>) =>
  applyText({ operation: 'undo', runId: RUN_ID, results }, APPLY_CONTEXT);

describe('the result of an apply', () => {
  test('where all went well is the counts, the ledger and the way back', () => {
    const results = [aResult(), aResult({ outcome: 'unchanged' }, 2)];
    expect(applyText({ operation: 'apply', runId: RUN_ID, results }, { ...APPLY_CONTEXT, width: 200 })).toBe(
      [
        `2 actions of run ${RUN_ID}: 1 applied and 1 already right.`,
        '',
        `Every step is in the ledger: ${APPLY_CONTEXT.ledger}`,
        'To take back what this run has written:',
        `    ${APPLY_CONTEXT.undoCommand}`,
        '',
      ].join('\n'),
    );
  });

  test('shows no way back where nothing was written', () => {
    expect(apply([aResult({ outcome: 'unchanged' })])).not.toContain('mapwarden undo');
  });

  test('names each action that is not done, with AWS’s code, sentence and request', () => {
    const text = apply(exampleResults());
    for (const { outcome, arn, message, requestId } of exampleResults()) {
      const isDone = outcome === 'applied' || outcome === 'unchanged';
      expect(text.includes(arn)).toBe(!isDone);
      if (!isDone)
        expect(text.replace(/\s+/g, ' ')).toContain(`${message ?? ''}${requestId ? ` (request id ${requestId})` : ''}`);
    }
    expect(text).toContain('2 refused: AccessDeniedException, denied by a service control policy');
    expect(text).toContain('1 refused: AccessDenied, denied by a permission that is missing');
    expect(text).toContain('1 refused: ThrottlingException\n');
  });

  test('of nothing says so', () => {
    expect(apply([])).toBe(`Nothing to apply: the plan of run ${RUN_ID} has no actions.\n`);
  });
});

describe('the result of an undo', () => {
  test('speaks of changes that are undone', () => {
    expect(undo([aResult(), aResult({ outcome: 'unchanged' }, 2)]).split('\n')[0]).toBe(
      `2 changes of run ${RUN_ID}: 1 undone and 1 already as before.`,
    );
    expect(undo([aResult()])).not.toContain('mapwarden undo');
  });

  test('sends nobody to plan again where others have changed the tag', () => {
    const text = undo([aResult({ outcome: 'conflicted', code: 'TagsChanged' })]);
    expect(text).toContain('decide by hand');
    expect(text).not.toContain('plan again');
  });

  test('sends whoever would undo a later run to that run first', () => {
    const text = undo([aResult({ outcome: 'conflicted', code: 'WrittenByLaterRun', message: 'Run b wrote it.' })]);
    expect(text).toContain('Run b wrote it.');
    expect(text).toContain('Undo the later run first');
  });

  test('of nothing says so', () => {
    expect(undo([])).toBe(`Nothing to undo: of what run ${RUN_ID} wrote nothing is left.\n`);
  });
});

test('as JSON it is one document with the count of every outcome and every result', () => {
  const results = exampleResults();
  expect(JSON.parse(applyJson({ operation: 'apply', runId: RUN_ID, results }))).toEqual({
    schemaVersion: 1,
    operation: 'apply',
    runId: RUN_ID,
    counts: { applied: 1, unchanged: 1, refused: 4, unknown: 2, conflicted: 3, 'not-reached': 1 },
    results,
  });
});

test('the counts add up to the results', () => {
  expect(Object.values(outcomeCounts(exampleResults())).reduce((sum, each) => sum + each, 0)).toBe(
    exampleResults().length,
  );
});

test('what AWS says cannot steer the terminal', () => {
  fc.assert(
    fc.property(hostileText, hostileText, (message, code) => {
      const text = apply([aResult({ outcome: 'refused', arn: message, message, code, requestId: message })]);
      expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    }),
  );
});
