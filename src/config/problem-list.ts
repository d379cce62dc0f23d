import { ConfigError, type Problem } from '../domain/errors.ts';

/** Gathers mistakes from several files, so that all are told at once. */
export interface ProblemList {
  add(problems: readonly Problem[]): void;
  /** The step's result; undefined where it threw a ConfigError, whose problems are kept. */
  attempt<T>(step: () => T): T | undefined;
  /** All of them, to be thrown where a result is missing. */
  error(): ConfigError;
  /** Throws ConfigError when there is any problem. */
  settle(): void;
}

export function problemList(): ProblemList {
  const problems: Problem[] = [];
  const error = () => new ConfigError(problems);
  return {
    add(more) {
      problems.push(...more);
    },
    attempt(step) {
      try {
        return step();
      } catch (thrown) {
        if (!(thrown instanceof ConfigError)) throw thrown;
        problems.push(...thrown.problems);
        return undefined;
      }
    },
    error,
    settle() {
      if (problems.length > 0) throw error();
    },
  };
}
