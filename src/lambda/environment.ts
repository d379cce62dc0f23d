import { ConfigError, type Problem } from '../domain/errors.ts';

/** Where a bad configuration is told, whatever is bad about it. */
export interface NoticeBoard {
  /** A file beside the function, `s3://bucket/key` or `ssm:/name`. */
  readonly config: string;
  /** The store, unless the configuration names one in S3. */
  readonly bucket: string | undefined;
  /** `alerts.sns.topicArn` where the configuration names none. */
  readonly topicArn: string | undefined;
}

/** What the template tells a function. */
export interface Environment extends NoticeBoard {
  /** `alerts.slack.webhookSecretArn` where the configuration names none. */
  readonly slackSecretArn: string | undefined;
  /** Nothing is written to AWS, whatever the configuration says. */
  readonly isRemediationOff: boolean;
  readonly applyFunctionArn: string | undefined;
  /** How an audit that ran out of time goes on; undefined where it cannot. */
  readonly continuation: Continuation | undefined;
}

export interface Continuation {
  readonly group: string;
  readonly roleArn: string;
  readonly deadLetterArn: string | undefined;
}

const DEFAULT_FILE = 'mapwarden.yaml';

type Variables = Readonly<Record<string, string | undefined>>;

export function noticeBoardOf(env: Variables): NoticeBoard {
  return {
    config: env['MAPWARDEN_CONFIG'] || DEFAULT_FILE,
    bucket: env['MAPWARDEN_BUCKET'] || undefined,
    topicArn: env['MAPWARDEN_TOPIC_ARN'] || undefined,
  };
}

/** Throws ConfigError where a variable says what cannot be. */
export function environmentOf(env: Variables): Environment {
  const given = (name: string) => env[name] || undefined;
  const remediation = given('MAPWARDEN_REMEDIATION') ?? 'as-configured';
  if (remediation !== 'off' && remediation !== 'as-configured') {
    const text = `expected off or as-configured; got ${JSON.stringify(remediation)}`;
    throw new ConfigError([variableProblem('MAPWARDEN_REMEDIATION', text)]);
  }
  const group = given('MAPWARDEN_SCHEDULE_GROUP');
  const roleArn = given('MAPWARDEN_SCHEDULER_ROLE_ARN');
  return {
    ...noticeBoardOf(env),
    slackSecretArn: given('MAPWARDEN_SLACK_SECRET_ARN'),
    isRemediationOff: remediation === 'off',
    applyFunctionArn: given('MAPWARDEN_APPLY_FUNCTION'),
    continuation: group && roleArn ? { group, roleArn, deadLetterArn: given('MAPWARDEN_DEAD_LETTER_ARN') } : undefined,
  };
}

/** A problem with a variable of the function. */
export function variableProblem(name: string, text: string): Problem {
  return { place: name, path: '', text };
}
