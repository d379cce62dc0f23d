import { escaped, printable } from './printable.ts';

/** What XML 1.0 forbids or advises against beside control characters, and what its writers drop in silence. */
const UNWELCOME = /[\p{Noncharacter_Code_Point}\uFFFD]/gu;

/** The text with every character that XML cannot carry, or a reader cannot see, written as an escape. */
export function xmlPrintable(text: string): string {
  return printable(text).replace(UNWELCOME, escaped);
}
