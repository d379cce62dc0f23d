import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createProgress } from '../../src/cli/progress.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function started(stream: { isTTY?: boolean; columns?: number; quiet?: boolean } = {}) {
  const written: string[] = [];
  const sink = new Writable({
    write(chunk, _encoding, done) {
      written.push(String(chunk));
      done();
    },
  });
  const { quiet = false, ...terminal } = stream;
  const progress = createProgress({ stream: Object.assign(sink, terminal), quiet, monotonicMs: () => Date.now() });
  const finish = (targets: number) => {
    for (let n = 0; n < targets; n += 1) progress.finished();
  };
  return { progress, written, finish };
}

describe('on a terminal', () => {
  test('one line is rewritten in place, with rate and remaining time', () => {
    const { progress, written, finish } = started({ isTTY: true, columns: 80 });

    progress.planned(1_717);
    finish(512);
    vi.advanceTimersByTime(3_000);
    progress.close();

    expect(written[0]).toBe('\r\u001b[2K0 of 1,717 targets done');
    expect(written).toContain('\r\u001b[2K512 of 1,717 targets done, 171/s, about 8 s left');
    expect(written.join('')).not.toContain('\n');
    expect(written.at(-1)).toBe('\r\u001b[2K');
  });

  test('the line never fills the last column', () => {
    const { progress, written, finish } = started({ isTTY: true, columns: 20 });

    progress.planned(1_717);
    finish(512);
    vi.advanceTimersByTime(1_000);

    expect(written.at(-1)).toBe('\r\u001b[2K512 of 1,717 targe…');
  });

  test('a note stands on its own line, above the progress', () => {
    const { progress, written } = started({ isTTY: true, columns: 80 });

    progress.planned(2);
    progress.note('odd \u001b[2J name\nsecond');

    expect(written.slice(1)).toEqual(['\r\u001b[2Kodd \\u001b[2J name\\nsecond\n', '\r\u001b[2K0 of 2 targets done']);
  });
});

describe('elsewhere', () => {
  test('a plain line comes every five seconds', () => {
    const { progress, written, finish } = started();

    progress.planned(600);
    finish(10);
    vi.advanceTimersByTime(4_999);
    expect(written).toEqual([]);

    vi.advanceTimersByTime(1);
    finish(1);
    vi.advanceTimersByTime(5_000);
    progress.close();

    expect(written).toEqual([
      '10 of 600 targets done, 2.0/s, about 5 min left\n',
      '11 of 600 targets done, 1.1/s, about 9 min left\n',
    ]);
  });

  test('remaining hours are told as hours', () => {
    const { progress, written } = started();

    progress.planned(1_000);
    progress.finished();
    vi.advanceTimersByTime(5_000);

    expect(written).toEqual(['1 of 1,000 targets done, 0.2/s, about 1 h 24 min left\n']);
  });

  test('a note is a line without escape codes', () => {
    const { progress, written } = started();

    progress.note('careful');

    expect(written).toEqual(['careful\n']);
  });
});

test('quiet says nothing at all', () => {
  const { progress, written } = started({ isTTY: true, quiet: true });

  progress.planned(10);
  progress.finished();
  progress.note('careful');
  vi.advanceTimersByTime(60_000);
  progress.close();

  expect(written).toEqual([]);
});

test('nothing is written, and no timer is left, after the end', () => {
  const { progress, written } = started();

  progress.planned(10);
  progress.close();
  vi.advanceTimersByTime(60_000);

  expect(written).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});

test('the timer does not keep the process alive', () => {
  vi.useRealTimers();
  const spy = vi.spyOn(globalThis, 'setInterval');
  const { progress } = started();

  progress.planned(10);
  const timer = spy.mock.results[0]?.value;
  const keepsAlive = timer?.hasRef();
  progress.close();
  spy.mockRestore();

  expect(keepsAlive).toBe(false);
});
