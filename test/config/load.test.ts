import { mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfiguration } from '../../src/config/load.ts';
import { OWN_RULE_EXAMPLE } from '../../src/config/rule-page.ts';
import { CONFIGURATION_TEMPLATE } from '../../src/config/template.ts';
import { runExamples } from '../../src/engine/examples.ts';
import { folderWith } from './support/folder.ts';
import { problemsOf } from './support/problems.ts';
import { HEAD } from './support/schema-problems.ts';

test('the file that config init writes loads, and has nothing to note', () => {
  const folder = folderWith({ 'mapwarden.yaml': CONFIGURATION_TEMPLATE });
  const { settings, rules, notes, configuration } = loadConfiguration(join(folder, 'mapwarden.yaml'));
  expect(settings.agreements.map(({ tagValue }) => tagValue)).toEqual(['migABCDE12345']);
  expect(rules.length).toBeGreaterThanOrEqual(10);
  expect(configuration.store).toEqual({ type: 'directory', path: './mapwarden-out' });
  expect(notes).toEqual([]);
});

test('the rule that the documentation shows works, from a folder beside the configuration', () => {
  const folder = folderWith({
    'mapwarden.yaml': `${HEAD}rules: { directories: [my-rules], settings: { cost-center: { severity: high } } }`,
    'my-rules/cost-center.yaml': OWN_RULE_EXAMPLE,
  });
  for (const path of [join(folder, 'mapwarden.yaml'), relative('.', join(folder, 'mapwarden.yaml'))]) {
    const rule = loadConfiguration(path).rules.find(({ definition }) => definition.id === 'cost-center');
    expect(rule?.severity).toBe('high');
    expect(rule && runExamples(rule).map(({ expected, passed, got }) => [expected, passed, got])).toEqual([
      ['compliant', true, 'compliant'],
      ['non_compliant', true, 'non_compliant'],
      ['non_compliant', true, 'non_compliant'],
      ['non_compliant', true, 'non_compliant'],
      ['insufficient_data', true, 'insufficient_data'],
    ]);
  }
});

test('what has no effect yet is noted', () => {
  const folder = folderWith({
    'm.yaml': `${HEAD}traffic: { enabled: false }\nrules: { settings: { map-profile-unused: off } }`,
  });
  expect(loadConfiguration(join(folder, 'm.yaml')).notes).toEqual([
    'traffic: checked, but without effect in this version',
    'rules.settings.map-profile-unused: this version does not have the rule map-profile-unused yet',
  ]);
});

describe('problems', () => {
  const problems = (folder: string) =>
    problemsOf(() => loadConfiguration(join(folder, 'm.yaml'))).map((line) => line.replaceAll(folder, '.'));

  test('of a file that is missing, with the remedy', () => {
    expect(problems(folderWith({}))).toEqual([
      './m.yaml: does not exist; expected a configuration file; mapwarden config init writes one; got ENOENT',
    ]);
  });

  test('of a folder in its place', () => {
    const folder = folderWith({});
    mkdirSync(join(folder, 'm.yaml'));
    expect(problems(folder)).toEqual(['./m.yaml: is not a file; expected a file; got a folder']);
  });

  test.for<[name: string, bytes: Uint8Array | string, problem: string]>([
    [
      'bytes that are no UTF-8',
      new Uint8Array([0x61, 0xff, 0xfe]),
      './m.yaml: is not a text file; expected YAML or JSON in UTF-8; got other bytes',
    ],
    [
      'UTF-16',
      new Uint8Array([0xff, 0xfe, 0x61, 0]),
      './m.yaml: is not a text file; expected YAML or JSON in UTF-8; got other bytes',
    ],
    [
      'more than a mebibyte',
      ' '.repeat(1024 * 1024 + 1),
      './m.yaml: is too large; expected at most 1 MiB; got 1048577 bytes',
    ],
    [
      'a waiver of an unknown rule',
      `${HEAD}waivers: [{ rule: nope, resource: r, reason: r, owner: o, until: 2027-01-01 }]`,
      './m.yaml:4:19 waivers[0].rule: there is no such rule; expected the id of a rule, as mapwarden rules list shows them; got "nope"',
    ],
    [
      'a folder that is missing',
      `${HEAD}rules: { directories: [none] }`,
      './m.yaml:4:24: does not exist; expected a folder with rule files at "./none"; got ENOENT',
    ],
  ])('of %s', ([, bytes, problem]) => {
    const folder = folderWith({ 'm.yaml': bytes });
    expect(problems(folder).map((line) => line.replace(/"[^"]*\/none"/, '"./none"'))).toEqual([problem]);
  });
});
