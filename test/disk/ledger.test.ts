import { appendFileSync } from 'node:fs';
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openLedger, readLedger } from '../../src/disk/ledger.ts';
import { ConfigError } from '../../src/domain/errors.ts';
import type { LedgerEntry } from '../../src/domain/ledger.ts';
import { anEntry, LINES } from '../contract/remediation-files.ts';

async function aFolder() {
  const folder = await mkdtemp(path.join(tmpdir(), 'mapwarden-ledger-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return { folder, file: path.join(folder, 'ledger.ndjson') };
}

/** A process of its own that appends and ends. */
async function append(folder: string, ...lines: readonly LedgerEntry[]): Promise<void> {
  const ledger = openLedger(folder);
  for (const line of lines) await ledger.append(line);
  await ledger.close();
}

describe('the file', () => {
  test('has a line an entry, whatever line separators are in it', async () => {
    const { folder, file } = await aFolder();
    await append(folder, ...LINES);

    const text = await readFile(file, 'utf8');

    expect(text).not.toMatch(/[\u2028\u2029\r]/);
    expect(text.split('\n').map((line) => (line === '' ? undefined : JSON.parse(line)))).toEqual([...LINES, undefined]);
  });

  test('holds a line once its append has resolved', async () => {
    const { folder, file } = await aFolder();
    const ledger = openLedger(folder);

    for (const [index, line] of LINES.entries()) {
      await ledger.append(line);
      expect((await readFile(file, 'utf8')).split('\n')).toHaveLength(index + 2);
    }
    await ledger.close();
  });

  test('is made by its first line, not by being opened, read or closed', async () => {
    const { folder } = await aFolder();
    const ledger = openLedger(folder);

    expect(await ledger.entries()).toEqual([]);
    await ledger.close();
    expect(await readLedger(folder)).toBeUndefined();
  });
});

const whole = JSON.stringify(anEntry());

describe('a last line that a crash tore off', () => {
  test.for([
    ['in the middle', whole.slice(0, 40)],
    ['before its end of line', whole],
    ['within a character', Buffer.from([0x7b, 0xe2, 0x80])],
  ] as const)('%s is left out', async ([, torn]) => {
    const { folder, file } = await aFolder();
    await append(folder, anEntry());
    await appendFile(file, torn);

    expect(await readLedger(folder)).toEqual([anEntry()]);
  });

  test.for([1, 0])('after %i whole lines is cut off by the next process', async (count) => {
    const { folder, file } = await aFolder();
    const before = Array.from({ length: count }, () => anEntry());
    await append(folder, ...before);
    await appendFile(file, whole.slice(0, 40));

    await append(folder, anEntry({ actionId: 'next' }));

    expect(await readLedger(folder)).toEqual([...before, anEntry({ actionId: 'next' })]);
  });

  test('is kept as long as nobody appends', async () => {
    const { folder, file } = await aFolder();
    await appendFile(file, whole);
    const ledger = openLedger(folder);
    await ledger.entries();
    await ledger.close();

    expect(await readFile(file, 'utf8')).toBe(whole);
  });
});

describe('a ledger that others write to at the same time', () => {
  test('loses no line of anybody, whoever opens it when', async () => {
    const { folder, file } = await aFolder();
    // So long that whoever reads it all to open it takes longer than others take for a line.
    await writeFile(file, `${JSON.stringify(anEntry({ actionId: 'past' }))}\n`.repeat(6_000));
    const ledger = openLedger(folder);
    const long = Array.from({ length: 1_500 }, (_, index) => anEntry({ actionId: `long ${index}` }));
    let isOver = false;
    const writing = (async () => {
      for (const line of long) await ledger.append(line);
      await ledger.close();
      isOver = true;
    })();
    let opened = 0;
    for (; opened < 5 || !isOver; opened += 1) await append(folder, anEntry({ actionId: `short ${opened}` }));
    await writing;

    const ids = (await readLedger(folder))?.slice(6_000).map(({ actionId }) => actionId) ?? [];

    expect(ids.filter((id) => id.startsWith('long'))).toEqual(long.map(({ actionId }) => actionId));
    expect(ids.filter((id) => id.startsWith('short'))).toHaveLength(opened);
  });

  test('is not cut while a line of another process is under way', async () => {
    const { folder, file } = await aFolder();
    const [begun, rest] = [whole.slice(0, 40), `${whole.slice(40)}\n`];
    await writeFile(file, begun);
    const appended = append(folder, anEntry({ actionId: 'next' }));
    await sleep(20);
    // At one go, so that it is done before the other looks again, however slow the machine.
    appendFileSync(file, rest);
    await appended;

    expect(await readLedger(folder)).toEqual([anEntry(), anEntry({ actionId: 'next' })]);
  });

  test('is cut once where several processes find it torn', async () => {
    const { folder, file } = await aFolder();
    await writeFile(file, whole.slice(0, 40));
    const ids = Array.from({ length: 20 }, (_, index) => `${index}`);

    await Promise.all(ids.map((actionId) => append(folder, anEntry({ actionId }))));

    expect((await readLedger(folder))?.map(({ actionId }) => actionId).sort()).toEqual([...ids].sort());
  });
});

describe('a whole line that is no entry', () => {
  const without = (name: keyof LedgerEntry) => {
    const { [name]: _, ...rest } = anEntry();
    return rest;
  };

  test.for<[string, unknown]>([
    ['no JSON', undefined],
    ['an empty line', ''],
    ['another document', []],
    ['an unknown outcome', { ...anEntry(), outcome: 'done' }],
    ['an unknown operation', { ...anEntry(), operation: 'delete' }],
    ['an unknown action', { ...anEntry(), action: { type: 'delete', arn: 'a', key: 'k' } }],
    ['no tags before a write', { ...anEntry(), before: null }],
    ['no tags before an applied one', { ...anEntry({ outcome: 'applied' }), before: null }],
    ['tags that are no texts', { ...anEntry(), before: { team: 1 } }],
    ['no action id', without('actionId')],
    ['no plan', without('planHash')],
  ])('as %s is told with its place, and nothing is read past it', async ([, line]) => {
    const { folder, file } = await aFolder();
    await append(folder, anEntry());
    const text = line === undefined ? '{"at":' : line === '' ? '' : JSON.stringify(line);
    await appendFile(file, `${text}\n`);
    await append(folder, anEntry());

    const problem = await readLedger(folder).catch((error: unknown) => error);

    expect(problem).toBeInstanceOf(ConfigError);
    expect(String(problem)).toContain(`${file}:2: the line is no entry of a ledger`);
  });
});

describe('a ledger that cannot be written', () => {
  test('says so to every append, the later ones too', async () => {
    const { folder, file } = await aFolder();
    await mkdir(file);
    const ledger = openLedger(folder);

    await expect(ledger.append(anEntry())).rejects.toThrow('EISDIR');
    await rm(file, { recursive: true });
    await expect(ledger.append(anEntry())).rejects.toThrow('EISDIR');
    await ledger.close();
  });

  test('is no empty ledger where it cannot be read', async () => {
    const { folder, file } = await aFolder();
    await mkdir(file);

    await expect(readLedger(folder)).rejects.toThrow('EISDIR');
  });

  test('is none where the folder is a file', async () => {
    const { file } = await aFolder();
    await writeFile(file, '');

    expect(await readLedger(file)).toBeUndefined();
  });
});
