/**
 * Control, format, surrogate and line-separating characters, and those that are no characters: SNS refuses some of them
 * in a message, and a reader of lines may stop at others.
 */
const DELICATE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/gu;

/** JSON in which such characters are escapes: whoever parses it has the exact text again. */
export function alertJson(value: unknown): string {
  // In compact JSON they can stand inside of texts only.
  return JSON.stringify(value).replace(DELICATE, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}

/** Length in UTF-8, as AWS counts. */
export function bytesOf(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}
