import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { findingInOrder } from '../../src/report/in-order.ts';
import { aFinding, aSpendFinding } from '../support/run-builder.ts';

/** Every member that a line of findings.ndjson can have, by its path: `resource.arn`. */
function membersOf(value: object, prefix = ''): readonly string[] {
  return Object.entries(value).flatMap(([name, member]) => {
    const inner = typeof member === 'object' && member !== null && !Array.isArray(member) ? member : {};
    return [`${prefix}${name}`, ...membersOf(inner, `${prefix}${name}.`)];
  });
}

const MEMBERS = new Set([aFinding(), aSpendFinding('7')].flatMap((each) => membersOf(findingInOrder(each))));

async function query(language: RegExp): Promise<string> {
  return language.exec(await readFile('docs/runs.md', 'utf8'))?.[0] ?? '';
}

test('the documented query for DuckDB names members that findings have', async () => {
  const sql = await query(/-- findings that count[\s\S]*?```/);
  const columns = [...(/(?<=columns = \{)[^}]*/.exec(sql)?.[0].matchAll(/(\w+):/g) ?? [])].map(([, name]) => name);

  expect(columns).toEqual(['id', 'ruleId', 'severity', 'status']);
  for (const name of columns) expect(MEMBERS).toContain(name);
});

test('the documented table for Athena has members that findings have, each under its exact name', async () => {
  const sql = await query(/CREATE EXTERNAL TABLE[\s\S]*?LOCATION/);
  const mapped = new Map(
    [...sql.matchAll(/'mapping\.(\w+)' = '(\w+)'/g)].map(([, column = '', name = '']) => [column, name]),
  );
  const body = /\(([\s\S]*?)\n\)\nPARTITIONED/.exec(sql)?.[1] ?? '';
  const columns = [...body.matchAll(/(\w+) (string|struct<[^>]*>)/g)].map(([, column = '', type = '']) => ({
    name: mapped.get(column) ?? column,
    members: [...type.matchAll(/(\w+): string/g)].map(([, member = '']) => member),
  }));

  expect(columns.length).toBeGreaterThan(10);
  expect(sql).toContain("'case.insensitive' = 'false'");
  for (const { name, members } of columns)
    for (const path of [name, ...members.map((member) => `${name}.${member}`)]) expect(MEMBERS).toContain(path);
  // None is mapped that is not there.
  expect([...mapped.keys()].filter((column) => !body.includes(`${column} `))).toEqual([]);
});
