import { ConfigError, type Problem } from '../domain/errors.ts';

/** Gathers mistakes from several files, so that all are told at once. */
export interface ProblemList {
  add(problems: readonly Problem[]): void;
  /** The step's result; undefined where it threw a ConfigError, whose problems are kept. */
  attempt<T>(step: () => T): T | undefined;
  /** Throws ConfigError when there is any problem. */
  settle(): void;
}

export function problemList(): ProblemList {
  const problems: Problem[] = [];
  return {
    add(more) {
      problems.push(...more);
    },
    attempt(step) {
      try {
        return step();
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error;
        problems.push(...error.problems);
        return undefined;
      }
    },
    settle() {
      if (problems.length > 0) throw new ConfigError(problems);
    },
  };
}
