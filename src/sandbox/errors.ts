/** An error that AWS would answer with. `extra` holds the further members of its shape. */
export class SandboxError extends Error {
  override readonly name = 'SandboxError';
  readonly code: string;
  readonly status: number;
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(word: ErrorWord, message: string, extra: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.code = word.code;
    this.status = word.status;
    this.extra = extra;
  }
}

/** An error code with the HTTP status that goes with it. */
export interface ErrorWord {
  readonly code: string;
  readonly status: number;
}
