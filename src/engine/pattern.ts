/** A pattern of `fits()`. */
export interface Pattern {
  /** Instructions that it was compiled to; a text costs one step for each instruction and character. */
  readonly size: number;
  isIn(text: string): boolean;
}

/**
 * Compiles RE2 syntax, and throws what is wrong with a text that is none. It is passed in, since the library behind it
 * is larger than the engine and most audits have no pattern.
 */
export type PatternCompiler = (text: string) => Pattern;
