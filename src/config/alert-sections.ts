import { accountId, arn, count, list, oneOf, optionalSection, ouId, section, severity, text } from './fields.ts';

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
    webhookSecretArn: arn('(secretsmanager|ssm)', 'a secret, or of a parameter of Systems Manager').describe(
      'What holds the webhook address: the address alone, or `{ "url": … }`.',
    ),
  })
    .optional()
    .describe('Sends the digest to Slack.'),
  eventBridge: section({ busName: text('the name or ARN of an event bus').describe('The event bus.') })
    .optional()
    .describe('Sends an event for each finding that changed to EventBridge.'),
  minSeverity: severity.default('high').describe('Findings as bad as this or worse are told.'),
  remindAfterDays: count(1, 365).default(7).describe('An open finding is told again after this many days.'),
  presignedLinkHours: count(1, 168)
    .optional()
    .describe(
      'With runs in S3: digests for all accounts carry a signed link to report.json that is valid so long; one that is signed with the credentials of a role ends with the session at the latest. Whoever has it can read the report. Default: no link.',
    ),
  routes: list(route, 'a list of routes').default([]).describe('Who receives which part.'),
}).describe('Who is told what changed since the last run; from the command line with `--alert`.');
