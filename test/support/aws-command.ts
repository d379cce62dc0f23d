import * as account from '@aws-sdk/client-account';
import * as bedrock from '@aws-sdk/client-bedrock';
import * as cloudformation from '@aws-sdk/client-cloudformation';
import * as ce from '@aws-sdk/client-cost-explorer';
import * as organizations from '@aws-sdk/client-organizations';
import * as tagging from '@aws-sdk/client-resource-groups-tagging-api';
import * as sts from '@aws-sdk/client-sts';
import { NormalizedSchema } from '@smithy/core/schema';

/** Services by the name that the AWS CLI gives them. */
const SERVICES: Readonly<Record<string, object>> = {
  account,
  bedrock,
  ce,
  cloudformation,
  organizations,
  resourcegroupstaggingapi: tagging,
  sts,
};

/** Flags that every command of the AWS CLI has. */
const GLOBAL_FLAGS: readonly string[] = ['region', 'profile', 'output'];

/** A line for the AWS CLI as a shell would hand it over. */
export interface AwsCommand {
  readonly service: string;
  readonly operation: string;
  /** The flags with their values, in their order. */
  readonly flags: readonly (readonly [name: string, value: string])[];
}

/** Throws where the text is no line of the form `aws SERVICE OPERATION --flag value …`. */
export function parseAwsCommand(text: string): AwsCommand {
  const [program, service = '', operation = '', ...rest] = shellWords(text);
  if (program !== 'aws') throw new Error(`not a command of the AWS CLI: ${text}`);
  const flags: (readonly [string, string])[] = [];
  for (let at = 0; at < rest.length; at += 2) {
    const [flag = '', value] = rest.slice(at, at + 2);
    if (!flag.startsWith('--') || value === undefined) throw new Error(`expected --flag value; got ${flag} in ${text}`);
    flags.push([flag.slice(2), value]);
  }
  return { service, operation, flags };
}

/** The value of a flag; undefined where it is not given. */
export function flagOf({ flags }: AwsCommand, name: string): string | undefined {
  return flags.find(([own]) => own === name)?.[1];
}

/** Everything in which the line does not fit the service as the SDK has it; empty where AWS would take it. */
export function misfits(command: AwsCommand): readonly string[] {
  const members = membersOf(command);
  if (members === undefined) return [`there is no aws ${command.service} ${command.operation}`];
  const names = command.flags.map(([name]) => name);
  const known = [...members.all, ...GLOBAL_FLAGS];
  return [
    ...names.filter((name) => !known.includes(name)).map((name) => `--${name} is no member of the input`),
    ...names.filter((name, at) => names.indexOf(name) !== at).map((name) => `--${name} is given twice`),
    ...members.required.filter((name) => !names.includes(name)).map((name) => `--${name} is required`),
  ];
}

/** Members of the operation's input as flags; undefined where the service has no such operation. */
function membersOf({ service, operation }: AwsCommand) {
  const module = SERVICES[service] ?? {};
  const schema = Object.values(module).find((one) => isOperation(one) && asFlag(one[2]) === operation);
  if (!isOperation(schema)) return undefined;
  const input = NormalizedSchema.of(schema[4]);
  const all = [...input.structIterator()].map(([name]) => asFlag(name));
  // A structure's schema ends with the number of its required members, which come first.
  const structure: unknown = input.getSchema();
  const count = Array.isArray(structure) && typeof structure[6] === 'number' ? structure[6] : 0;
  return { all, required: all.slice(0, count) };
}

type OperationSchema = typeof bedrock.TagResource$;

/** The number that the SDK's schemas of operations begin with. */
const OPERATION = 9;

function isOperation(value: unknown): value is OperationSchema {
  return Array.isArray(value) && value[0] === OPERATION;
}

/** `resourceARN` → `resource-arn`, as botocore's xform_name does it. */
function asFlag(name: string): string {
  return name
    .replace(/(.)([A-Z][a-z]+)/g, '$1-$2')
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase();
}

/** Words as a POSIX shell splits them: single and double quotes, backslashes, lines continued by one. Expands nothing. */
export function shellWords(text: string): readonly string[] {
  const words = text.replaceAll('\\\n', '').match(/(?:'[^']*'|"(?:\\[\s\S]|[^"\\])*"|\\[\s\S]|[^\s'"\\])+/g) ?? [];
  return words.map((word) => word.replace(/'([^']*)'|"((?:\\[\s\S]|[^"\\])*)"|\\([\s\S])|([^'"\\]+)/g, unquoted));
}

/** One piece of a word without its quotes. */
function unquoted(piece: string, single?: string, double?: string, escaped?: string): string {
  if (double !== undefined) return double.replace(/\\([$`"\\])/g, '$1');
  const kept = single ?? escaped;
  if (kept !== undefined) return kept;
  if (/[$`;&|<>()*?[#~!{}]/.test(piece)) throw new Error(`a shell acts upon ${piece}`);
  return piece;
}
