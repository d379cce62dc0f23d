import { describe, expect, test } from 'vitest';
import { readTemplate, type TemplateParameter, textOf } from '../support/template.ts';

const PATHS = ['template.yaml', 'deploy/member-roles.yaml'] as const;

/** Everything that the template refers to by `!Ref`, `!Sub` or a condition, wherever it stands. */
function referencesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => {
    if (key === 'Ref' || key === 'Condition') return typeof each === 'string' ? [each] : referencesIn(each);
    if (key === 'Fn::If' && Array.isArray(each)) return [String(each[0]), ...referencesIn(each)];
    if (key === 'Fn::Sub') return [...String(each).matchAll(/\$\{(\w+)/g)].map(([, name = '']) => name);
    return referencesIn(each);
  });
}

function accepts({ AllowedPattern, AllowedValues, MinValue, MaxValue }: TemplateParameter, value: string | number) {
  const isInRange = Number(value) >= (MinValue ?? -Infinity) && Number(value) <= (MaxValue ?? Infinity);
  if (MinValue !== undefined && !isInRange) return false;
  if (AllowedValues && !AllowedValues.includes(value)) return false;
  // CloudFormation matches the whole value.
  return AllowedPattern === undefined || new RegExp(`^(?:${AllowedPattern})$`).test(String(value));
}

describe.for(PATHS)('%s', (path) => {
  const template = readTemplate(path);
  const { Parameters, Conditions, Metadata, ...rest } = template;
  const used = new Set([...referencesIn(rest), ...referencesIn(Conditions)]);

  test('uses each parameter and each condition that it declares', () => {
    expect([...Object.keys(Parameters), ...Object.keys(Conditions)].filter((name) => !used.has(name))).toEqual([]);
  });

  test('says of each parameter what it is for and what it may be, and its default may be', () => {
    for (const [name, parameter] of Object.entries(Parameters)) {
      expect(parameter.Description?.length, name).toBeGreaterThan(20);
      const isBounded = [parameter.AllowedPattern, parameter.AllowedValues, parameter.MinValue].some(
        (bound) => bound !== undefined,
      );
      expect(isBounded, name).toBe(true);
      if (parameter.Default !== undefined) expect(accepts(parameter, parameter.Default), name).toBe(true);
    }
  });

  test('shows each parameter in one group of the console', () => {
    const { ParameterGroups } = Object(Metadata?.['AWS::CloudFormation::Interface']);
    const shown = ParameterGroups.flatMap((group: { readonly Parameters: readonly string[] }) => group.Parameters);
    expect(shown.sort()).toEqual(Object.keys(Parameters).sort());
  });
});

describe('patterns of parameters', () => {
  const { Parameters } = readTemplate('template.yaml');
  const member = readTemplate('deploy/member-roles.yaml').Parameters;

  test.for<readonly [string, string, boolean]>([
    ['ScheduleExpression', 'rate(1 day)', true],
    ['ScheduleExpression', 'every day', false],
    ['ScheduleTimezone', 'America/Argentina/Buenos_Aires', true],
    ['ScheduleTimezone', 'Europe Berlin', false],
    ['AlertEmail', 'finops@northwind.example', true],
    ['AlertEmail', 'finops', false],
    ['SlackWebhookArn', 'arn:aws:secretsmanager:eu-central-1:999988887777:secret:mapwarden/slack-a1B2c3', true],
    ['SlackWebhookArn', 'https://hooks.slack.com/services/T0/B0/x', false],
    ['SlackWebhookParameterArn', 'arn:aws:ssm:ap-southeast-7:999988887777:parameter/mapwarden/slack', true],
    ['ConfigurationKey', 'config/mapwarden.yaml', true],
    ['ConfigurationKey', '/mapwarden.yaml', false],
    ['ConfigurationParameter', '/mapwarden/configuration', true],
    ['ConfigurationParameter', 'mapwarden', false],
    ['AuditRoleName', 'audit/MapwardenAudit', true],
    ['AuditRoleName', 'arn:aws:iam::999988887777:role/MapwardenAudit', false],
    ['Remediation', 'on', false],
    ['CompleteRunWithinHours', '168', true],
    ['CompleteRunWithinHours', '169', false],
    ['MinimumCoveragePercent', '0', false],
  ])('%s may be %s: %s', ([name, value, expected]) => {
    const parameter = Parameters[name];
    expect(parameter && accepts(parameter, value)).toBe(expected);
  });

  test.for<readonly [string, string, boolean]>([
    ['OrganizationId', 'o-exampleorgid', true],
    ['OrganizationId', '999988887777', false],
    ['AuditPrincipals', 'arn:aws:iam::999988887777:role/mapwarden-AuditRole-1A2B3C4D5E6F', true],
    ['AuditPrincipals', 'arn:aws:iam::999988887777:root', false],
    ['AuditPrincipals', '*', false],
    ['ExternalId', '0c9f2f6e-4f0e-4a76-8b1c-2f1b0e6d9a11', true],
    ['ExternalId', 'two words', false],
  ])('of the member roles %s may be %s: %s', ([name, value, expected]) => {
    const parameter = member[name];
    expect(parameter && accepts(parameter, value)).toBe(expected);
  });
});

test('samconfig.toml overrides parameters that exist, with values that they may have', () => {
  const { Parameters } = readTemplate('template.yaml');
  const [, list = ''] = /^parameter_overrides = \[([^\]]*)\]/m.exec(textOf('samconfig.toml')) ?? [];
  const overrides = [...list.matchAll(/"(\w+)=([^"]*)"/g)].map(([, name = '', value = '']) => [name, value] as const);
  expect(overrides.length).toBeGreaterThan(0);
  for (const [name, value] of overrides) {
    const parameter = Parameters[name];
    expect(parameter && accepts(parameter, value), name).toBe(true);
  }
});
