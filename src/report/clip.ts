/** The text cut to so many UTF-16 units, ellipsis included, and never between the two halves of a character. */
export function clip(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const end = /[\ud800-\udbff]/.test(text.charAt(longest - 2)) ? longest - 2 : longest - 1;
  return `${text.slice(0, end)}…`;
}
