import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { FORMATS } from '../../src/report/formats.ts';
import { collectedBytes } from '../support/collected-bytes.ts';
import { collected } from '../support/run-builder.ts';
import { aContext, exampleRun } from './example-run.ts';

/** `MAPWARDEN_UPDATE_GOLDEN=1` writes the files anew, for a person to review. */
const UPDATE = process.env['MAPWARDEN_UPDATE_GOLDEN'] === '1';

describe('the example run reads as reviewed', () => {
  test.for([
    ['text', 'example.txt'],
    ['markdown', 'example.md'],
    ['csv', 'example.csv'],
    ['csv:accounts', 'example-accounts.csv'],
    ['sarif', 'example.sarif'],
    ['ocsf', 'example.ocsf.ndjson'],
    ['junit', 'example.junit.xml'],
  ] as const)('as %s', async ([format, name]) => {
    const file = new URL(`golden/${name}`, import.meta.url);
    const report = await collected(FORMATS[format](exampleRun(), aContext()));

    if (UPDATE) await writeFile(file, report);

    expect(report).toBe(await readFile(file, 'utf8'));
  });
});

describe('equal runs are equal bytes', () => {
  const names = Object.keys(FORMATS) as (keyof typeof FORMATS)[];

  test.for(names)('as %s', async (format) => {
    const first = await collectedBytes(FORMATS[format](exampleRun(), aContext()));
    const second = await collectedBytes(FORMATS[format](exampleRun(), aContext()));

    expect(Buffer.compare(second, first)).toBe(0);
    expect(first.length).toBeGreaterThan(50);
  });

  test('today as on the day on which they were reviewed', async () => {
    const file = new URL('golden/example.sha256', import.meta.url);
    const hashes: string[] = [];
    for (const format of names) {
      const bytes = await collectedBytes(FORMATS[format](exampleRun(), aContext()));
      hashes.push(`${createHash('sha256').update(bytes).digest('hex')}  ${format}\n`);
    }

    if (UPDATE) await writeFile(file, hashes.join(''));

    expect(hashes.join('')).toBe(await readFile(file, 'utf8'));
  });
});
