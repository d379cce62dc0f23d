import { dayOf, type IsoInstant } from './dates.ts';

/** The run's second and its suffix: `20261120T161200Z-abc123`; from the second attempt on with its number behind. */
export function runIdOf(now: IsoInstant, suffix: string, attempt: number): string {
  const id = `${now.slice(0, 19).replaceAll(/[-:]/g, '')}Z-${suffix}`;
  return attempt === 1 ? id : `${id}-${attempt}`;
}

/** The second in which a run of that id began; undefined where the text is no such id. */
export function beginningOf(runId: string): IsoInstant | undefined {
  const parts = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z-[\w-]+$/.exec(runId);
  if (!parts) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  return `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
}

/** Where a store keeps a run, below its own root; undefined where the text is no id of a run. */
export function runFolder(runId: string): string | undefined {
  const began = beginningOf(runId);
  return began && `runs/date=${dayOf(began)}/${runId}`;
}

/** The oldest first; `…-abc123-10` comes after `…-abc123-2`. */
export function byRunId(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
