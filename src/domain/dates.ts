/** A UTC calendar day, `YYYY-MM-DD`. Compared as a string. */
export type IsoDate = string;
/** A UTC instant, `YYYY-MM-DDTHH:MM:SS.sssZ`. */
export type IsoInstant = string;

/** The UTC day on which an instant falls. */
export function dayOf(instant: IsoInstant): IsoDate {
  return instant.slice(0, 10);
}

/** Whole days from one UTC day to another; negative when `to` comes first. */
export function daysBetween(from: IsoDate, to: IsoDate): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}

/** The instant so many days of 24 hours before another. */
export function daysBefore(instant: IsoInstant, days: number): IsoInstant {
  return new Date(Date.parse(instant) - days * 86_400_000).toISOString();
}

/** The instant so many milliseconds after another. */
export function later(instant: IsoInstant, ms: number): IsoInstant {
  return new Date(Date.parse(instant) + ms).toISOString();
}

/** Whether the text is a day that exists, in the form `YYYY-MM-DD`. */
export function isIsoDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const parsed = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text);
}

/**
 * Reads an ISO-8601 instant or day (midnight UTC). An instant without an offset is refused, since it would mean
 * another moment on every machine. Returns undefined where the text is neither.
 */
export function parseInstant(text: string): IsoInstant | undefined {
  if (isIsoDate(text)) return `${text}T00:00:00.000Z`;
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/.test(text)) return undefined;
  if (!isIsoDate(text.slice(0, 10))) return undefined;
  const time = Date.parse(text);
  if (Number.isNaN(time)) return undefined;
  const instant = new Date(time).toISOString();
  return instant.length === 24 ? instant : undefined;
}
