import { byDefault, count, flag, optionalSection } from './fields.ts';

/** Sections that are checked in full, though what they ask for comes with later versions. */

export const traffic = optionalSection(
  {
    enabled: byDefault(flag(), true, 'Whether invocation metrics are read from CloudWatch.'),
    lookbackDays: byDefault(count(1, 455), 14, 'Whole UTC days to look back on; CloudWatch keeps 455.'),
  },
  'Which invocations go through tagged carriers.',
);
