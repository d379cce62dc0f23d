import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { FUNCTIONS, LAMBDA_BUILD } from '../../.ci/lambda-bundle.ts';
import { environmentOf } from '../../src/lambda/environment.ts';
import { auditEvent } from '../../src/lambda/events.ts';
import { deploy, type Stack } from '../support/stack.ts';
import { readTemplate, textOf } from '../support/template.ts';

const template = readTemplate('template.yaml');

const IDS = { audit: 'AuditFunction', report: 'ReportFunction', apply: 'ApplyFunction' } as const;

function variablesOf(stack: Stack, name: (typeof FUNCTIONS)[number]): Readonly<Record<string, string>> {
  return Object(stack.resources[IDS[name]]?.properties).Environment.Variables;
}

const code = readdirSync(new URL('../../src/lambda/', import.meta.url))
  .map((file) => textOf(`src/lambda/${file}`))
  .join('\n');

/** Names of variables that the code of the functions reads. */
const read = new Set([...code.matchAll(/'(MAPWARDEN_[A-Z_]+)'/g)].map(([, name = '']) => name));

describe.for(FUNCTIONS)('the function %s', (name) => {
  const { Metadata } = template.Resources[IDS[name]] ?? {};

  test('is bundled by SAM with the options of npm run build:lambda', () => {
    const { bundle, platform, alias, outExtension, mainFields, ...others } = LAMBDA_BUILD;
    const pairs = (all: object) => Object.entries(all).map(([key, value]) => `${key}=${value}`);
    const pascal = (key: string) => key.replace(/^./, (first) => first.toUpperCase());
    expect(Object(Metadata).BuildProperties).toEqual({
      UseNpmCi: true,
      EntryPoints: [`src/lambda/${name}.ts`],
      MainFields: mainFields.join(','),
      Alias: pairs(alias),
      OutExtension: pairs(outExtension),
      ...Object.fromEntries(Object.entries(others).map(([key, value]) => [pascal(key), value])),
    });
    // SAM sets these two itself.
    expect({ bundle, platform }).toEqual({ bundle: true, platform: 'node' });
  });

  test('has a handler where the template looks for it', () => {
    expect(textOf(`src/lambda/${name}.ts`)).toMatch(/^export const handler = /m);
  });

  test('is told only what functions read', () => {
    const own = Object.keys(variablesOf(deploy(template), name)).filter((each) => each.startsWith('MAPWARDEN_'));
    expect(own.filter((each) => !read.has(each))).toEqual([]);
  });
});

test('the template sets every variable that functions read', () => {
  const slack = `arn:aws:secretsmanager:us-east-1:999988887777:secret:mapwarden/slack-a1B2c3`;
  const stack = deploy(template, { parameters: { SlackWebhookArn: slack } });
  expect(Object.keys(variablesOf(stack, 'audit'))).toEqual(expect.arrayContaining([...read]));
  expect(read.size).toBeGreaterThan(7);
});

describe('what the audit function reads in its environment', () => {
  const read = (parameters: Readonly<Record<string, string>>) =>
    environmentOf(variablesOf(deploy(template, { parameters }), 'audit'));

  test('is the stack’s: bucket, topic, configuration, and how it goes on', () => {
    const stack = deploy(template);
    const { RunBucketName: bucket, AlertTopicArn: topicArn } = stack.outputs;
    const environment = environmentOf(variablesOf(stack, 'audit'));
    expect(environment).toMatchObject({ bucket, topicArn, config: `s3://${bucket}/mapwarden.yaml` });
    expect(environment).toMatchObject({ slackSecretArn: undefined, isRemediationOff: true });
    expect(environment.continuation).toEqual({
      group: expect.stringContaining('ScheduleGroup'),
      roleArn: expect.stringContaining('SchedulerRole'),
      deadLetterArn: expect.stringContaining('DeadLetterQueue'),
    });
  });

  test('follows the parameters', () => {
    const slackSecretArn = 'arn:aws:ssm:us-east-1:999988887777:parameter/mapwarden/slack';
    expect(read({ SlackWebhookParameterArn: slackSecretArn })).toMatchObject({ slackSecretArn });
    expect(read({ ConfigurationParameter: '/mapwarden/configuration' }).config).toBe('ssm:/mapwarden/configuration');
    expect(read({ ConfigurationKey: 'config/map.yaml' }).config).toMatch(/^s3:\/\/[a-z0-9-]+\/config\/map\.yaml$/);
    for (const value of template.Parameters['Remediation']?.AllowedValues ?? []) {
      expect(read({ Remediation: String(value) }).isRemediationOff).toBe(value === 'off');
    }
  });
});

test('the schedule sends what the audit function takes for the whole organization', () => {
  const { Events } = Object(deploy(template).resources['AuditFunction']?.properties);
  expect(auditEvent.parse(JSON.parse(Events.Scheduled.Properties.Input))).toEqual({
    action: 'audit',
    accounts: [],
    ous: [],
    regions: [],
    rules: [],
  });
});

test('alarms look at metrics that the audit function puts out', () => {
  const own = [...textOf('template.yaml').matchAll(/Namespace: Mapwarden\n\s+MetricName: (\w+)/g)].map(
    ([, name = '']) => name,
  );
  expect(own.sort()).toEqual(['AlertsUndelivered', 'CompleteRuns', 'CoveragePercent']);
  expect(own.filter((name) => !code.includes(`'${name}'`))).toEqual([]);
});
