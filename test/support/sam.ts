import { functionProperties, type Template } from './template.ts';

type Properties = Readonly<Record<string, unknown>>;

/** Properties that a function of SAM and one of Lambda have under one name. */
const SHARED = [
  'Architectures',
  'Description',
  'Environment',
  'EphemeralStorage',
  'Handler',
  'LoggingConfig',
  'MemorySize',
  'Role',
  'Runtime',
  'Timeout',
] as const;

/** Of the schedule itself; what it calls and how often it tries is its target's. Source: SAM, ScheduleV2. */
const OF_SCHEDULE = [
  'Description',
  'FlexibleTimeWindow',
  'GroupName',
  'ScheduleExpression',
  'ScheduleExpressionTimezone',
  'State',
] as const;
const OF_TARGET = ['DeadLetterConfig', 'Input', 'RetryPolicy', 'RoleArn'] as const;

/** A resource as plain CloudFormation has it. */
interface PlainResource {
  readonly Type: string;
  readonly Properties?: Properties;
}

/**
 * What the transform of SAM makes of a template, as far as this project uses it; it refuses the rest. The validator of
 * AWS looks at plain resources only: it would pass a misspelt property of a function.
 */
export function expandSam(template: Template): object {
  const { Transform: _, Globals: __, Resources, ...rest } = template;
  const plain = Object.entries(Resources).flatMap(([id, resource]): readonly (readonly [string, PlainResource])[] =>
    resource.Type === 'AWS::Serverless::Function'
      ? expandFunction(id, functionProperties(template, resource))
      : [[id, resource]],
  );
  return { AWSTemplateFormatVersion: '2010-09-09', ...rest, Resources: Object.fromEntries(plain) };
}

function expandFunction(id: string, properties: Properties): readonly (readonly [string, PlainResource])[] {
  const { CodeUri, Events, EventInvokeConfig, ...plain } = properties;
  if (typeof CodeUri !== 'string') throw new TypeError(`${id} has no CodeUri`);
  const { DestinationConfig, ...attempts } = Object(EventInvokeConfig);
  const { Destination } = DestinationConfig.OnFailure;
  const invocation = {
    FunctionName: { Ref: id },
    Qualifier: '$LATEST',
    ...attempts,
    DestinationConfig: { OnFailure: { Destination } },
  };
  const code = { S3Bucket: 'code', S3Key: id };
  return [
    [id, { Type: 'AWS::Lambda::Function', Properties: { ...picked(id, plain, SHARED), Code: code } }],
    [`${id}EventInvokeConfig`, { Type: 'AWS::Lambda::EventInvokeConfig', Properties: invocation }],
    ...Object.entries(Object(Events)).map(([name, event]) => [`${id}${name}`, schedule(id, name, event)] as const),
  ];
}

function schedule(id: string, name: string, event: unknown): PlainResource {
  const { Type, Properties } = Object(event);
  if (Type !== 'ScheduleV2') throw new TypeError(`${id} has an event of type ${Type}`);
  const all = picked(name, Properties, [...OF_SCHEDULE, ...OF_TARGET]);
  const part = (names: readonly string[]) =>
    Object.fromEntries(Object.entries(all).filter(([key]) => names.includes(key)));
  return {
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      ...part(OF_SCHEDULE),
      Name: `${id}${name}`,
      Target: { Arn: { 'Fn::GetAtt': [id, 'Arn'] }, ...part(OF_TARGET) },
    },
  };
}

function picked(id: string, properties: Properties, known: readonly string[]): Properties {
  const unknown = Object.keys(properties).filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new TypeError(`${id} has properties that are not expanded here: ${unknown.join(', ')}`);
  return properties;
}
