import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readDocument } from '../../src/config/document.ts';
import { LATER_RULES } from '../../src/config/later-rules.ts';
import { loadRules, type RuleSources } from '../../src/config/rule-files.ts';
import { re2Pattern } from '../../src/engine/re2-pattern.ts';
import { folderWith } from './support/folder.ts';
import { problemsOf } from './support/problems.ts';

const rule = (id: string, lines = 'assert: \'resource.name != ""\'') =>
  `id: ${id}\ntitle: Has a name\nseverity: low\nappliesTo: [inference-profile]\nmessage: '{resource.id} has none'\n${lines}\n`;

const load = (over: Partial<RuleSources>) =>
  loadRules({ rulesets: ['recommended'], directories: [], settings: {}, compilePattern: re2Pattern, ...over });
const idsOf = (over: Partial<RuleSources>) => load(over).rules.map(({ definition }) => definition.id);

/** The lines, without the folder of this run. */
function problems(folder: string, over: Partial<RuleSources>): readonly string[] {
  return problemsOf(() => load(over)).map((line) => line.replaceAll(`${folder}/`, ''));
}

describe('which rules are asked', () => {
  test('recommended asks all that come with the package, in the order of their ids', () => {
    const ids = idsOf({});
    expect(ids.length).toBeGreaterThanOrEqual(10);
    expect(ids).toEqual([...ids].sort());
    expect(ids.filter((id) => LATER_RULES.includes(id))).toEqual([]);
    expect(idsOf({ rulesets: ['strict'] })).toEqual(ids);
  });

  test('a setting turns a rule off or changes its severity', () => {
    const { rules } = load({ settings: { 'map-tag-missing': 'off', 'map-tag-key-misspelled': { severity: 'low' } } });
    const severities = new Map(rules.map(({ definition, severity }) => [definition.id, severity]));
    expect(severities.has('map-tag-missing')).toBe(false);
    expect(severities.get('map-tag-key-misspelled')).toBe('low');
    expect(severities.get('map-tag-value-malformed')).toBe('high');
  });

  test('with a rule set of the operator, only what it names is asked; a later one and the settings win', () => {
    const folder = folderWith({
      'one.yaml': 'rules: { map-tag-missing: on, map-tag-key-misspelled: on, map-agreement-ending-soon: off }',
      'two.yaml': 'rules: { map-tag-missing: { severity: low }, map-tag-key-misspelled: off }',
    });
    const sources = { rulesets: [join(folder, 'one.yaml'), join(folder, 'two.yaml')] };
    expect(load(sources).rules.map(({ definition, severity }) => [definition.id, severity])).toEqual([
      ['map-tag-missing', 'low'],
    ]);
    expect(idsOf({ ...sources, settings: { 'map-agreement-ending-soon': 'on' } })).toEqual([
      'map-agreement-ending-soon',
      'map-tag-missing',
    ]);
  });

  test('rules of the operator follow, folder by folder and by file name, unless they are turned off', () => {
    const folder = folderWith({
      'a/zz.yaml': rule('zz'),
      'a/bb.yml': rule('bb'),
      'a/README.md': 'no rule',
      'a/inner/ignored.yaml': 'no rule',
      'b/aa.json': JSON.stringify({
        id: 'aa',
        title: 't',
        severity: 'low',
        appliesTo: ['account'],
        assert: 'coverage.gaps == 0',
        message: 'm',
      }),
    });
    const sources = { directories: [join(folder, 'a'), join(folder, 'b')] };
    expect(idsOf(sources).slice(-3)).toEqual(['bb', 'zz', 'aa']);
    expect(idsOf({ ...sources, settings: { bb: 'off' } }).slice(-2)).toEqual(['zz', 'aa']);
  });

  test('what a rule of the operator may leave out is filled in', () => {
    const folder = folderWith({ 'r/xx.yaml': rule('xx') });
    expect(load({ directories: [join(folder, 'r')] }).rules.at(-1)?.definition).toEqual({
      id: 'xx',
      title: 'Has a name',
      severity: 'low',
      appliesTo: ['inference-profile'],
      when: 'true',
      assert: 'resource.name != ""',
      message: '{resource.id} has none',
      rationale: '',
      remediation: { kind: 'none', note: '' },
      references: [],
      examples: { compliant: [], non_compliant: [], not_applicable: [], insufficient_data: [] },
    });
  });

  test('a rule of a later version may be named, and is noted', () => {
    const document = readDocument('waivers: [{ rule: map-profile-unused }]', 'm.yaml');
    const mentions = [{ id: 'map-profile-unused', path: ['waivers', 0, 'rule'] }];
    expect(load({ settings: { 'map-attribution-conflict': 'off' }, mentions, document }).notes).toEqual([
      'rules.settings.map-attribution-conflict: this version does not have the rule map-attribution-conflict yet',
      'waivers[0].rule: this version does not have the rule map-profile-unused yet',
    ]);
  });
});

describe('problems', () => {
  test.for<[name: string, file: string, problem: RegExp]>([
    [
      'plain expression',
      rule('xx', 'assert: resource.name == resource.nope'),
      /^r\/xx\.yaml:6:35 assert: .*; got .*nope/,
    ],
    [
      'quoted expression',
      rule('xx', 'assert: "resource.name == \\"a\\" && resource.nope == \\"\\""'),
      /^r\/xx\.yaml:6:45 assert: /,
    ],
    [
      'single-quoted expression',
      rule('xx', "assert: '''a'' == resource.name || resource.nope == ''b'''"),
      /^r\/xx\.yaml:6:45 assert: /,
    ],
    [
      'block of lines',
      rule('xx', 'assert: |\n  resource.name == "a" &&\n    resource.nope == "b"'),
      /^r\/xx\.yaml:8:14 assert: /,
    ],
    [
      'folded block',
      rule('xx', 'assert: >-\n  resource.name == "a" &&\n  resource.nope == "b"'),
      /^r\/xx\.yaml:8:12 assert: /,
    ],
    [
      'placeholder',
      rule('xx').replace('{resource.id} has', '{resource.id} {resource.nope} has'),
      /^r\/xx\.yaml:5:2\d message: /,
    ],
    ['id of another form', rule('X X'), /^r\/xx\.yaml:1:5 id: is not valid; expected the id of a rule/],
    ['unquoted truth', rule('xx', 'assert: true'), /^r\/xx\.yaml:6:9 assert: must be quoted \("true"\)/],
    [
      'unknown key',
      rule('xx', "assert: 'true'\nwhem: x"),
      /^r\/xx\.yaml:7:1 whem: is not a known key, did you mean "when"\?/,
    ],
    [
      'type that is no resource',
      rule('xx').replace('[inference-profile]', '[bucket]'),
      /^r\/xx\.yaml:4:13 appliesTo\[0\]: is not valid; expected one of inference-profile/,
    ],
    [
      'type twice',
      rule('xx').replace('[inference-profile]', '[account, account]'),
      /^r\/xx\.yaml:4:12 appliesTo: is not valid; expected each resource type once/,
    ],
    [
      'example that is none',
      rule('xx', "assert: 'true'\nexamples: { compliant: [{ tag: {} }] }"),
      /^r\/xx\.yaml:7:\d+ examples\.compliant\[0\]/,
    ],
    [
      'reference without https',
      rule('xx', "assert: 'true'\nreferences: [javascript:alert]"),
      /^r\/xx\.yaml:7:14 references\[0\]: is not valid; expected an https address/,
    ],
    ['broken YAML', 'id: [', /^r\/xx\.yaml:1:6: /],
  ])('%s', ([, file, problem]) => {
    const folder = folderWith({ 'r/xx.yaml': file });
    expect(problems(folder, { directories: [join(folder, 'r')] })[0]).toMatch(problem);
  });

  test('those of all files are told at once, and a rule that cannot be read is not also told to be unknown', () => {
    const folder = folderWith({
      'r/aa.yaml': rule('A A'),
      'r/bb.yaml': 'x',
      'r/cc.yaml': rule('cc'),
      'set.yaml': 'rules: 1',
    });
    const rulesets = [join(folder, 'set.yaml')];
    const told = problems(folder, {
      rulesets,
      directories: [join(folder, 'r'), join(folder, 'none')],
      settings: { aa: 'off' },
    });
    expect(told.map((line) => line.split(/: | /)[0])).toEqual(
      ['r/aa.yaml:1:5', 'r/bb.yaml:1:1', join(folder, 'none'), 'set.yaml:1:8'].map((line) =>
        line.replace(`${folder}/`, ''),
      ),
    );
  });

  test('two rules of one id are told at the second, whoever has the first', () => {
    const folder = folderWith({
      'a/xx.yaml': rule('xx'),
      'b/xx.yaml': rule('xx'),
      'b/map-tag-missing.yaml': rule('map-tag-missing'),
      'b/map-profile-unused.yaml': rule('map-profile-unused'),
    });
    expect(problems(folder, { directories: [join(folder, 'a'), join(folder, 'b')] })).toEqual([
      expect.stringMatching(
        /^b\/map-profile-unused\.yaml:1:5 id: this id is taken by a later version of mapwarden; expected /,
      ),
      expect.stringMatching(
        /^b\/map-tag-missing\.yaml:1:5 id: this id is taken by .*rules\/map-tag-missing\.yaml; expected /,
      ),
      'b/xx.yaml:1:5 id: this id is taken by a/xx.yaml; expected an id of its own for each rule; got "xx"',
    ]);
  });

  test('a rule that nobody knows is told where it is named', () => {
    const folder = folderWith({ 'set.yaml': 'rules:\n  map-tag-missing: on\n  map-tag-mising: on' });
    const document = readDocument(
      'rules:\n  settings: { map-tag-mising: off }\nwaivers:\n  - rule: nonsense',
      join(folder, 'm.yaml'),
    );
    const mentions = [{ id: 'nonsense', path: ['waivers', 0, 'rule'] }];
    const sentence = 'expected the id of a rule, as mapwarden rules list shows them; got';
    expect(
      problems(folder, { rulesets: ['set.yaml'], settings: { 'map-tag-mising': 'off' }, mentions, document }),
    ).toEqual([
      `set.yaml:3:3 rules.map-tag-mising: there is no such rule, did you mean "map-tag-missing"?; ${sentence} "map-tag-mising"`,
      `m.yaml:2:15 rules.settings.map-tag-mising: there is no such rule, did you mean "map-tag-missing"?; ${sentence} "map-tag-mising"`,
      `m.yaml:4:11 waivers[0].rule: there is no such rule; ${sentence} "nonsense"`,
    ]);
    expect(problemsOf(() => load({ settings: { nonsense: 'off' } }))).toEqual([
      `rules rules.settings.nonsense: there is no such rule; ${sentence} "nonsense"`,
    ]);
  });

  test('a rule set that does not exist is told with those that do', () => {
    const document = readDocument('rules:\n  rulesets: [recomended, sets/none.yaml]', 'm.yaml');
    expect(problemsOf(() => load({ rulesets: ['recomended', 'sets/none.yaml'], document }))).toEqual([
      'm.yaml:2:14 rules.rulesets[0]: there is no such rule set, did you mean "recommended"?; expected recommended, strict or the path of a file; got "recomended"',
      'm.yaml:2:26: does not exist; expected a rule set at "sets/none.yaml"; got ENOENT',
    ]);
  });

  test.for<[name: string, make: (folder: string) => void, problem: RegExp]>([
    ['no folder', () => undefined, /^r: does not exist; expected a folder with rule files at .*; got ENOENT$/],
    [
      'an empty folder',
      (folder) => mkdirSync(join(folder, 'r')),
      /^r: the folder .* holds no rules; expected 1 to 1000 files \*\.yaml; got 0$/,
    ],
    [
      'a file',
      (folder) => symlinkSync(join(folder, 'text'), join(folder, 'r')),
      /^r: is not a folder; expected .*; got ENOTDIR$/,
    ],
    [
      'a link to itself',
      (folder) => symlinkSync(join(folder, 'r'), join(folder, 'r')),
      /^r: is a link that leads nowhere; .* got ELOOP$/,
    ],
    [
      'a folder named like a rule',
      (folder) => mkdirSync(join(folder, 'r/xx.yaml'), { recursive: true }),
      /^r\/xx\.yaml: is not a file; expected a file; got a folder$/,
    ],
    [
      'a device',
      (folder) => {
        mkdirSync(join(folder, 'r'));
        symlinkSync('/dev/null', join(folder, 'r/xx.yaml'));
      },
      /^r\/xx\.yaml: is not a file; expected a file; got something else$/,
    ],
    [
      'a link to nothing',
      (folder) => {
        mkdirSync(join(folder, 'r'));
        symlinkSync(join(folder, 'gone'), join(folder, 'r/xx.yaml'));
      },
      /^r\/xx\.yaml: does not exist; .* got ENOENT$/,
    ],
  ])('%s instead of rules', ([, make, problem]) => {
    const folder = folderWith({ text: 'x' });
    make(folder);
    expect(problems(folder, { directories: [join(folder, 'r')] })).toEqual([expect.stringMatching(problem)]);
  });

  test('a path that no file system takes is a problem as well', () => {
    expect(problemsOf(() => load({ directories: ['\0'] }))).toEqual([
      expect.stringMatching(/cannot be read; expected .*; got ERR_INVALID_ARG_VALUE$/),
    ]);
  });

  test('a folder of a thousand and one files is something else', () => {
    const folder = folderWith(Object.fromEntries(Array.from({ length: 1001 }, (_, n) => [`r/r${n}.yaml`, ''])));
    expect(problems(folder, { directories: [join(folder, 'r')] })).toEqual([
      expect.stringMatching(/holds no rules|got 1001$/),
    ]);
  });

  test('a file that is a link to a rule is read', () => {
    const folder = folderWith({ 'real.yaml': rule('xx'), 'r/yy.yaml': rule('yy') });
    symlinkSync(join(folder, 'real.yaml'), join(folder, 'r/xx.yaml'));
    expect(idsOf({ directories: [join(folder, 'r')] }).slice(-2)).toEqual(['xx', 'yy']);
  });
});
