import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { aDoor, anError, aTransport, failureOf, json, OPERATION, QUICK, sender } from './support.ts';

/** A promise and what settles it. */
function latch() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

/** Begins an answer and never ends it. */
const stall: Parameters<typeof aDoor>[0] = (outgoing) => {
  outgoing.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' }).write('{"tags":');
};

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

test('every transport tells its calls apart by the same means, since Node never lets go of one', async () => {
  const run = vi.spyOn(AsyncLocalStorage.prototype, 'run');
  onTestFinished(() => run.mockRestore());

  for (const transport of [aTransport(), aTransport()]) await transport.call(OPERATION, async () => undefined);

  expect(run).toHaveBeenCalledTimes(2);
  expect(new Set(run.mock.contexts).size).toBe(1);
});

describe('the limit of calls in flight', () => {
  test('holds for all clients together', async () => {
    const transport = aTransport({ concurrency: 2 });
    const gates = [latch(), latch(), latch()];
    const begun: number[] = [];
    const calls = gates.map((gate, index) =>
      transport.call(OPERATION, async () => {
        begun.push(index);
        await gate.opened;
        return index;
      }),
    );

    await settled();
    expect(begun).toEqual([0, 1]);
    gates[1]?.open();
    await settled();
    expect(begun).toEqual([0, 1, 2]);
    for (const gate of gates) gate.open();
    expect(await Promise.all(calls)).toEqual([0, 1, 2]);
  });

  test('is the limit of connections too', async () => {
    const door = await aDoor((outgoing) => void setTimeout(() => json('{"tags":[]}')(outgoing, 0), 20));
    const transport = aTransport({ concurrency: 3, endpoint: door.url });

    await Promise.all(Array.from({ length: 12 }, () => sender(transport)()));

    expect(door.seen.length).toBe(12);
    expect(door.connections()).toBe(3);
  });

  test('lets the next call begin where one fails', async () => {
    const transport = aTransport({ concurrency: 1 });

    await failureOf(transport.call(OPERATION, () => Promise.reject(new Error('broken'))));

    expect(await transport.call(OPERATION, async () => 'fine')).toBe('fine');
  });
});

describe('the deadline of the run', () => {
  const NOT_REACHED = { outcome: 'not-reached', operation: OPERATION, code: 'DeadlineExceeded', requestId: null };

  test('keeps a call from beginning', async () => {
    const door = await aDoor(json('{"tags":[]}'));
    const transport = aTransport({ endpoint: door.url, signal: AbortSignal.abort() });

    expect(await failureOf(sender(transport)())).toMatchObject(NOT_REACHED);
    expect(door.seen.length).toBe(0);
  });

  test('ends the calls that are under way, and the ones that wait for a turn', async () => {
    const run = new AbortController();
    const door = await aDoor(() => run.abort());
    const transport = aTransport({ concurrency: 1, endpoint: door.url, signal: run.signal });

    const failures = await Promise.all([failureOf(sender(transport)()), failureOf(sender(transport)())]);

    expect(failures).toMatchObject([NOT_REACHED, NOT_REACHED]);
    expect(door.seen.length).toBe(1);
  });

  test('ends the pause between two attempts', async () => {
    const run = new AbortController();
    const door = await aDoor((outgoing, ordinal) => {
      anError('InternalServerException', 500)(outgoing, ordinal);
      setTimeout(() => run.abort(), 50);
    });
    const patience = { ...QUICK, backoff: { setDelayBase: () => undefined, computeNextBackoffDelay: () => 9_000 } };
    const transport = aTransport({ endpoint: door.url, signal: run.signal, patience });
    const begun = performance.now();

    expect(await failureOf(sender(transport)())).toMatchObject(NOT_REACHED);
    expect(performance.now() - begun).toBeLessThan(5_000);
  });
});

describe('the time of a call', () => {
  const slow = { setDelayBase: () => undefined, computeNextBackoffDelay: () => 9_000 };

  test.for([
    ['ThrottlingException', 400, 'throttled'],
    ['InternalServerException', 500, 'failed'],
  ] as const)('that ends in the pause after %s is told by that reason', async ([code, status, outcome]) => {
    const door = await aDoor(anError(code, status));
    const transport = aTransport({ endpoint: door.url, patience: { ...QUICK, callMs: 500, backoff: slow } });

    expect(await failureOf(sender(transport)())).toMatchObject({ outcome, code });
    expect(door.seen.length).toBe(1);
  });

  test('that ends in the pause is not told by the reason of another call on the same client', async () => {
    const answers = [anError('InternalServerException', 500), anError('AccessDeniedException', 403)];
    const door = await aDoor((outgoing, ordinal) => answers[ordinal - 1]?.(outgoing, ordinal));
    const send = sender(aTransport({ endpoint: door.url, patience: { ...QUICK, callMs: 1_000, backoff: slow } }));

    const first = failureOf(send());
    await vi.waitFor(() => expect(door.seen.length).toBe(1));
    await settled();
    const second = await failureOf(send());

    expect(second.outcome).toBe('access-denied');
    expect(await first).toMatchObject({ outcome: 'failed', code: 'InternalServerException' });
  });

  test('that ends while nothing comes is timed out', async () => {
    const door = await aDoor(() => undefined);
    const transport = aTransport({ endpoint: door.url, patience: { ...QUICK, callMs: 100 } });

    expect(await failureOf(sender(transport)())).toMatchObject({ outcome: 'timed-out', code: 'AbortError' });
  });

  test('that ends in the middle of an answer is timed out', async () => {
    const door = await aDoor(stall);
    const transport = aTransport({ endpoint: door.url, patience: { ...QUICK, callMs: 100 } });

    expect((await failureOf(sender(transport)())).outcome).toBe('timed-out');
  });
});

describe('a server', () => {
  test('that never answers costs two attempts and ends the call', async () => {
    const door = await aDoor(() => undefined);
    const transport = aTransport({ endpoint: door.url, patience: { ...QUICK, requestMs: 100 } });

    expect(await failureOf(sender(transport)())).toMatchObject({ outcome: 'timed-out', operation: OPERATION });
    expect(door.seen.length).toBe(2);
  });

  test('that falls silent in the middle of an answer costs two attempts and ends the call', async () => {
    const door = await aDoor(stall);
    const transport = aTransport({ endpoint: door.url, patience: { ...QUICK, requestMs: 100 } });

    expect((await failureOf(sender(transport)())).outcome).toBe('timed-out');
    expect(door.seen.length).toBe(2);
  });

  test('that resets the connection is tried four times', async () => {
    const door = await aDoor((outgoing) => outgoing.socket?.resetAndDestroy());
    const transport = aTransport({ endpoint: door.url });

    expect(await failureOf(sender(transport)())).toMatchObject({ outcome: 'failed', code: 'ECONNRESET' });
    expect(door.seen.length).toBe(4);
  });

  test('that nobody runs is a connection refused', async () => {
    // Nothing listens on port 1 of loopback.
    const transport = aTransport({ endpoint: 'http://127.0.0.1:1' });

    expect(await failureOf(sender(transport)())).toMatchObject({ outcome: 'failed', code: 'ECONNREFUSED' });
  });

  test('that answers with a page is told by its status, and tried again while that says so', async () => {
    const door = await aDoor(json('<html>Bad gateway</html>', 502));
    const transport = aTransport({ endpoint: door.url });

    expect(await failureOf(sender(transport)())).toMatchObject({
      outcome: 'failed',
      code: 'SyntaxError',
      message: "The answer with status 502 is not in the service's format.",
    });
    expect(door.seen.length).toBe(4);
  });

  test('that recovers is not held against the call', async () => {
    const door = await aDoor((outgoing, ordinal) =>
      (ordinal < 3 ? anError('ServiceUnavailable', 503) : json('{"tags":[{"key":"a","value":"b"}]}'))(
        outgoing,
        ordinal,
      ),
    );
    const transport = aTransport({ endpoint: door.url });

    expect((await sender(transport)()).tags).toEqual([{ key: 'a', value: 'b' }]);
  });
});
