import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { descriptionProblem, nameProblem } from '../../src/engine/profile-names.ts';

/** As AWS's service model has them, anchored. */
const NAME = /^([0-9a-zA-Z][ _-]?)+$/;
const DESCRIPTION = /^([0-9a-zA-Z:.][ _-]?)+$/;

describe('the name of a profile', () => {
  test.for(['a', 'chat-prod', 'Chat 2 prod_eu', 'a-', 'x'.repeat(64)])('%s is taken', (name) => {
    expect(nameProblem(name)).toBeUndefined();
  });

  test.for([
    ['map-us.anthropic.claude', 'map-us-anthropic-claude'],
    ['a--b', 'a-b'],
    ['a - b', 'a b'],
    [' chat', 'chat'],
    ['chat:prod', 'chat-prod'],
    ['x'.repeat(65), 'x'.repeat(64)],
    ['größe', 'gr-e'],
  ] as const)('%s is refused, and %s suggested', ([name, near]) => {
    expect(nameProblem(name)).toContain(`such as "${near}"`);
  });

  test.for(['', '...', '-', '漢字'])('%j is refused without a suggestion', (name) => {
    expect(nameProblem(name)).toMatch(
      /expected 1 to 64 [^,]*, with single spaces, hyphens or underscores between them$/,
    );
  });

  test('that is too long is told its length', () => {
    expect(nameProblem('x'.repeat(65))).toMatch(/^it has 65 characters; expected 1 to 64 /);
  });

  test('is judged as AWS judges it, and every suggestion is one that AWS takes', () => {
    const text = fc.oneof(fc.string({ maxLength: 80 }), fc.stringMatching(/^[a-z._ -]{0,80}$/));
    fc.assert(
      fc.property(text, (name) => {
        const problem = nameProblem(name);
        expect(problem === undefined).toBe(NAME.test(name) && name.length <= 64);
        const near = /such as "(.*)"$/.exec(problem ?? '')?.[1];
        if (near !== undefined) expect(nameProblem(near)).toBeUndefined();
      }),
    );
  });
});

describe('the description of a profile', () => {
  test.for(['Chat: production v1.5', 'a', 'x'.repeat(200)])('%s is taken', (text) => {
    expect(descriptionProblem(text)).toBeUndefined();
  });

  test.for([
    ['chat, prod (EU)', 'chat prod EU'],
    ['two  spaces', 'two spaces'],
    ['x'.repeat(201), 'x'.repeat(200)],
  ] as const)('%s is refused, and %s suggested', ([text, near]) => {
    expect(DESCRIPTION.test(near)).toBe(true);
    expect(descriptionProblem(text)).toContain(`such as "${near}"`);
  });
});
