import fc from 'fast-check';
import { expect, test } from 'vitest';
import { generatedFiles, staleFiles } from '../../.ci/generated-files.ts';
import { codeBlock, escapeMarkdown, inlineCode, table } from '../../src/config/markdown.ts';
import { loadModelCatalog } from '../../src/config/model-catalog.ts';
import { modelPage } from '../../src/config/model-page.ts';
import { ruleIndexPage, rulePage } from '../../src/config/rule-page.ts';
import type { ModelCatalog } from '../../src/domain/model-catalog.ts';
import type { RuleDefinition } from '../../src/domain/rule.ts';

const FILES = generatedFiles();

test('every generated file is fresh: otherwise npm run generate', () => {
  expect(staleFiles(FILES)).toEqual([]);
});

test('a file that is missing, differs or is left over is told', () => {
  const [[path = '', text = ''] = []] = FILES;
  const others = [...FILES].slice(1);
  const left = [...FILES.keys()].find((name) => name.startsWith('docs/rules/')) ?? '';
  expect(staleFiles(new Map([...others, [path, `${text}x`]]))).toEqual([`${path} is stale`]);
  expect(staleFiles(new Map([...FILES, ['docs/none.md', '']]))).toEqual(['docs/none.md is missing']);
  expect(staleFiles(new Map([...FILES].filter(([name]) => name !== left)))).toEqual([`${left} is no longer generated`]);
});

test('the configuration page has every section and key', () => {
  const page = FILES.get('docs/configuration.md') ?? '';
  for (const key of [
    'version',
    'agreements[].acceptedOn',
    'organization.include.ous',
    'rules.settings',
    'waivers[].until',
    'alerts.routes[].topicArn',
    'store.bucket',
  ]) {
    expect(page).toContain(`\n| \`${key}\` |`);
  }
  expect(page).toContain(
    '| `agreements[].endsOn` | a day that exists, as YYYY-MM-DD | required | The last day of the term. |',
  );
});

test('the page of models has every entry, and names what one is known by', () => {
  const page = FILES.get('docs/models.md') ?? '';
  for (const { name } of loadModelCatalog().entries) expect(page).toContain(`\n| ${escapeMarkdown(name)} | 202`);
  expect(page).toContain('| `anthropic.claude-haiku-4-5`, *claude haiku 4.5* | `7g37zhparap7eesm9k78jrzqc` |');
  expect(modelPage(HOSTILE_CATALOG)).toContain('| a \\| b | 2025-01-31 | its product code |  |');
});

test('every row of every table has as many cells as its head', () => {
  for (const [path, page] of FILES) {
    const rows = page.split('\n').filter((line) => line.startsWith('| ') && path.endsWith('.md'));
    for (const row of rows)
      expect(`${path}: ${row}`).toSatisfy((text: string) => [3, 4].includes(text.split(/(?<!\\)\|/).length - 2));
  }
});

const HOSTILE_CATALOG: ModelCatalog = {
  edition: '2026-04-06',
  source: 's',
  sha256: '0'.repeat(64),
  entries: [{ name: 'a | b', eligibleAfter: '2025-01-31', productCodes: [], modelIds: [], serviceNames: [] }],
};

const HOSTILE: RuleDefinition = {
  id: 'xx',
  title: 'A <b>bold</b> | [link](x) & *more*',
  severity: 'low',
  appliesTo: ['account'],
  when: 'true',
  assert: '```',
  message: 'a ` b',
  rationale: 'one\n# two',
  remediation: { kind: 'none', note: '' },
  references: [],
  examples: { compliant: [], non_compliant: [{ tags: { a: '```' } }], not_applicable: [], insufficient_data: [] },
};

test('a page shows what a rule says, and none of it becomes markup', () => {
  const page = rulePage(HOSTILE);
  expect(page).toContain('A &lt;b>bold&lt;/b> \\| \\[link\\](x) &amp; \\*more\\*. Where');
  expect(page).toContain('`` a ` b ``');
  expect(page).toContain('````text\nwhen:   true\nassert: ```\n````');
  expect(page).toContain('one \\# two');
  expect(page).toContain('### `non_compliant`');
  expect(page).not.toContain('### `compliant`');
  expect(ruleIndexPage([HOSTILE])).toContain(
    '| [xx](xx.md) | low | account | A &lt;b>bold&lt;/b> \\| \\[link\\](x) &amp; \\*more\\* |',
  );
});

test('no text ends a code span, a code block or a cell early', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'`|\\<a \n') }), (text) => {
      expect(inlineCode(text)).not.toContain('\n');
      const [fence = ''] = codeBlock(text, 'x').match(/^`+/) ?? [];
      expect(codeBlock(text, 'x').split('\n').slice(1, -1)).not.toContain(fence);
      expect(table(['h'], [[escapeMarkdown(text)]]).split('\n')).toHaveLength(3);
    }),
  );
});
