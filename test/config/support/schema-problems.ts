import { readDocument, validate } from '../../../src/config/document.ts';
import { configuration } from '../../../src/config/schema.ts';
import { problemsOf } from './problems.ts';

export const load = (text: string) => validate(configuration, readDocument(text, 'm.yaml'));
export const problems = (text: string) => problemsOf(() => load(text));

export const AGREEMENT = 'agreements: [{ id: "ABCDE12345", acceptedOn: 2025-02-03, endsOn: 2028-02-02 }]';
/** Three lines that are in order, so that what a test adds begins on line 4. */
export const HEAD = `version: 1\n\n${AGREEMENT}\n`;
/** A file with these agreements, the first on line 3. */
export const agreements = (...lines: readonly string[]) =>
  `version: 1\nagreements:\n${lines.map((line) => `  - ${line}\n`).join('')}`;

export const ID = 'the id printed on the migration plan: letters and digits, in quotes';
export const ACCOUNT = 'an account id: 12 digits in quotes';
export const DAY = 'a day that exists, as YYYY-MM-DD';
export const NUMBER = 'since YAML otherwise reads it as a number and drops leading zeros';
