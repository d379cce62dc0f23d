import type { Progress } from '../ports/progress.ts';
import { truncate } from '../report/layout.ts';
import { printable } from '../report/printable.ts';
import { count, number } from '../report/words.ts';

/** Where progress goes, and how. */
export interface ProgressOptions {
  readonly stream: NodeJS.WritableStream & { isTTY?: boolean; columns?: number };
  readonly quiet: boolean;
  readonly monotonicMs: () => number;
  /** What is counted; targets where left out. */
  readonly unit?: string;
}

const REPAINT_MS = 200;
const PLAIN_LINE_MS = 5_000;
/** Back to the first column, and erase the line. */
const CLEAR = '\r\u001b[2K';

/**
 * Progress for a person: on a terminal one line that is rewritten in place, elsewhere a line every five seconds, nothing
 * when quiet.
 */
export function createProgress(options: ProgressOptions): Progress {
  return options.quiet ? silent() : speaking(options);
}

function silent(): Progress {
  const nothing = () => undefined;
  return { planned: nothing, finished: nothing, note: nothing, close: nothing };
}

function speaking({ stream, monotonicMs, unit = 'target' }: ProgressOptions): Progress {
  const isTerminal = stream.isTTY === true;
  const state = { planned: 0, done: 0, startedMs: 0 };
  let timer: NodeJS.Timeout | undefined;

  const status = () => statusOf(state, unit, monotonicMs() - state.startedMs);
  const show = () => {
    // One column is left free: a full line makes some terminals go to the next one.
    if (isTerminal) stream.write(CLEAR + truncate(status(), (stream.columns || 80) - 1));
    else stream.write(`${status()}\n`);
  };

  return {
    planned(targets) {
      state.planned = targets;
      state.startedMs = monotonicMs();
      clearInterval(timer);
      // Unreferenced: what is left to do decides how long the process lives, not what is left to show.
      timer = setInterval(show, isTerminal ? REPAINT_MS : PLAIN_LINE_MS).unref();
      if (isTerminal) show();
    },
    finished() {
      state.done += 1;
    },
    note(text) {
      stream.write(`${isTerminal ? CLEAR : ''}${printable(text)}\n`);
      if (isTerminal && timer) show();
    },
    close() {
      if (isTerminal && timer) stream.write(CLEAR);
      clearInterval(timer);
      timer = undefined;
    },
  };
}

/** `512 of 1,717 targets done, 170/s, about 7 s left`; says nothing of the rest before it can know. */
function statusOf(
  { done, planned }: { readonly done: number; readonly planned: number },
  unit: string,
  elapsedMs: number,
): string {
  const read = `${number(done)} of ${count(planned, unit)} done`;
  if (done === 0 || elapsedMs <= 0) return read;
  const perSecond = done / (elapsedMs / 1_000);
  const rate = perSecond < 10 ? perSecond.toFixed(1) : number(Math.round(perSecond));
  const left = Math.max(0, planned - done) / perSecond;
  return `${read}, ${rate}/s, about ${duration(left)} left`;
}

function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.ceil(whole / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
