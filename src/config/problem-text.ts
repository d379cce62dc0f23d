/** Longer values say no more about the mistake than their beginning does. */
const LONGEST_QUOTE = 60;

/** Characters that would move a terminal's cursor or reorder its text: the value comes from a file that nobody checked. */
const UNPRINTABLE = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

export function shorten(text: string): string {
  // The address of a webhook is a secret, and the place of its ARN is where it is pasted by mistake.
  if (/https?:\/\/[^/]*slack/i.test(text)) return 'an address that is not shown';
  return text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text;
}

/** A text in quotes, on one line, shortened, and safe to print. */
export function quote(text: string): string {
  return JSON.stringify(shorten(text)).replace(
    UNPRINTABLE,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** What a person sees of a value that was not expected. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'an empty value';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'string') return quote(value);
  return typeof value === 'object' ? 'a mapping' : String(value);
}

/** A path as people write it: `agreements[0].endsOn`, `owners.accounts["111122223333"]`. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    const key = String(step);
    if (!/^[\p{L}_$][\p{L}\p{N}_$-]{0,63}$/u.test(key)) return `${text}[${quote(key)}]`;
    return text === '' ? key : `${text}.${key}`;
  }, '');
}

/** The candidate that the text was most likely meant to be; undefined where none is near. */
function nearest(text: string, candidates: readonly string[]): string | undefined {
  // A stranger's key can be a megabyte long; nothing of ours is near that.
  if (text.length > 100) return undefined;
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: editDistance(text.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= Math.max(1, Math.floor(candidate.length / 3)))
    .sort((a, b) => a.distance - b.distance);
  return ranked[0]?.candidate;
}

/** `, did you mean "endsOn"?` or nothing. */
export function suggestion(text: string, candidates: readonly string[]): string {
  const found = nearest(text, candidates);
  return found === undefined ? '' : `, did you mean ${quote(found)}?`;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [row, letter] of [...a].entries()) {
    const current = [row + 1];
    for (const [column, other] of [...b].entries()) {
      const replaced = (previous[column] ?? 0) + (letter === other ? 0 : 1);
      current.push(Math.min(replaced, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous.at(-1) ?? 0;
}
