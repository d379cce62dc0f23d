import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { verifyPack } from '../../src/report/verify-pack.ts';
import { verifyText } from '../../src/report/verify-text.ts';
import { packOf, problemsOf, repacked } from './evidence-pack.ts';

describe('a hostile pack', () => {
  const manifest = Buffer.from('{}');

  test('that unpacks to more than it says costs no more than what it says', async () => {
    const bomb = Buffer.from(
      zipSync({ 'manifest.json': manifest, 'report.json': Buffer.alloc(50_000_000) }, { level: 9 }),
    );
    const size = Buffer.alloc(4);
    size.writeUInt32LE(50_000_000);
    const small = Buffer.alloc(4);
    small.writeUInt32LE(10);
    const lying = Buffer.from(
      bomb.toString('latin1').replaceAll(size.toString('latin1'), small.toString('latin1')),
      'latin1',
    );
    expect(await problemsOf(lying)).toEqual(['damaged report.json', 'altered manifest.json']);
  });

  test('that says that it unpacks to more than can be wanted is not unpacked', async () => {
    const honest = Buffer.from(
      zipSync({ 'manifest.json': manifest, 'report.json': Buffer.alloc(7_654_321), 'a.json': Buffer.alloc(7_654_321) }),
    );
    const size = Buffer.alloc(4);
    size.writeUInt32LE(7_654_321);
    const huge = Buffer.from(
      honest.toString('latin1').replaceAll(size.toString('latin1'), '\xff\xff\xff\xff'),
      'latin1',
    );
    expect((await verifyPack(huge))?.problems[0]?.detail).toMatch(/bytes unpacked; that is not done$/);
  });

  test('with many files, or names that climb, is refused by name and touches nothing', async () => {
    const many = Object.fromEntries(Array.from({ length: 65 }, (_, n) => [`report.json${n}`, manifest]));
    expect((await verifyPack(Buffer.from(zipSync(many))))?.problems[0]?.detail).toMatch(
      /^it says that it has 65 files/,
    );

    const climbing = await repacked((files) => ({ ...files, '../../etc/\u001b[31mpasswd': Buffer.from('x') }));
    const check = await verifyPack(climbing);
    expect(check?.problems).toMatchObject([{ kind: 'added', name: '../../etc/\u001b[31mpasswd' }]);
    expect(check && verifyText(check, 80)).not.toContain('\u001b');
  });

  test('of any bytes whatever ends in an answer', async () => {
    const pack = await packOf();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(pack.length - 1), fc.nat(255)), { minLength: 1, maxLength: 30 }),
        async (changes) => {
          const changed = Buffer.from(pack);
          for (const [at, byte] of changes) changed.writeUInt8(byte, at);
          const check = await verifyPack(changed);
          if (check) expect(verifyText(check, 60)).toMatch(/^(Intact|NOT INTACT)/);
        },
      ),
      { numRuns: 300 },
    );
  });

  test.for([
    ['is encrypted', 8, 6, 1],
    ['is packed in an unknown way', 10, 8, 12],
  ] as const)('with a file that %s is not believed', async ([detail, inEntry, inHeader, value]) => {
    const pack = await packOf();
    const directory = pack.readUInt32LE(pack.length - 22 + 16);
    pack.writeUInt16LE(pack.readUInt16LE(directory + inEntry) ^ value, directory + inEntry);
    pack.writeUInt16LE(pack.readUInt16LE(inHeader) ^ value, inHeader);
    expect((await verifyPack(pack))?.problems[0]?.detail).toBe(`README.txt ${detail}`);
  });
});
