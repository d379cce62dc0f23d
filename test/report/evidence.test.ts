import fc from 'fast-check';
import { type Zippable, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { sealOf } from '../../src/report/evidence.ts';
import { verifyPack } from '../../src/report/verify-pack.ts';
import { verifyJson, verifyText } from '../../src/report/verify-text.ts';
import { aRun } from '../support/run-builder.ts';
import { consistent, ENCLOSURES, INPUTS, MEMBERS, packOf, problemsOf, repacked, textsOf } from './evidence-pack.ts';

describe('an evidence pack', () => {
  test('has what the run says, what it was made from, and a manifest', async () => {
    const files = await textsOf(await packOf());
    expect(Object.keys(files)).toEqual(MEMBERS);
    expect(JSON.parse(files['report.json'] ?? '').findings).toHaveLength(1);
    expect(JSON.parse(files['coverage.json'] ?? '').gaps[0].requestId).toBe('request-7');
    expect(files['spend-queries.ndjson']).toBe(ENCLOSURES['spend-queries.ndjson']);
    expect(JSON.parse(files['configuration.json'] ?? '')).toEqual(INPUTS.configuration);
    expect(JSON.parse(files['catalog.json'] ?? '')).toEqual(INPUTS.catalog);
    const manifest = JSON.parse(files['manifest.json'] ?? '');
    expect(manifest.files.map(({ name }: { name: string }) => name)).toEqual(MEMBERS.slice(0, -1));
    expect(manifest).toMatchObject({ coverageComplete: false, absent: [] });
  });

  test('names what the run did not keep, and says so when it is checked', async () => {
    for (const enclosures of [{}, { 'inputs.json': '{' }]) {
      const pack = await packOf(aRun(consistent({ enclosures })));
      const check = await verifyPack(pack);
      expect(check?.problems).toEqual([]);
      expect(check?.manifest?.absent).toEqual(MEMBERS.slice(5, -1));
      expect(check && verifyText(check, 200)).toContain(
        'The run did not keep: spend-queries.ndjson, configuration.json',
      );
    }
  });

  test('bears the same time whenever and wherever it is written', async () => {
    const pack = await packOf();
    expect([pack.readUInt16LE(10), pack.readUInt16LE(12)]).toEqual([0, 0b0000000_0001_00001]);
    expect(Buffer.compare(pack, await packOf())).toBe(0);
  });
});

describe('a check of a pack', () => {
  test('finds nothing in one that is as it was written, by whatever tool it was packed anew', async () => {
    expect(await problemsOf(await packOf())).toEqual([]);
    expect(await problemsOf(await repacked(() => undefined))).toEqual([]);
    expect(
      await problemsOf(
        await repacked(
          (files) =>
            Object.fromEntries(
              Object.entries(files).map(([name, data]) => [name, [data, { level: 0 }] as const]),
            ) as Zippable,
        ),
      ),
    ).toEqual([]);
  });

  test.for(MEMBERS)('names %s where it was altered, or taken away', async (name) => {
    const altered = await repacked((files) => ({
      ...files,
      [name]: Buffer.from(`${Buffer.from(files[name] ?? []).toString()} `),
    }));
    // A blank at the end leaves a manifest what it is; another run's id does not.
    const forged = await repacked((files) => ({ ...files, [name]: Buffer.from('{"runId":"other"}') }));
    const taken = await repacked((files) =>
      Object.fromEntries(Object.entries(files).filter(([each]) => each !== name)),
    );

    expect(await problemsOf(altered)).toEqual(name === 'manifest.json' ? [] : [`altered ${name}`]);
    expect(await problemsOf(forged)).toEqual([`altered ${name}`]);
    expect(await problemsOf(taken)).toEqual([`missing ${name}`]);
  });

  test('names what was added, and what is there twice', async () => {
    const added = await repacked((files) => ({ ...files, 'findings2.ndjson': Buffer.from('x') }));
    expect(await problemsOf(added)).toEqual(['added findings2.ndjson']);

    const twice = await repacked((files) => ({ ...files, 'zindings.ndjson': Buffer.from('x') }));
    const forged = Buffer.from(twice.toString('latin1').replaceAll('zindings', 'findings'), 'latin1');
    expect(await problemsOf(forged)).toContain('added findings.ndjson');
  });

  test('finds a manifest that was made to fit, unless its own hash was too', async () => {
    const fitted = (reseal: boolean) =>
      repacked((files) => {
        const { sha256, ...open } = JSON.parse(Buffer.from(files['manifest.json'] ?? []).toString());
        const forged = { ...open, absent: [...open.absent, 'more.json'] };
        const manifest = { ...forged, sha256: reseal ? sealOf(forged) : sha256 };
        return { ...files, 'manifest.json': Buffer.from(JSON.stringify(manifest)) };
      });
    expect(await problemsOf(await fitted(false))).toEqual(['altered manifest.json']);
    // Which is why the text says that origin is not proved, and shows the hash to compare.
    const check = await verifyPack(await fitted(true));
    expect(check?.problems).toEqual([]);
    expect(check && verifyText(check, 80)).toContain(`SHA-256 of the manifest:`);
  });

  test('takes a manifest of a later version, whose further members its hash covers', async () => {
    const later = await repacked((files) => {
      const { sha256: _, ...open } = JSON.parse(Buffer.from(files['manifest.json'] ?? []).toString());
      const manifest = { ...open, more: 1 };
      return { ...files, 'manifest.json': Buffer.from(JSON.stringify({ ...manifest, sha256: sealOf(manifest) })) };
    });
    expect(await problemsOf(later)).toEqual([]);
  });

  test('finds any single bit that was flipped, unless the files are the same to the byte', async () => {
    const pack = await packOf();
    const before = await textsOf(pack);
    await fc.assert(
      fc.asyncProperty(fc.nat(pack.length * 8 - 1), async (bit) => {
        const flipped = Buffer.from(pack);
        flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        const check = await verifyPack(flipped);
        expect(check).toBeDefined();
        if (check?.problems.length === 0) expect(await textsOf(flipped)).toEqual(before);
      }),
      { numRuns: 1_500 },
    );
  });

  test('finds that it was cut off, wherever', async () => {
    const pack = await packOf();
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 100, max: pack.length - 1 }), async (length) => {
        expect((await problemsOf(pack.subarray(0, length)))?.length ?? 1).toBeGreaterThan(0);
      }),
      { numRuns: 200 },
    );
  });

  test('finds bytes before, between or behind the files', async () => {
    const pack = await packOf();
    expect(await problemsOf(Buffer.concat([Buffer.from('x'), pack]))).toEqual(['damaged']);
    expect(await problemsOf(Buffer.concat([pack, Buffer.from('x')]))).toEqual(['damaged']);
    expect(await problemsOf(withGap(pack))).toEqual(['damaged']);
  });

  test('is undefined for what never was a pack', async () => {
    const other = Buffer.from(zipSync({ 'a.txt': Buffer.from('report.json findings.ndjson manifest.json') }));
    for (const bytes of [Buffer.alloc(0), Buffer.from('report.json'), other, Buffer.alloc(100_000, 'PK')]) {
      expect(await verifyPack(bytes)).toBeUndefined();
    }
  });
});

/** The pack with eight bytes between its last file and its directory, and an end that knows of it. */
function withGap(pack: Buffer): Buffer {
  const end = pack.length - 22;
  const directory = pack.readUInt32LE(end + 16);
  const wider = Buffer.concat([pack.subarray(0, directory), Buffer.alloc(8), pack.subarray(directory)]);
  wider.writeUInt32LE(directory + 8, end + 8 + 16);
  return wider;
}

describe('what verify says', () => {
  test('is the verdict first, then the run, then what that proves', async () => {
    const check = await verifyPack(await packOf());
    const text = check ? verifyText(check, 80) : '';
    expect(text).toMatch(
      /^Intact: all 10 files are as the manifest says\.\n\nRun 20260601T000000Z-abc123 of organization o-exampleorg/,
    );
    expect(text).toContain('Its coverage was incomplete');
    expect(text.replaceAll('\n', ' ')).toContain('It does not prove who wrote it');
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  test('names each problem, for people and for programs', async () => {
    const check = await verifyPack(await repacked((files) => ({ ...files, 'rules.json': Buffer.from('[]') })));
    expect(check && verifyText(check, 200)).toMatch(
      /^NOT INTACT: 1 problem\. So it proves nothing about the run\.\n {2}altered: rules\.json: its SHA-256 is /,
    );
    expect(check && JSON.parse(verifyJson(check))).toMatchObject({
      schemaVersion: 1,
      intact: false,
      runId: '20260601T000000Z-abc123',
      problems: [{ kind: 'altered', name: 'rules.json' }],
    });
    const damaged = await verifyPack((await packOf()).subarray(0, -1));
    expect(damaged && verifyText(damaged, 80)).toContain('damaged: the pack: its end is missing');
    expect(damaged && JSON.parse(verifyJson(damaged))).toMatchObject({
      intact: false,
      runId: null,
      manifestSha256: null,
    });
  });
});
