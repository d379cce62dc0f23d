import { expect, test } from 'vitest';
import { withPatterns } from '../../src/config/with-patterns.ts';
import type { PatternCompiler } from '../../src/engine/pattern.ts';

test('work without a pattern is done once', async () => {
  const compilers: PatternCompiler[] = [];
  expect(await withPatterns((compile) => compilers.push(compile))).toBe(1);
  expect(compilers.length).toBe(1);
});

test('work that asks for a pattern is done again with the library that compiles it', async () => {
  let attempts = 0;
  const found = await withPatterns((compile) => {
    attempts += 1;
    return compile('^[0-9]{4}$').isIn('4010');
  });
  expect({ found, attempts }).toEqual({ found: true, attempts: 2 });
});

test('work that fails without a pattern fails at once', async () => {
  let attempts = 0;
  const failing = withPatterns(() => {
    attempts += 1;
    throw new RangeError('broken');
  });
  await expect(failing).rejects.toThrow('broken');
  expect(attempts).toBe(1);
});

test('work that fails with a pattern fails for its own reason', async () => {
  await expect(withPatterns((compile) => compile('('))).rejects.toThrow('missing closing');
});
