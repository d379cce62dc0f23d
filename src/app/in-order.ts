/**
 * Starts up to `window` pieces of work ahead and yields their results in the order of the inputs, whatever ends first.
 * Rejects with the first rejection, in that order; the work that has been started is not stopped.
 */
export async function* inOrder<A, B>(
  inputs: Iterable<A>,
  window: number,
  start: (input: A) => Promise<B>,
): AsyncGenerator<B> {
  const started: Promise<B>[] = [];
  for (const input of inputs) {
    const work = start(input);
    // It is awaited below, perhaps much later; until then Node must not take its rejection for unhandled.
    work.catch(() => undefined);
    started.push(work);
    if (started.length < window) continue;
    const [first] = started.splice(0, 1);
    if (first) yield await first;
  }
  for (const work of started) yield await work;
}
