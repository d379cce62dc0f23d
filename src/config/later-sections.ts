import * as z from 'zod';
import {
  accountId,
  arn,
  count,
  filePath,
  flag,
  list,
  oneOf,
  optionalSection,
  ouId,
  section,
  severity,
  text,
} from './fields.ts';

/** Sections that are checked in full, though what they ask for comes with later versions. */

export const traffic = optionalSection({
  enabled: flag().default(true).describe('Whether invocation metrics are read from CloudWatch.'),
  lookbackDays: count(1, 455).default(14).describe('Whole UTC days to look back on; CloudWatch keeps 455.'),
}).describe('Which invocations go through tagged carriers.');

const topic = arn('sns', 'an SNS topic');

const route = section({
  ous: list(ouId, 'a list of OU ids').default([]).describe('Findings of accounts below these OUs.'),
  accounts: list(accountId, 'a list of account ids').default([]).describe('Findings of these accounts.'),
  owners: list(text('an owner'), 'a list of owners').default([]).describe('Findings of these owners.'),
  minSeverity: severity.optional().describe('Findings as bad as this or worse; default: that of `alerts`.'),
  topicArn: topic.describe('The SNS topic that receives them.'),
  format: oneOf(['json', 'amazon-q']).default('json').describe('How the message is written.'),
});

export const alerts = optionalSection({
  sns: section({ topicArn: topic.describe('The topic.') })
    .optional()
    .describe('Sends the digest to an SNS topic.'),
  slack: section({
    webhookSecretArn: arn('secretsmanager', 'a secret').describe('The secret that holds the webhook address.'),
  })
    .optional()
    .describe('Sends the digest to Slack.'),
  eventBridge: section({ busName: text('the name or ARN of an event bus').describe('The event bus.') })
    .optional()
    .describe('Sends the digest to EventBridge.'),
  minSeverity: severity.default('high').describe('Findings as bad as this or worse are told.'),
  remindAfterDays: count(1, 365).default(7).describe('An open finding is told again after this many days.'),
  routes: list(route, 'a list of routes').default([]).describe('Who receives which part.'),
}).describe('Who is told what changed since the last run.');

export const store = z
  .discriminatedUnion(
    'type',
    [
      section({
        type: z.literal('directory', { error: 'directory' }).describe('In a folder of this machine.'),
        path: filePath.default('./mapwarden-out').describe('The folder; `--out` wins over it.'),
      }),
      section({
        type: z.literal('s3', { error: 's3' }).describe('In a bucket.'),
        bucket: text('the name of a bucket', /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/).describe('The bucket.'),
        prefix: z
          .string({ error: 'a key prefix' })
          .max(512, { error: 'a key prefix' })
          .default('')
          .describe('What the keys begin with.'),
      }),
    ],
    { error: 'directory or s3' },
  )
  .prefault({ type: 'directory' })
  .describe('Where runs are kept.');
