import { describe, expect, test } from 'vitest';
import { AwsError, LostAnswerError } from '../../src/domain/errors.ts';
import type { TagRecord } from '../../src/domain/plan.ts';
import type { TaggingPort } from '../../src/ports/tagging.ts';
import { aProfile } from '../support/builders.ts';

export interface TaggingScene {
  /** By ARN; all in accounts that may be written to, but for the closed one. */
  readonly resources: Readonly<Record<string, TagRecord>>;
  /** An account in which nothing is allowed. */
  readonly closed: string;
}

const CLOSED = '444455556666';
const { arn: TAGGED } = aProfile({ id: 'tagged000001' });
const { arn: BARE } = aProfile({ id: 'bare00000001', region: 'eu-west-1' });
const { arn: GONE } = aProfile({ id: 'gone00000001' });
const { arn: CLOSED_ARN } = aProfile({ id: 'closed000001', accountId: CLOSED });
const TAGS = { ...JSON.parse('{"__proto__":"x"}'), empty: '', 'MAP-migrated': 'other' };
const KEY = 'map-migrated';

/** What every hand on tags keeps to. It writes no key but the map tag's: the role that is shipped may write no other. */
export function taggingPortContract(name: string, open: (scene: TaggingScene) => Promise<TaggingPort>): void {
  const scene = { resources: { [TAGGED]: TAGS, [BARE]: {}, [CLOSED_ARN]: {} }, closed: CLOSED };
  const read = async (port: TaggingPort, arn: string) => Object.fromEntries(await port.read(arn));

  describe(`the tags of ${name}`, () => {
    test('are all that the resource has, whatever their keys', async () => {
      const port = await open(scene);

      expect(await read(port, TAGGED)).toEqual(TAGS);
      expect(await read(port, BARE)).toEqual({});
    });

    test('take a new one and leave the others, of this resource and the next', async () => {
      const port = await open(scene);

      expect(await port.put(TAGGED, KEY, 'migABCDE12345')).toMatch(/\S/);

      expect(await read(port, TAGGED)).toEqual({ ...TAGS, [KEY]: 'migABCDE12345' });
      expect(await read(port, BARE)).toEqual({});
    });

    test('take another value, an empty one too', async () => {
      const port = await open(scene);
      for (const value of ['migABCDE12345', 'mig ABCDE12345', '']) {
        await port.put(BARE, KEY, value);
        expect(await read(port, BARE)).toEqual({ [KEY]: value });
      }
    });

    test('lose one and keep the others, and may lose one that is not there', async () => {
      const port = await open(scene);
      await port.put(TAGGED, KEY, 'migABCDE12345');
      expect(await port.remove(TAGGED, KEY)).toMatch(/\S/);
      await port.remove(TAGGED, KEY);

      expect(await read(port, TAGGED)).toEqual(TAGS);
    });

    test.for([
      ['there is no such resource', GONE, { outcome: 'failed', code: 'ResourceNotFoundException' }],
      ['nothing is allowed', CLOSED_ARN, { outcome: 'access-denied', code: 'AccessDeniedException' }],
    ] as const)('are refused where %s, and certainly not written', async ([, arn, failure]) => {
      const port = await open(scene);

      for (const call of [() => port.read(arn), () => port.put(arn, KEY, 'x'), () => port.remove(arn, KEY)]) {
        const error = await call().catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(AwsError);
        expect(error).not.toBeInstanceOf(LostAnswerError);
        expect(error).toMatchObject({ failure });
      }
    });
  });
}
