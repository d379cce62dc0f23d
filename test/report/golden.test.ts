import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { FORMATS } from '../../src/report/formats.ts';
import { collected } from '../support/run-builder.ts';
import { aContext, exampleRun } from './example-run.ts';

/** `MAPWARDEN_UPDATE_GOLDEN=1` writes the files anew, for a person to review. */
const UPDATE = process.env['MAPWARDEN_UPDATE_GOLDEN'] === '1';

describe('the example run reads as reviewed', () => {
  test.for([
    ['text', 'example.txt'],
    ['markdown', 'example.md'],
  ] as const)('as %s', async ([format, name]) => {
    const file = new URL(`golden/${name}`, import.meta.url);
    const report = await collected(FORMATS[format](exampleRun(), aContext()));

    if (UPDATE) await writeFile(file, report);

    expect(report).toBe(await readFile(file, 'utf8'));
  });
});

test.for(['text', 'json', 'ndjson', 'csv', 'markdown'] as const)('equal runs are equal bytes as %s', async (format) => {
  const first = await collected(FORMATS[format](exampleRun(), aContext()));
  const second = await collected(FORMATS[format](exampleRun(), aContext()));

  expect(second).toBe(first);
  expect(first.length).toBeGreaterThan(100);
});
