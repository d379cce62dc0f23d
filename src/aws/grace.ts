/** How long calls that are under way at the end of a run may still take: far longer than AWS mostly needs. */
const GRACE_MS = 5_000;

/**
 * The end of calls, a little after that of the run: what is asked by then is answered, so that whoever goes on with the
 * run need not ask it again.
 */
export function afterGrace(end: AbortSignal, graceMs: number = GRACE_MS): AbortSignal {
  const controller = new AbortController();
  const wait = () => {
    // What it waits for keeps the process alive; the clock alone must not.
    setTimeout(() => controller.abort(), graceMs).unref();
  };
  if (end.aborted) wait();
  // The listener holds the controller: Node lets go of signals that nothing refers to.
  else end.addEventListener('abort', wait, { once: true });
  return controller.signal;
}
