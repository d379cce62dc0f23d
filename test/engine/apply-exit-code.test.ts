import { expect, test } from 'vitest';
import type { ActionResult } from '../../src/domain/action-result.ts';
import { applyExitCode } from '../../src/engine/exit-code.ts';

test.for<[number, ...ActionResult['outcome'][]]>([
  [0],
  [0, 'applied', 'unchanged'],
  [5, 'applied', 'conflicted'],
  [3, 'applied', 'refused'],
  [3, 'unknown', 'applied'],
  [3, 'not-reached', 'applied'],
  [3, 'conflicted', 'refused', 'applied'],
])('apply ends with %i after %s %s %s', ([code, ...outcomes]) => {
  expect(applyExitCode(outcomes.map((outcome) => ({ outcome })))).toBe(code);
});
