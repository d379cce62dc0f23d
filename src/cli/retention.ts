import { removeRunsBefore } from '../disk/retention.ts';
import { daysBefore } from '../domain/dates.ts';
import type { Run } from '../domain/report.ts';
import { printable } from '../report/printable.ts';
import { count, firstOf } from '../report/words.ts';
import type { Io } from './io.ts';

/**
 * Removes the runs that are older than the configuration keeps them, counted from the run that has just been made, or
 * from this machine's clock where that run is of a time to come. A narrowed run is no reason to forget whole ones.
 */
export async function forgetOldRuns(
  { head }: Run,
  { root, days, quiet }: { readonly root: string; readonly days: number | undefined; readonly quiet: boolean },
  io: Io,
): Promise<void> {
  if (days === undefined || head.coverage.selection !== null) return;
  const now = io.instant();
  const before = daysBefore(head.now < now ? head.now : now, days);
  const removed = await removeRunsBefore(root, before);
  if (removed.length === 0 || quiet) return;
  const text = `Removed ${count(removed.length, 'run')} from before ${before.slice(0, 10)}: ${firstOf(removed, 5)}.`;
  io.stderr.write(`${printable(text)}\n`);
}
