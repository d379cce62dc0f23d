import { describe, expect, test } from 'vitest';
import { type Deployment, deploy, type Stack } from '../support/stack.ts';
import { readTemplate, textOf } from '../support/template.ts';

const template = readTemplate('template.yaml');
const FUNCTIONS = ['AuditFunction', 'ReportFunction', 'ApplyFunction'] as const;

/** Every optional part there at once. */
const EVERYTHING: Deployment = {
  parameters: {
    DeployedInto: 'delegated-administrator',
    AlertEmail: 'finops@northwind.example',
    ConfigurationParameter: '/mapwarden/configuration',
    EventBusArn: 'arn:aws:events:us-east-1:999988887777:event-bus/mapwarden',
    FurtherKeyArns: 'arn:aws:kms:us-east-1:999988887777:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    FurtherTopicArns: 'arn:aws:sns:us-east-1:999988887777:one,arn:aws:sns:us-east-1:999988887777:two',
    PermissionsBoundaryName: 'boundary',
    RemediateOwnAccount: 'yes',
    Remediation: 'as-configured',
    ReportUrl: 'yes',
    SlackWebhookArn: 'arn:aws:secretsmanager:us-east-1:999988887777:secret:mapwarden/slack-a1B2c3',
  },
};

const plain = deploy(template);
const full = deploy(template, EVERYTHING);

function propertiesOf(stack: Stack, id: string) {
  const resource = stack.resources[id];
  if (!resource) throw new TypeError(`no ${id}`);
  return Object(resource.properties);
}

function ofType(stack: Stack, type: string) {
  return Object.entries(stack.resources).flatMap(([id, one]) =>
    one.type === type ? [[id, Object(one.properties)] as const] : [],
  );
}

test('the functions are those three', () => {
  expect(ofType(full, 'AWS::Serverless::Function').map(([id]) => id)).toEqual([...FUNCTIONS]);
});

describe.for(FUNCTIONS)('%s', (id) => {
  const { Metadata } = template.Resources[id] ?? {};
  const fn = propertiesOf(plain, id);
  const arnOf = (queue: string) =>
    deploy({ ...template, Outputs: { it: { Value: { 'Fn::GetAtt': [queue, 'Arn'] } } } }).outputs['it'];

  test('is built from its own handler, which the bundle has under its name', () => {
    const name = id.replace('Function', '').toLowerCase();
    expect(Object(Metadata).BuildMethod).toBe('esbuild');
    expect(Object(Metadata).BuildProperties.EntryPoints).toEqual([`src/lambda/${name}.ts`]);
    expect(fn.Handler).toBe(`${name}.handler`);
  });

  test('runs on arm64 and the newest Node of Lambda, under a role of its own', () => {
    expect(fn).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'], CodeUri: '.' });
    const roles = FUNCTIONS.map((each) => propertiesOf(plain, each).Role);
    expect(new Set(roles).size).toBe(3);
    expect(fn.Role).toContain(`role/mapwarden-${id.replace('Function', 'Role')}`);
  });

  test('writes into a log group of its own that forgets', () => {
    const group = id.replace('Function', 'LogGroup');
    expect(fn.LoggingConfig).toEqual({ LogFormat: 'JSON', LogGroup: expect.stringContaining(group) });
    expect(propertiesOf(plain, group).RetentionInDays).toBe(90);
  });

  test('has an alarm on its errors, and is not run again when it failed but kept', () => {
    const name = plain.outputs[`${id}Name`];
    const alarms = ofType(plain, 'AWS::CloudWatch::Alarm').filter(
      ([, { MetricName, Dimensions }]) => MetricName === 'Errors' && Dimensions[0].Value === name,
    );
    expect(alarms).toHaveLength(1);
    expect(fn.EventInvokeConfig).toEqual({
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 3600,
      DestinationConfig: { OnFailure: { Type: 'SQS', Destination: arnOf('DeadLetterQueue') } },
    });
  });
});

describe('the schedule', () => {
  const { Properties } = propertiesOf(plain, 'AuditFunction').Events.Scheduled;

  test('audits the whole organization in a time zone and a window, tries again, and leaves what it gave up', () => {
    expect(Properties).toMatchObject({
      ScheduleExpression: 'cron(0 5 * * ? *)',
      ScheduleExpressionTimezone: 'UTC',
      FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 15 },
      RetryPolicy: { MaximumRetryAttempts: 5, MaximumEventAgeInSeconds: 3600 },
      DeadLetterConfig: { Arn: expect.stringMatching(/^arn:aws:sqs:/) },
      State: 'ENABLED',
    });
    expect(JSON.parse(Properties.Input)).toEqual({ action: 'audit' });
  });

  test('has no window where none is wanted', () => {
    const stack = deploy(template, { parameters: { FlexibleWindowMinutes: '0' } });
    expect(propertiesOf(stack, 'AuditFunction').Events.Scheduled.Properties.FlexibleTimeWindow).toEqual({
      Mode: 'OFF',
    });
  });

  test('is in a group of the stack, where the audit function may add to it and nowhere else', () => {
    const group = propertiesOf(plain, 'AuditFunction').Environment.Variables.MAPWARDEN_SCHEDULE_GROUP;
    expect(Properties.GroupName).toBe(group);
    const trust = propertiesOf(plain, 'SchedulerRole').AssumeRolePolicyDocument.Statement;
    expect(trust).toEqual([
      {
        Effect: 'Allow',
        Principal: { Service: 'scheduler.amazonaws.com' },
        Action: 'sts:AssumeRole',
        Condition: {
          StringEquals: { 'aws:SourceAccount': '999988887777' },
          ArnLike: { 'aws:SourceArn': `arn:aws:scheduler:us-east-1:999988887777:schedule-group/${group}` },
        },
      },
    ]);
  });
});

describe('the run bucket', () => {
  const bucket = propertiesOf(plain, 'RunBucket');

  test('is private, encrypted, versioned, and stays when the stack goes', () => {
    expect(bucket.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    expect(bucket.OwnershipControls).toEqual({ Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] });
    expect(bucket.BucketEncryption.ServerSideEncryptionConfiguration).toHaveLength(1);
    expect(bucket.VersioningConfiguration).toEqual({ Status: 'Enabled' });
    expect(template.Resources['RunBucket']).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  test('lets runs end by age, and neither the outbox nor the configuration', () => {
    const stack = deploy(template, { parameters: { RunRetentionDays: '90', OldVersionDays: '7' } });
    const { Rules } = propertiesOf(stack, 'RunBucket').LifecycleConfiguration;
    const ending = Rules.filter(
      ({ ExpirationInDays }: { readonly ExpirationInDays?: number }) => ExpirationInDays !== undefined,
    );
    expect(ending).toEqual([
      { Id: 'runs', Status: 'Enabled', Prefix: 'runs/', ExpirationInDays: '90' },
      { Id: 'reports-for-links', Status: 'Enabled', Prefix: 'reports/', ExpirationInDays: 1 },
    ]);
    expect(Rules).toContainEqual(expect.objectContaining({ NoncurrentVersionExpiration: { NoncurrentDays: '7' } }));
    expect(Rules).toContainEqual(
      expect.objectContaining({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } }),
    );
  });
});

describe('the alert topic', () => {
  test('is encrypted with a key of the stack, which alarms may use', () => {
    expect(propertiesOf(plain, 'AlertTopic').KmsMasterKeyId).toMatch(/^arn:aws:kms:us-east-1:999988887777:key\//);
    expect(textOf('template.yaml').match(/KmsMasterKeyId:.*/g)).toEqual(['KmsMasterKeyId: !GetAtt AlertKey.Arn']);
    const { Statement } = propertiesOf(plain, 'AlertKey').KeyPolicy;
    expect(Statement).toContainEqual({
      Sid: 'AlarmsOfThisAccount',
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: '*',
      Condition: { StringEquals: { 'aws:SourceAccount': '999988887777' } },
    });
  });

  test('is what every alarm tells, and each says where the runbook tells of it', () => {
    const alarms = ofType(full, 'AWS::CloudWatch::Alarm');
    expect(alarms.length).toBeGreaterThan(6);
    for (const [id, { AlarmActions, AlarmDescription, TreatMissingData }] of alarms) {
      expect(AlarmActions, id).toEqual([full.outputs['AlertTopicArn']]);
      expect(AlarmDescription, id).toContain(`docs/runbook.md#${id.toLowerCase()}`);
      expect(TreatMissingData, id).toMatch(/^(breaching|notBreaching|ignore)$/);
    }
  });
});

describe('alarms on what the audit says of itself', () => {
  test('look at this stack’s metrics alone', () => {
    const stack = deploy(template, { stackName: 'second' });
    const service = propertiesOf(stack, 'NoCompleteRunAlarm').Metrics[0].MetricStat.Metric.Dimensions;
    expect(service).toEqual([{ Name: 'service', Value: 'second' }]);
    expect(propertiesOf(stack, 'AuditFunction').Environment.Variables).toMatchObject({
      POWERTOOLS_SERVICE_NAME: 'second',
      POWERTOOLS_METRICS_NAMESPACE: 'Mapwarden',
    });
    for (const id of ['LowCoverageAlarm', 'UndeliveredAlertsAlarm']) {
      expect(propertiesOf(stack, id).Dimensions).toEqual([{ Name: 'service', Value: 'second' }]);
    }
  });

  test('go off when so many hours passed without a complete run, whether or not there was any', () => {
    const stack = deploy(template, { parameters: { CompleteRunWithinHours: '50' } });
    expect(propertiesOf(stack, 'NoCompleteRunAlarm')).toMatchObject({
      Metrics: [{ Id: 'complete', MetricStat: { Stat: 'Sum', Period: 3600 } }, { Expression: 'FILL(complete, 0)' }],
      EvaluationPeriods: '50',
      DatapointsToAlarm: '50',
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
    });
  });
});

describe('nothing is public', () => {
  test('the address of the report function asks for signatures, and nobody is let in besides', () => {
    expect(ofType(full, 'AWS::Lambda::Url')).toEqual([
      ['ReportFunctionUrl', expect.objectContaining({ AuthType: 'AWS_IAM' })],
    ]);
    expect(ofType(plain, 'AWS::Lambda::Url')).toEqual([]);
    expect(ofType(full, 'AWS::Lambda::Permission')).toEqual([]);
  });

  test('policies of resources let nobody in but services for this account; what is not TLS is refused', () => {
    const documents = Object.values(full.resources).flatMap(({ properties: { PolicyDocument, KeyPolicy } }) => [
      ...(PolicyDocument === undefined ? [] : [Object(PolicyDocument)]),
      ...(KeyPolicy === undefined ? [] : [Object(KeyPolicy)]),
    ]);
    const statements = documents.flatMap(({ Statement }) => Statement);
    const allowed = statements.filter(({ Effect, Principal }) => Effect === 'Allow' && Principal !== undefined);
    expect(allowed.length).toBeGreaterThan(3);
    for (const { Sid, Principal, Condition } of allowed) {
      if (Principal.Service === undefined) expect(Principal, Sid).toEqual({ AWS: 'arn:aws:iam::999988887777:root' });
      else expect(Condition.StringEquals, Sid).toEqual({ 'aws:SourceAccount': '999988887777' });
    }
    for (const id of ['RunBucketPolicy', 'AlertTopicPolicy', 'DeadLetterQueuePolicy']) {
      expect(propertiesOf(full, id).PolicyDocument.Statement, id).toContainEqual(
        expect.objectContaining({
          Effect: 'Deny',
          Principal: '*',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      );
    }
  });
});

describe('names', () => {
  const LONGEST = { ...EVERYTHING, stackName: `m${'x'.repeat(127)}` };

  test('are left to CloudFormation, which cuts them to what each service allows', () => {
    const given = Object.entries(template.Resources).flatMap(([id, { Properties = {} }]) =>
      Object.keys(Properties)
        .filter((name) => /^(?!Metric|Policy|Display|Role).*Name$/.test(name))
        .map((name) => `${id}.${name}`),
    );
    expect(given).toEqual([]);
  });

  test.for(['ap-southeast-7', 'ap-northeast-3', 'us-east-1'])(
    'fit with the longest name of a stack in %s: environment, policies, metrics',
    (region) => {
      const stack = deploy(template, { ...LONGEST, region });
      for (const id of FUNCTIONS) {
        // Source: Lambda developer guide, "Lambda quotas": 4 KB of environment variables.
        expect(JSON.stringify(propertiesOf(stack, id).Environment.Variables).length, id).toBeLessThan(4_096);
      }
      for (const [id, { Policies = [] }] of ofType(stack, 'AWS::IAM::Role')) {
        // Source: IAM user guide, "IAM and AWS STS quotas": inline policies of a role, 10,240 characters without spaces.
        expect(JSON.stringify(Policies).length, id).toBeLessThan(10_240);
      }
      for (const value of Object.values(stack.outputs)) expect(String(value).length).toBeLessThan(1_024);
    },
  );

  test('of the region and the partition come from where the stack is', () => {
    const text = textOf('template.yaml') + textOf('deploy/member-roles.yaml');
    expect(text.replace(/AllowedPattern:.*/g, '')).not.toMatch(/arn:aws|us-east-1|amazonaws\.com\.cn/);
    const elsewhere = deploy(template, { region: 'eu-central-1', partition: 'aws-x' });
    expect(JSON.stringify(elsewhere)).not.toMatch(/arn:aws:|us-east-1/);
  });
});
