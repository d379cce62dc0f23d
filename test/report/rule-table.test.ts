import { expect, test } from 'vitest';
import { SEVERITIES } from '../../src/domain/severity.ts';
import { ruleTable } from '../../src/report/rule-table.ts';
import { builtinRules } from '../support/builtin-rules.ts';

const [rule] = builtinRules();

function rows(entries: readonly (readonly [id: string, severity: (typeof SEVERITIES)[number], title: string])[]) {
  return entries.flatMap(([id, severity, title]) =>
    rule === undefined ? [] : [{ definition: { ...rule.definition, id, title }, severity }],
  );
}

test('ids, severities and titles stand below one another', () => {
  const table = ruleTable(
    rows([
      ['map-tag-missing', 'high', 'The map tag is there'],
      ['own', 'informational', 'Something else holds'],
    ]),
  );

  expect(table).toBe(
    'map-tag-missing  high           The map tag is there\n' + 'own              informational  Something else holds\n',
  );
});

test('the longest severity leaves room before the title', () => {
  const table = ruleTable(rows(SEVERITIES.map((severity) => ['own', severity, 'Holds'])));

  expect(
    table
      .split('\n')
      .filter(Boolean)
      .map((line) => line.indexOf('Holds')),
  ).toEqual(SEVERITIES.map(() => 20));
});

test('the severity shown is the one in force, not the one of the file', () => {
  expect(ruleTable(rows([['map-tag-missing', 'low', 'The map tag is there']]))).toContain(' low ');
  expect(rule?.definition.severity).not.toBe('low');
});

test('a title with control characters, which a rule file may have, stays one line', () => {
  const table = ruleTable(rows([['own', 'high', 'odd \u001b[2J\ntitle\u202e']]));

  expect(table).toBe('own  high           odd \\u001b[2J\\ntitle\\u202e\n');
});

test('no rule is no line', () => {
  expect(ruleTable([])).toBe('');
});
