import { expect, test } from 'vitest';
import type { CatalogEntry, ModelCatalog } from '../../src/domain/model-catalog.ts';
import { catalogDifference, catalogJson, catalogText } from '../../src/report/catalog-text.ts';

function anEntry(over: Partial<CatalogEntry> = {}): CatalogEntry {
  return {
    name: 'Claude Opus 4.6',
    eligibleAfter: '2026-02-11',
    productCodes: ['abc'],
    modelIds: ['anthropic.claude-opus-4-6'],
    serviceNames: ['claude opus 4.6'],
    ...over,
  };
}

function aList(...entries: readonly CatalogEntry[]): ModelCatalog {
  return { edition: '2026-04-06', source: 'AWS', sha256: '0'.repeat(64), entries };
}

const BY_CODE = anEntry({ name: 'Claude 12k', eligibleAfter: '2024-12-16', modelIds: [], serviceNames: [] });

test('a list is a table of names, dates and what each is known by', () => {
  expect(catalogText(aList(anEntry(), BY_CODE))).toBe(
    [
      `Edition 2026-04-06, 2 entries, sha256 ${'0'.repeat(64)}`,
      'AWS',
      '',
      'model            eligible after  model ids, "services on the bill"',
      'Claude Opus 4.6  2026-02-11      anthropic.claude-opus-4-6, "claude opus 4.6"',
      'Claude 12k       2024-12-16      product code abc',
      '',
    ].join('\n'),
  );
});

test('a long name is cut, one that cannot be seen is spelt out, and so is an entry without any sign', () => {
  const text = catalogText(
    aList(anEntry({ name: `\u001b[31m${'x'.repeat(80)}`, productCodes: [], modelIds: [], serviceNames: [] })),
  );
  expect(text).toContain('1 entry,');
  expect(text.split('\n').at(-2)).toBe(`\\u001b[31m${'x'.repeat(37)}…  2026-02-11      product code unknown`);
});

test('for programs it is the same list, without a character that steers a terminal', () => {
  const list = aList(anEntry({ name: 'a\u009b\u0007b"' }));
  expect(JSON.parse(catalogJson(list))).toEqual(list);
  expect(catalogJson(list)).toContain('"a\\u009b\\u0007b\\""');
  expect(catalogJson(list).endsWith('}\n')).toBe(true);
});

test('the difference names what is new, what is gone and what changed', () => {
  const before = aList(anEntry(), anEntry({ name: 'Same' }), BY_CODE);
  const changed = anEntry({
    eligibleAfter: '2026-03-01',
    productCodes: ['abc', 'def'],
    modelIds: ['anthropic.claude-opus-4-6-v1'],
  });
  const after = { ...aList(anEntry({ name: 'New\u202e' }), anEntry({ name: 'Same' }), changed), edition: '2026-06-18' };

  expect(catalogDifference(before, after, { from: 'old.yaml', to: 'new.yaml' }).split('\n')).toEqual([
    'from old.yaml: edition 2026-04-06, 3 entries',
    'to   new.yaml: edition 2026-06-18, 3 entries',
    '1 added, 1 removed, 1 changed',
    '+ New\\u202e: eligible after 2026-02-11; anthropic.claude-opus-4-6, "claude opus 4.6"',
    '- Claude 12k: eligible after 2024-12-16; product code abc',
    '~ Claude Opus 4.6: eligible after 2026-02-11 → 2026-03-01; product codes +def; model ids +anthropic.claude-opus-4-6-v1, -anthropic.claude-opus-4-6',
    '',
  ]);
});

test('a list does not differ from itself', () => {
  const list = aList(anEntry());
  expect(catalogDifference(list, list, { from: 'a', to: 'b' })).toBe(
    'from a: edition 2026-04-06, 1 entry\nto   b: edition 2026-04-06, 1 entry\n0 added, 0 removed, 0 changed\n',
  );
});
