/** When a command is to end, whatever it is doing. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Lets go of the clock. */
  clear(): void;
}

/**
 * Ends when the person interrupts, or after so many seconds. Node holds the parts of a combined signal weakly: a bare
 * AbortSignal.timeout that nothing else refers to is collected as garbage, and never fires.
 */
export function deadlineOf(interrupted: AbortSignal, seconds: number | undefined): Deadline {
  if (seconds === undefined) return { signal: interrupted, clear: () => undefined };
  const controller = new AbortController();
  const end = () => controller.abort();
  const timer = setTimeout(end, seconds * 1_000);
  // What it waits for keeps the process alive; the clock alone must not.
  timer.unref();
  if (interrupted.aborted) end();
  interrupted.addEventListener('abort', end);
  return {
    signal: controller.signal,
    clear() {
      clearTimeout(timer);
      interrupted.removeEventListener('abort', end);
    },
  };
}
