import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { catalogSource, loadConfiguration } from '../../src/config/load.ts';
import { catalogWarnings, loadModelCatalog } from '../../src/config/model-catalog.ts';
import { folderWith } from './support/folder.ts';
import { problemsOf } from './support/problems.ts';
import { HEAD } from './support/schema-problems.ts';

const ENTRY =
  '{ name: A, eligibleAfter: 2025-01-31, productCodes: [abc], modelIds: [maker.a-1], serviceNames: [Maker A 1] }';
const FILE = `edition: 2026-02-28\nsource: somewhere\nentries:\n  - ${ENTRY}\n`;

test('a list has its edition, its source, the hash of its bytes and its entries', () => {
  // A byte order mark belongs to the bytes and not to the text.
  const bytes = new TextEncoder().encode(`\ufeff${FILE}`);
  const folder = folderWith({ 'models.yaml': bytes });

  expect(loadModelCatalog({ file: join(folder, 'models.yaml') })).toEqual({
    edition: '2026-02-28',
    source: 'somewhere',
    sha256: createHash('sha256').update(bytes).digest('hex'),
    entries: [
      {
        name: 'A',
        eligibleAfter: '2025-01-31',
        productCodes: ['abc'],
        modelIds: ['maker.a-1'],
        serviceNames: ['Maker A 1'],
      },
    ],
  });
});

describe('a configuration', () => {
  test('takes the list of the package where it names none', () => {
    const folder = folderWith({ 'm.yaml': HEAD });
    const file = new URL('../../rules/catalog/models.yaml', import.meta.url);

    const { catalog } = loadConfiguration(join(folder, 'm.yaml'));

    expect(catalog.sha256).toBe(createHash('sha256').update(readFileSync(file)).digest('hex'));
  });

  test('names another one by its path from the folder of the configuration, or by an absolute path', () => {
    const folder = folderWith({ 'lists/models.yaml': FILE, 'm.yaml': `${HEAD}catalog: { file: lists/models.yaml }` });
    const other = folderWith({ 'm.yaml': `${HEAD}catalog: { file: ${join(folder, 'lists/models.yaml')} }` });
    for (const place of [folder, other]) {
      expect(loadConfiguration(join(place, 'm.yaml')).catalog.edition).toBe('2026-02-28');
    }
  });

  test('is told the mistakes of its list together with those of its rules', () => {
    const folder = folderWith({
      'models.yaml': FILE.replace('2026-02-28', '2026-02-30'),
      'm.yaml': `${HEAD}catalog: { file: models.yaml }\nrules: { settings: { nope: off } }`,
    });
    expect(problemsOf(() => loadConfiguration(join(folder, 'm.yaml')))).toEqual([
      expect.stringContaining('m.yaml:5:22 rules.settings.nope: there is no such rule'),
      expect.stringContaining('models.yaml:1:10 edition: is not valid; expected a day that exists, as YYYY-MM-DD'),
    ]);
  });

  test('tells which list it names even where its rules are broken', () => {
    const folder = folderWith({
      'models.yaml': FILE,
      'm.yaml': `${HEAD}catalog: { file: models.yaml }\nrules: { directories: [none] }`,
    });
    expect(loadModelCatalog(catalogSource(join(folder, 'm.yaml'))).edition).toBe('2026-02-28');
  });

  test('that names a file which is not there is told where it names it', () => {
    const folder = folderWith({ 'm.yaml': `${HEAD}catalog: { file: none.yaml }` });
    const [problem = '', ...others] = problemsOf(() => loadConfiguration(join(folder, 'm.yaml')));
    expect(problem.replaceAll(folder, '.')).toBe(
      './m.yaml:4:18: does not exist; expected a model catalogue at "./none.yaml"; got ENOENT',
    );
    expect(others).toEqual([]);
  });
});

const SERVICE = 'the words of a service name, and " *" behind them where further ones may follow';
const ID = 'the beginning of a model id, such as anthropic.claude-sonnet-4-5, without the region prefix of a profile';

describe('a mistake is told with its place', () => {
  const problems = (text: string) => {
    const folder = folderWith({ 'models.yaml': text });
    return problemsOf(() => loadModelCatalog({ file: join(folder, 'models.yaml') })).map((line) =>
      line.replace(`${folder}/models.yaml`, 'l'),
    );
  };
  const second = (entry: string) => problems(`${FILE}  - ${entry}\n`);

  test.for<[entry: string, ...problems: string[]]>([
    [
      '{ name: B, eligibleAfter: 2025-02-30, productCodes: [], modelIds: [], serviceNames: [] }',
      'l:5:31 entries[1].eligibleAfter: is not valid; expected a day that exists, as YYYY-MM-DD; got "2025-02-30"',
    ],
    [
      '{ name: B, eligibleAfter: 2025-01-31, productCodes: [a b], modelIds: [us.maker.b, maker], serviceNames: [""] }',
      'l:5:58 entries[1].productCodes[0]: is not valid; expected a product code: letters and digits; got "a b"',
      `l:5:75 entries[1].modelIds[0]: is not valid; expected ${ID}; got "us.maker.b"`,
      `l:5:87 entries[1].modelIds[1]: is not valid; expected ${ID}; got "maker"`,
      'l:5:110 entries[1].serviceNames[0]: is not valid; expected the words of a service name, and " *" behind them where further ones may follow; got ""',
    ],
    [
      '{ name: A, eligibleAfter: 2025-01-31, productCodes: [abc], modelIds: [maker.a], serviceNames: [] }',
      'l:5:13 entries[1].name: is also that of entries[0]; expected it once; got "A"',
    ],
    [
      '{ name: B, eligibleAfter: 2025-01-31, productCodes: [], modelIds: [maker.b, maker.a-1], serviceNames: [a  MAKER 1] }',
      'l:5:81 entries[1].modelIds[1]: is also that of entries[0]; expected it once; got "maker.a-1"',
      'l:5:108 entries[1].serviceNames[0]: is also that of entries[0]; expected it once; got "a  MAKER 1"',
    ],
    [
      '{ name: B, eligibleAfter: 2025-01-31, productCodes: [], modelIds: [], serviceNames: [Cohere - a maker 1 (Amazon Bedrock Edition)] }',
      'l:5:90 entries[1].serviceNames[0]: is also that of entries[0]; expected it once; got "Cohere - a maker 1 (Amazon Bedrock Edition)"',
    ],
    [
      '{ name: B, eligibleAfter: 2025-01-31, productCodes: [], modelIds: [], serviceNames: ["*", "- *", a*b, "a *  b"] }',
      `l:5:90 entries[1].serviceNames[0]: is not valid; expected ${SERVICE}; got "*"`,
      `l:5:95 entries[1].serviceNames[1]: is not valid; expected ${SERVICE}; got "- *"`,
      `l:5:102 entries[1].serviceNames[2]: is not valid; expected ${SERVICE}; got "a*b"`,
      `l:5:107 entries[1].serviceNames[3]: is not valid; expected ${SERVICE}; got "a *  b"`,
    ],
  ])('%s', ([entry, ...expected]) => {
    expect(second(entry)).toEqual(expected);
  });

  test('one entry may name a service twice, and a whole provider beside one of its models', () => {
    const names = (text: string) =>
      second(`{ name: B, eligibleAfter: 2025-01-31, productCodes: [], modelIds: [], serviceNames: [${text}] }`);
    expect(names('other 1, 1 other')).toEqual([]);
    expect(names('maker *')).toEqual([]);
  });

  test('two entries may have one product code, as on the list of AWS', () => {
    expect(
      second('{ name: B, eligibleAfter: 2025-01-31, productCodes: [abc], modelIds: [], serviceNames: [] }'),
    ).toEqual([]);
  });

  test('a list without an entry, or with a key that nobody knows', () => {
    expect(problems('edition: 2026-02-28\nsource: s\nentries: []\nmodels: []\n')).toEqual([
      'l:3:10 entries: is out of range; expected a list of at least one entry; got an empty list',
      'l:4:1 models: is not a known key; expected one of edition, source, entries; got "models"',
    ]);
  });
});

test.for<[today: string, sentences: string[]]>([
  ['2026-04-05', ['the model catalogue is of 2026-04-06, which is yet to come']],
  ['2026-04-06', []],
  ['2026-08-04', []],
  [
    '2026-08-05',
    [
      'the model catalogue is of 2026-04-06, 121 days ago: AWS publishes a new list about every month; name a newer one as catalog.file',
    ],
  ],
])('on %s, a list of 2026-04-06 is told %j', ([today, sentences]) => {
  expect(catalogWarnings({ ...loadModelCatalog(), edition: '2026-04-06' }, today)).toEqual(sentences);
});
