import * as z from 'zod/mini';
import { byDefault, count, described, filePath, optional, section, text } from './fields.ts';

const KEY_PREFIX = { error: 'a key prefix' };

const directory = section({
  type: described(z.literal('directory', { error: 'directory' }), 'In a folder of this machine.'),
  path: byDefault(filePath, './mapwarden-out', 'The folder; `--out` wins over it.'),
  retentionDays: optional(
    count(1, 3650),
    'Runs older than this many days are removed after an audit; default: all are kept.',
  ),
});

const s3 = section({
  type: described(z.literal('s3', { error: 's3' }), 'In a bucket; a rule of its life cycle says how long they stay.'),
  bucket: described(text('the name of a bucket', /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/), 'The bucket.'),
  prefix: byDefault(
    z.string(KEY_PREFIX).check(z.maxLength(512, KEY_PREFIX)),
    '',
    'What the keys begin with; a slash is put between it and the rest.',
  ),
});

const place = z.discriminatedUnion('type', [directory, s3], { error: 'directory or s3' });

export const store = described(z.prefault(place, { type: 'directory' }), 'Where runs are kept.');
