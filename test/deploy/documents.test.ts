import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as lambda from '@aws-sdk/client-lambda';
import { NormalizedSchema } from '@smithy/core/schema';
import { describe, expect, test } from 'vitest';
import { TARGET_OUTCOMES } from '../../src/domain/outcome.ts';
import { deploy } from '../support/stack.ts';
import { readTemplate, textOf } from '../support/template.ts';

const readme = textOf('README.md');
const runbook = textOf('docs/runbook.md');
const template = readTemplate('template.yaml');
const members = readTemplate('deploy/member-roles.yaml');

const root = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The commands of a page's shell blocks below a heading. */
function commandsBelow(page: string, heading: string): readonly string[] {
  const [, section = ''] = page.split(`\n${heading}\n`);
  const [own = ''] = section.split(/\n## /);
  return [...own.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = '']) => block.trim().split('\n'));
}

/** What each command of CloudFormation takes. Source: API reference of CloudFormation, and the AWS CLI for `deploy`. */
const CLOUDFORMATION: Readonly<Record<string, readonly string[]>> = {
  'activate-organizations-access': [],
  'create-stack-set': [
    'stack-set-name',
    'description',
    'template-body',
    'template-url',
    'stack-id',
    'parameters',
    'capabilities',
    'tags',
    'administration-role-arn',
    'execution-role-name',
    'permission-model',
    'auto-deployment',
    'call-as',
    'client-request-token',
    'managed-execution',
  ],
  'create-stack-instances': [
    'stack-set-name',
    'accounts',
    'deployment-targets',
    'regions',
    'parameter-overrides',
    'operation-preferences',
    'operation-id',
    'call-as',
  ],
  deploy: ['stack-name', 'template-file', 'capabilities', 'parameter-overrides'],
};

/** What stands behind the flags that are structures. Source: the same reference. */
const STRUCTURES: Readonly<Record<string, readonly string[]>> = {
  'auto-deployment': ['Enabled', 'RetainStacksOnAccountRemoval', 'DependsOn'],
  'deployment-targets': ['Accounts', 'AccountsUrl', 'OrganizationalUnitIds', 'AccountFilterType'],
  'operation-preferences': [
    'RegionConcurrencyType',
    'RegionOrder',
    'FailureToleranceCount',
    'FailureTolerancePercentage',
    'MaxConcurrentCount',
    'MaxConcurrentPercentage',
    'ConcurrencyMode',
  ],
};

/** What a flag is followed by, up to the next one. */
function flagsOf(command: string): ReadonlyMap<string, readonly string[]> {
  const [, ...parts] = command.split(/ --/);
  return new Map(
    parts.map((part) => {
      const [name = '', ...values] = part.split(' ');
      return [name, values];
    }),
  );
}

/** What is wrong with a command; nothing where every file, flag, parameter and script in it exists. */
function wrongWith(command: string): readonly string[] {
  const [program, first = '', second = ''] = command.split(' ');
  const flags = flagsOf(command);
  const files = [...command.matchAll(/(?:file:\/\/|--template-file )(\S+)/g)].map(([, file = '']) => file);
  const missing = files.filter((file) => !existsSync(root(file))).map((file) => `no file ${file}`);
  if (program === 'npm') return first === 'ci' || 'mapwarden' in scripts ? [] : [`no script in ${command}`];
  if (program === 'sam') return ['build', 'deploy'].includes(first) ? [] : [`no sam ${first}`];
  if (first === 's3') return second === 'cp' ? [] : [`no aws s3 ${second}`];
  const known = first === 'lambda' ? [...invokeFlags, 'cli-binary-format'] : CLOUDFORMATION[second];
  const unknown = [...flags.keys()].filter((flag) => !known?.includes(flag)).map((flag) => `no ${second} --${flag}`);
  const fields = [...flags].flatMap(([flag, [value = '']]) => fieldsUnknown(flag, value));
  return [...missing, ...unknown, ...fields, ...parametersWrong(flags)];
}

function fieldsUnknown(flag: string, value: string): readonly string[] {
  const known = STRUCTURES[flag];
  if (!known) return [];
  const names = value.split(',').map((field) => field.split('=')[0] ?? '');
  return names.filter((name) => !known.includes(name)).map((name) => `--${flag} has no ${name}`);
}

/** Parameters of the member roles that do not exist, and those without a default that are not given. */
function parametersWrong(flags: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const pairs = [...(flags.get('parameters') ?? []), ...(flags.get('parameter-overrides') ?? [])];
  if (pairs.length === 0) return [];
  const names = pairs.map((pair) => /^(?:ParameterKey=)?(\w+)/.exec(pair)?.[1] ?? '');
  const required = Object.entries(members.Parameters).flatMap(([name, { Default }]) =>
    Default === undefined ? [name] : [],
  );
  return [
    ...names.filter((name) => !(name in members.Parameters)).map((name) => `no parameter ${name}`),
    ...required.filter((name) => !names.includes(name)).map((name) => `parameter ${name} is not given`),
  ];
}

const scripts: Readonly<Record<string, string>> = JSON.parse(textOf('package.json')).scripts;

const invokeFlags = Object.keys(NormalizedSchema.of(lambda.Invoke$[4]).getMemberSchemas()).map((name) =>
  name.replace(/(?<!^)([A-Z])/g, '-$1').toLowerCase(),
);

describe('the way to AWS Lambda in the README', () => {
  const commands = commandsBelow(readme, '## Run it on AWS Lambda');

  test('has ten commands at most, from the installation to an audit', () => {
    expect(commands.length).toBeGreaterThan(5);
    expect(commands.length).toBeLessThanOrEqual(10);
    expect(commands[0]).toBe('npm ci');
    expect(commands.at(-1)).toContain('"action":"audit"');
  });

  test.for(commands)('%s', (command) => {
    expect(wrongWith(command)).toEqual([]);
  });

  test('names outputs that the stack has, for each thing that a later command needs of an earlier one', () => {
    const wanted = [...new Set(commands.join('\n').match(/\b[A-Z]+(?:_[A-Z]+){2,}\b/g))].filter(
      (name) => !/^CAPABILITY/.test(name),
    );
    const camel = (name: string) =>
      name.toLowerCase().replace(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());
    const outputs = Object.keys(deploy(template).outputs);
    expect(wanted.map(camel).filter((name) => !outputs.includes(name))).toEqual([]);
    expect(wanted.length).toBe(3);
    for (const name of wanted) expect(readme).toContain(`\`${camel(name)}\``);
  });

  test('would be found wrong if a flag, a parameter or a file did not exist', () => {
    expect(wrongWith('aws cloudformation create-stack-set --stack-name x')).toEqual([
      'no create-stack-set --stack-name',
    ]);
    expect(
      wrongWith('aws cloudformation create-stack-set --parameters ParameterKey=Caller,ParameterValue=1'),
    ).toContain('no parameter Caller');
    expect(wrongWith('aws cloudformation deploy --template-file deploy/roles.yaml')).toEqual([
      'no file deploy/roles.yaml',
    ]);
    expect(wrongWith('aws lambda invoke --function x')).toEqual(['no invoke --function']);
  });
});

describe('the runbook', () => {
  const sections = [...runbook.matchAll(/^#{2,3} (.+)$/gm)].map(([, title = '']) => title);
  const table = (heading: string) => {
    const [, section = ''] = runbook.split(`\n## ${heading}\n`);
    return [...(section.split(/\n## /)[0] ?? '').matchAll(/^\| `?([\w-]+)`? \|/gm)].map(([, cell = '']) => cell);
  };

  test('has a section for each alarm, and none for one that is not there', () => {
    const alarms = Object.entries(template.Resources).flatMap(([id, { Type }]) =>
      Type === 'AWS::CloudWatch::Alarm' ? [id] : [],
    );
    expect(sections.filter((title) => title.endsWith('Alarm')).sort()).toEqual(alarms.sort());
  });

  test('has each outcome of a target and each exit code', () => {
    expect(
      table('Outcomes of a target')
        .filter((cell) => cell !== 'outcome')
        .sort(),
    ).toEqual([...TARGET_OUTCOMES].sort());
    for (const code of ['0', '1', '2', '3', '4', '5']) expect(table('Exit codes and error codes')).toContain(code);
  });

  test('has each error code that is mapwarden’s own', () => {
    const ours = ['aws', 'app', 'slack'].flatMap((room) =>
      readdirSync(root(`src/${room}`)).flatMap((file) => [
        ...textOf(`src/${room}/${file}`).matchAll(/(?:code: |unbelievable\(\w+, |failure\('[\w-]+', )'([A-Z]\w+)'/g),
      ]),
    );
    const others = ['NoSuchKey', 'PreconditionFailed', 'TimeoutError'];
    const codes = new Set(ours.map(([, code = '']) => code).filter((code) => !others.includes(code)));
    expect(codes.size).toBeGreaterThan(8);
    const known = table('Exit codes and error codes');
    expect([...codes].filter((code) => !known.includes(code))).toEqual([]);
  });

  test('adds up what a run costs', () => {
    const rows = [...runbook.matchAll(/^\| [^|]+ \| ([\d.× ]+) \| ([\d.]+) \| ([\d.]+) \|$/gm)];
    expect(rows.length).toBeGreaterThan(8);
    const cents = rows.map(([row, quantity = '', price = '', sum = '']) => {
      const amount = quantity.split('×').reduce((product, factor) => product * Number(factor), Number(price));
      expect((amount + 1e-9).toFixed(2), row).toBe(sum);
      return Math.round(Number(sum) * 100);
    });
    const total = cents.reduce((all, one) => all + one, 0) / 100;
    expect(runbook).toContain(`| **sum** | | | **${total.toFixed(2)}** |`);
  });

  test('has commands whose files, flags and parameters exist', () => {
    for (const heading of ['## Deploy', '## Operate']) {
      for (const command of commandsBelow(runbook, heading)) expect(wrongWith(command), command).toEqual([]);
    }
  });
});

test('the StackSet template is one that CloudFormation takes with the request', () => {
  // Source: API reference, CreateStackSet: TemplateBody has at most 51,200 bytes.
  expect(textOf('deploy/member-roles.yaml').length).toBeLessThan(51_200);
});
