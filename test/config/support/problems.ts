import { ConfigError, formatProblem } from '../../../src/domain/errors.ts';

/** What a step has to say, a line each; nothing when it went well. Anything but a ConfigError fails the test. */
export function problemsOf(step: () => unknown): readonly string[] {
  try {
    step();
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(formatProblem);
  }
}
