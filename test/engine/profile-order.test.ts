import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createProfileCommand, profileOrder } from '../../src/engine/profile-order.ts';

const PLACE = { partition: 'aws', accountId: '111122223333', region: 'eu-central-1' };
const WISH = {
  name: 'chat prod',
  description: 'Chat: production',
  copyFrom: 'arn:aws:bedrock:eu-central-1::foundation-model/amazon.nova-pro-v1:0',
  tag: { key: 'map-migrated', value: 'migABCDE12345' },
};

describe('the order for a profile', () => {
  test('has a token that AWS takes, the same for the same order', () => {
    const { clientRequestToken } = profileOrder(PLACE, WISH);

    expect(clientRequestToken).toMatch(/^[a-zA-Z0-9]([-a-zA-Z0-9]{0,254}[a-zA-Z0-9])?$/);
    expect(profileOrder({ ...PLACE }, { ...WISH }).clientRequestToken).toBe(clientRequestToken);
  });

  test.for([
    ['account', { ...PLACE, accountId: '444455556666' }, WISH],
    ['region', { ...PLACE, region: 'us-east-1' }, WISH],
    ['name', PLACE, { ...WISH, name: 'chat' }],
    ['description', PLACE, { ...WISH, description: '' }],
    ['source', PLACE, { ...WISH, copyFrom: `${WISH.copyFrom}:300k` }],
    ['tag', PLACE, { ...WISH, tag: { key: 'map-migrated', value: 'migOTHER00000' } }],
  ] as const)('has another token for another %s', ([, place, wish]) => {
    expect(profileOrder(place, wish).clientRequestToken).not.toBe(profileOrder(PLACE, WISH).clientRequestToken);
  });
});

describe('the command for the AWS CLI', () => {
  /** The words as a POSIX shell hands them over. */
  function words(command: string): readonly string[] {
    const { stdout } = spawnSync('sh', ['-c', `set -- ${command}; printf '%s\\0' "$@"`], { encoding: 'utf8' });
    return stdout.split('\0').slice(0, -1);
  }

  test('gives the order to the shell word by word', () => {
    const order = profileOrder(PLACE, WISH);

    expect(words(createProfileCommand(PLACE, order))).toEqual([
      ...['aws', 'bedrock', 'create-inference-profile', '--region', 'eu-central-1'],
      ...['--inference-profile-name', 'chat prod', '--model-source', `copyFrom=${WISH.copyFrom}`],
      ...['--description', 'Chat: production', '--tags', 'key=map-migrated,value=migABCDE12345'],
      ...['--client-request-token', order.clientRequestToken],
    ]);
  });

  test('leaves out a description that is not given', () => {
    expect(createProfileCommand(PLACE, profileOrder(PLACE, { ...WISH, description: '' }))).not.toContain('description');
  });

  test('stays whole whatever stands in a configured value', () => {
    const value = fc.stringMatching(/^[a-zA-Z0-9 ._:/=+@-]{1,60}$/);
    fc.assert(
      fc.property(value, value, (key, tagged) => {
        const order = profileOrder(PLACE, { ...WISH, tag: { key, value: tagged } });
        const given = words(createProfileCommand(PLACE, order));
        const tags = given[given.indexOf('--tags') + 1] ?? '';
        const read = tags.startsWith('[') ? JSON.parse(tags) : [shorthand(tags)];
        expect(read).toEqual([{ key, value: tagged }]);
      }),
      { numRuns: 30 },
    );
  });

  function shorthand(text: string) {
    const [, key, value] = /^key=([^,=]+),value=([^,=]+)$/.exec(text) ?? [];
    return { key, value };
  }
});
