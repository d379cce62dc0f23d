import {
  accountId,
  arn,
  byDefault,
  count,
  described,
  list,
  oneOf,
  optional,
  optionalSection,
  ouId,
  section,
  severity,
  text,
} from './fields.ts';

const topic = arn('sns', 'an SNS topic');

const route = section({
  ous: byDefault(list(ouId, 'a list of OU ids'), [], 'Findings of accounts below these OUs.'),
  accounts: byDefault(list(accountId, 'a list of account ids'), [], 'Findings of these accounts.'),
  owners: byDefault(list(text('an owner'), 'a list of owners'), [], 'Findings of these owners.'),
  minSeverity: optional(severity, 'Findings as bad as this or worse; default: that of `alerts`.'),
  topicArn: described(topic, 'The SNS topic that receives them.'),
  format: byDefault(oneOf(['json', 'amazon-q']), 'json', 'How the message is written.'),
});

export const alerts = optionalSection(
  {
    sns: optional(section({ topicArn: described(topic, 'The topic.') }), 'Sends the digest to an SNS topic.'),
    slack: optional(
      section({
        webhookSecretArn: described(
          arn('(secretsmanager|ssm)', 'a secret, or of a parameter of Systems Manager'),
          'What holds the webhook address: the address alone, or `{ "url": … }`.',
        ),
      }),
      'Sends the digest to Slack.',
    ),
    eventBridge: optional(
      section({ busName: described(text('the name or ARN of an event bus'), 'The event bus.') }),
      'Sends an event for each finding that changed to EventBridge.',
    ),
    minSeverity: byDefault(severity, 'high', 'Findings as bad as this or worse are told.'),
    remindAfterDays: byDefault(count(1, 365), 7, 'An open finding is told again after this many days.'),
    presignedLinkHours: optional(
      count(1, 168),
      'With runs in S3: digests for all accounts carry a signed link to report.json that is valid so long; one that is signed with the credentials of a role ends with the session at the latest. Whoever has it can read the report. Default: no link.',
    ),
    routes: byDefault(list(route, 'a list of routes'), [], 'Who receives which part.'),
  },
  'Who is told what changed since the last run; from the command line with `--alert`.',
);
