import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api';
import { describe, expect, test } from 'vitest';
import { buildAccount, buildProfile, buildRemediationRole, buildWorld, profileArn } from '../../src/sandbox/world.ts';
import { openRemediating, put, RIGHT, read, remove } from './remediating.ts';
import {
  administratorOf,
  assume,
  clients,
  errorOf,
  MANAGEMENT,
  MEMBER,
  NEVER_TAGGED_ARN,
  open,
  PROFILE_ARN,
} from './support.ts';

const FINE = 'it did not fail';

describe('faults of writes', () => {
  test.for([
    ['tag-writes-denied', /because no identity-based policy allows the bedrock:TagResource action$/],
    ['tag-writes-scp-denied', /with an explicit deny in a service control policy: arn:aws:organizations::/],
  ] as const)('%s closes writes and leaves reads', async ([kind, message]) => {
    const { sandbox, session } = await openRemediating(`${kind}@${MEMBER}/us-east-1`);

    const written = await errorOf(put(sandbox, session, PROFILE_ARN));
    const removed = await errorOf(remove(sandbox, session, PROFILE_ARN, ['map-migrated']));
    const elsewhere = `arn:aws:bedrock:eu-west-1:${MEMBER}:application-inference-profile/europe000001`;

    expect(written).toMatchObject({ name: 'AccessDeniedException', message: expect.stringMatching(message) });
    expect(removed.name).toBe('AccessDeniedException');
    expect(await read(sandbox, PROFILE_ARN)).toEqual({ 'map-migrated': 'migABCDE12345' });
    expect((await errorOf(put(sandbox, session, elsewhere))).message).toBe(FINE);
  });

  test('tag-writes-throttled throttles three in a target, reads not at all, and anew once faults are set', async () => {
    const { sandbox, session } = await openRemediating(`tag-writes-throttled@${MEMBER}`);
    const four = async () => [
      (await errorOf(put(sandbox, session, PROFILE_ARN))).name,
      (await errorOf(put(sandbox, session, NEVER_TAGGED_ARN))).name,
      (await errorOf(remove(sandbox, session, PROFILE_ARN, []))).name,
      (await errorOf(put(sandbox, session, PROFILE_ARN))).message,
    ];
    const expected = [...Array.from({ length: 3 }, () => 'ThrottlingException'), FINE];

    await read(sandbox, PROFILE_ARN);
    expect(await four()).toEqual(expected);
    expect((await errorOf(put(sandbox, session, PROFILE_ARN))).message).toBe(FINE);

    sandbox.setFaults(sandbox.faults());
    expect(await four()).toEqual(expected);
    expect(sandbox.writes().filter(({ error }) => error === 'ThrottlingException')).toHaveLength(6);
  });

  test('every-other-write-denied denies half of the profiles, always the same ones', async () => {
    const profiles = Array.from({ length: 6 }, (_, index) =>
      buildProfile({ accountId: MEMBER, region: 'us-east-1', id: `profile0000${index}` }),
    );
    const member = buildAccount({ id: MEMBER, roles: [buildRemediationRole()] });
    const world = buildWorld([buildAccount({ id: MANAGEMENT }), member], { profiles });
    const sandbox = await open({ faults: [{ kind: 'every-other-write-denied', accountId: '*' }] }, world);
    const session = await assume(sandbox, MEMBER, { role: 'MapwardenRemediate' });

    const outcomes = [];
    for (const profile of [...profiles, ...profiles]) {
      outcomes.push((await errorOf(put(sandbox, session, profileArn(profile)))).name);
    }

    const [denied, fine] = ['AccessDeniedException', 'Error'];
    const round = [denied, fine, denied, fine, denied, fine];
    expect(outcomes).toEqual([...round, ...round]);
  });

  test('lagging-reads show a write to the third reader of the resource, whichever service is asked', async () => {
    const { sandbox, session } = await openRemediating(`lagging-reads@${MEMBER}`);
    const { tagging } = clients(sandbox, administratorOf(MEMBER));
    const bulk = async (arn: string) => {
      const answer = await tagging.send(new GetResourcesCommand({ ResourceARNList: [arn] }));
      return answer.ResourceTagMappingList?.[0]?.Tags;
    };

    await put(sandbox, session, NEVER_TAGGED_ARN);
    const seen = [await read(sandbox, NEVER_TAGGED_ARN), await bulk(NEVER_TAGGED_ARN)];
    await bulk(PROFILE_ARN);

    expect(seen).toEqual([{}, undefined]);
    expect(await bulk(NEVER_TAGGED_ARN)).toEqual([{ Key: 'map-migrated', Value: 'migZZZZZ99999' }]);
    expect(await read(sandbox, NEVER_TAGGED_ARN)).toEqual(RIGHT);
  });

  test('lagging-reads go on showing what was there before', async () => {
    const { sandbox, session } = await openRemediating(`lagging-reads@${MEMBER}`);

    await put(sandbox, session, PROFILE_ARN);

    expect(await read(sandbox, PROFILE_ARN)).toEqual({ 'map-migrated': 'migABCDE12345' });
  });

  test('lost-write-answer writes, and cuts the connection', async () => {
    const { sandbox, session } = await openRemediating(`lost-write-answer@${MEMBER}`);

    const error = await errorOf(put(sandbox, session, PROFILE_ARN));

    expect(error).toMatchObject({ code: 'ECONNRESET' });
    expect(await read(sandbox, PROFILE_ARN)).toEqual(RIGHT);
    expect(sandbox.writes()).toMatchObject([{ resource: PROFILE_ARN, error: null }]);
  });
});
