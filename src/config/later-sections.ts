import { count, flag, optionalSection } from './fields.ts';

/** Sections that are checked in full, though what they ask for comes with later versions. */

export const traffic = optionalSection({
  enabled: flag().default(true).describe('Whether invocation metrics are read from CloudWatch.'),
  lookbackDays: count(1, 455).default(14).describe('Whole UTC days to look back on; CloudWatch keeps 455.'),
}).describe('Which invocations go through tagged carriers.');
