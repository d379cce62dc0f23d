import * as z from 'zod';
import { count, filePath, section, text } from './fields.ts';

export const store = z
  .discriminatedUnion(
    'type',
    [
      section({
        type: z.literal('directory', { error: 'directory' }).describe('In a folder of this machine.'),
        path: filePath.default('./mapwarden-out').describe('The folder; `--out` wins over it.'),
        retentionDays: count(1, 3650)
          .optional()
          .describe('Runs older than this many days are removed after an audit; default: all are kept.'),
      }),
      section({
        type: z
          .literal('s3', { error: 's3' })
          .describe('In a bucket; a rule of its life cycle says how long they stay.'),
        bucket: text('the name of a bucket', /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/).describe('The bucket.'),
        prefix: z
          .string({ error: 'a key prefix' })
          .max(512, { error: 'a key prefix' })
          .default('')
          .describe('What the keys begin with; a slash is put between it and the rest.'),
      }),
    ],
    { error: 'directory or s3' },
  )
  .prefault({ type: 'directory' })
  .describe('Where runs are kept.');
