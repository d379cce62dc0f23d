import { functionProperties, type Template, type TemplateResource } from './template.ts';

/** Where and how a template is deployed; what is left out has the template's defaults. */
export interface Deployment {
  readonly stackName?: string;
  readonly accountId?: string;
  readonly region?: string;
  readonly partition?: string;
  readonly parameters?: Readonly<Record<string, string>>;
}

export interface StackResource {
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** What CloudFormation makes of a template: conditions decided, functions computed, names invented as it does. */
export interface Stack {
  readonly resources: Readonly<Record<string, StackResource>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** What `AWS::NoValue` leaves behind until it is taken out of its list or object. */
const NOTHING = Symbol('AWS::NoValue');

/** The longest name that the identity management and the other services here take from CloudFormation. */
const NAME_LIMITS: Readonly<Record<string, number>> = {
  'AWS::IAM::Role': 64,
  'AWS::Lambda::Function': 64,
  'AWS::S3::Bucket': 63,
  'AWS::SQS::Queue': 80,
  'AWS::Scheduler::ScheduleGroup': 64,
};

export function deploy(template: Template, deployment: Deployment = {}): Stack {
  const place = {
    stackName: 'mapwarden',
    accountId: '999988887777',
    region: 'us-east-1',
    partition: 'aws',
    ...deployment,
  };
  const parameters = parametersOf(template, deployment.parameters ?? {});
  const pseudo: Readonly<Record<string, unknown>> = {
    'AWS::AccountId': place.accountId,
    'AWS::NoValue': NOTHING,
    'AWS::Partition': place.partition,
    'AWS::Region': place.region,
    'AWS::StackName': place.stackName,
  };

  const holds = (name: string): boolean => {
    if (!(name in template.Conditions)) throw new TypeError(`no condition ${name}`);
    return resolve(template.Conditions[name]) === true;
  };

  const attribute = (id: string, name: string): unknown => {
    const resource = template.Resources[id];
    if (!resource) throw new TypeError(`no resource ${id}`);
    if (resource.Condition !== undefined && !holds(resource.Condition)) throw new TypeError(`${id} is not made`);
    const { RoleName } = resource.Properties ?? {};
    const given = RoleName === undefined ? undefined : String(resolve(RoleName));
    return attributeOf(resource.Type, given ?? inventName(resource.Type, place.stackName, id), name, place);
  };

  const reference = (id: string): unknown => {
    if (id in pseudo) return pseudo[id];
    return id in parameters ? parameters[id] : attribute(id, 'Ref');
  };

  const substitute = (text: string): string =>
    text.replace(/\$\{([^}]+)\}/g, (_, name: string) => {
      const [id = '', ...rest] = name.split('.');
      return String(rest.length === 0 ? reference(id) : attribute(id, rest.join('.')));
    });

  const functions: Readonly<Record<string, (argument: never) => unknown>> = {
    Ref: reference,
    Condition: holds,
    'Fn::And': (all: readonly unknown[]) => all.every((each) => resolve(each) === true),
    'Fn::Contains': ([list, value]: readonly [unknown, unknown]) => [resolve(list)].flat().includes(resolve(value)),
    'Fn::Equals': ([left, right]: readonly [unknown, unknown]) => String(resolve(left)) === String(resolve(right)),
    'Fn::GetAtt': ([id, ...name]: readonly [string, ...string[]]) => attribute(id, name.join('.')),
    'Fn::If': ([name, yes, no]: readonly [string, unknown, unknown]) => resolve(holds(name) ? yes : no),
    'Fn::Join': ([glue, list]: readonly [string, unknown]) => [resolve(list)].flat().join(glue),
    'Fn::Not': ([value]: readonly [unknown]) => resolve(value) !== true,
    'Fn::Or': (all: readonly unknown[]) => all.some((each) => resolve(each) === true),
    'Fn::Sub': substitute,
  };

  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve).filter((each) => each !== NOTHING);
    if (typeof value !== 'object' || value === null) return value;
    const [[name, argument] = ['', undefined], ...more] = Object.entries(value);
    const run = more.length === 0 ? functions[name] : undefined;
    // Each function checks nothing: the validator of AWS has seen the template.
    if (run) return run(argument as never);
    return Object.fromEntries(
      Object.entries(value)
        .map(([key, each]) => [key, resolve(each)] as const)
        .filter(([, each]) => each !== NOTHING),
    );
  };

  const isMade = (one: { readonly Condition?: string }) => one.Condition === undefined || holds(one.Condition);
  const made = <T extends { readonly Condition?: string }>(all: Readonly<Record<string, T>>) =>
    Object.entries(all).filter(([, one]) => isMade(one));
  return {
    resources: Object.fromEntries(
      made(template.Resources).map(([id, resource]) => [
        id,
        { type: resource.Type, properties: asObject(resolve(propertiesOf(template, resource))) },
      ]),
    ),
    outputs: Object.fromEntries(made(template.Outputs).map(([id, { Value }]) => [id, resolve(Value)])),
  };
}

function parametersOf({ Parameters }: Template, given: Readonly<Record<string, string>>): Record<string, unknown> {
  const unknown = Object.keys(given).filter((name) => !(name in Parameters));
  if (unknown.length > 0) throw new TypeError(`no parameters ${unknown.join(', ')}`);
  return Object.fromEntries(
    Object.entries(Parameters).map(([name, { Type, Default }]) => {
      const value = given[name] ?? Default;
      if (value === undefined) throw new TypeError(`parameter ${name} has no value`);
      return [name, Type === 'CommaDelimitedList' ? String(value).split(',') : value];
    }),
  );
}

/** Stack, resource and twelve characters by chance, cut to what the service allows; a bucket's in lower case. */
function inventName(type: string, stackName: string, id: string): string {
  const chance = '-1A2B3C4D5E6F';
  const name = `${`${stackName}-${id}`.slice(0, (NAME_LIMITS[type] ?? 255) - chance.length)}${chance}`;
  return type === 'AWS::S3::Bucket' ? name.toLowerCase() : name;
}

interface Place {
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
}

/** What `Ref` and `Fn::GetAtt` give, for the types of resources that the templates have. */
function attributeOf(type: string, name: string, attribute: string, { accountId, region, partition }: Place): string {
  const arn = (service: string, resource: string) => `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
  const kinds: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'AWS::IAM::Role': { Ref: name, Arn: `arn:${partition}:iam::${accountId}:role/${name}` },
    'AWS::KMS::Key': { Ref: 'key', Arn: arn('kms', 'key/1234abcd-12ab-34cd-56ef-1234567890ab') },
    'AWS::Lambda::Url': { FunctionUrl: `https://abcdefghijklmnopqrstuvwxyz012345.lambda-url.${region}.on.aws/` },
    'AWS::Logs::LogGroup': { Ref: name, Arn: arn('logs', `log-group:${name}:*`) },
    'AWS::S3::Bucket': { Ref: name, Arn: `arn:${partition}:s3:::${name}` },
    'AWS::SNS::Topic': { Ref: arn('sns', name), TopicName: name },
    'AWS::SQS::Queue': {
      Ref: `https://sqs.${region}.amazonaws.com/${accountId}/${name}`,
      Arn: arn('sqs', name),
      QueueName: name,
    },
    'AWS::Scheduler::ScheduleGroup': { Ref: name, Arn: arn('scheduler', `schedule-group/${name}`) },
    'AWS::Serverless::Function': { Ref: name, Arn: arn('lambda', `function:${name}`) },
  };
  const value = kinds[type]?.[attribute];
  if (value === undefined) throw new TypeError(`${type} has no attribute ${attribute}`);
  return value;
}

function propertiesOf(template: Template, resource: TemplateResource): object {
  const isFunction = resource.Type === 'AWS::Serverless::Function';
  return isFunction ? functionProperties(template, resource) : (resource.Properties ?? {});
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) throw new TypeError('properties are an object');
  return { ...value };
}
