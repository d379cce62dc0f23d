import {
  AccessDeniedException,
  GetInferenceProfileCommand,
  ListInferenceProfilesCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-bedrock';
import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api';
import { describe, expect, test } from 'vitest';
import { buildAccount, buildRemediationRole, buildWorld } from '../../src/sandbox/world.ts';
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

describe('the remediation role', () => {
  test('writes, removes and reads the map tag', async () => {
    const { sandbox, session } = await openRemediating();
    const { bedrock } = clients(sandbox, session);

    await put(sandbox, session, NEVER_TAGGED_ARN);
    const written = await bedrock.send(new ListTagsForResourceCommand({ resourceARN: NEVER_TAGGED_ARN }));
    await remove(sandbox, session, NEVER_TAGGED_ARN, ['map-migrated']);

    expect(written.tags).toEqual([{ key: 'map-migrated', value: 'migZZZZZ99999' }]);
    expect(await read(sandbox, NEVER_TAGGED_ARN)).toEqual({});
  });

  test.for([
    ['another key', { team: 'payments' }],
    ['another key beside it', { ...RIGHT, team: 'payments' }],
    ['the key in another case', { 'Map-Migrated': 'migZZZZZ99999' }],
  ] as const)('may not write or remove %s', async ([, tags]) => {
    const { sandbox, session } = await openRemediating();

    expect(await errorOf(put(sandbox, session, PROFILE_ARN, tags))).toMatchObject({
      name: 'AccessDeniedException',
      message: `User: arn:aws:sts::${MEMBER}:assumed-role/MapwardenRemediate/run-1 is not authorized to perform: bedrock:TagResource on resource: ${PROFILE_ARN} because no identity-based policy allows the bedrock:TagResource action`,
    });
    expect(await errorOf(remove(sandbox, session, PROFILE_ARN, Object.keys(tags)))).toBeInstanceOf(
      AccessDeniedException,
    );
    expect(await read(sandbox, PROFILE_ARN)).toEqual({ 'map-migrated': 'migABCDE12345' });
  });

  test('finds nothing by itself', async () => {
    const { sandbox, session } = await openRemediating();
    const { bedrock, tagging } = clients(sandbox, session);

    const denied = [
      await errorOf(bedrock.send(new ListInferenceProfilesCommand({ typeEquals: 'APPLICATION' }))),
      await errorOf(bedrock.send(new GetInferenceProfileCommand({ inferenceProfileIdentifier: PROFILE_ARN }))),
      await errorOf(tagging.send(new GetResourcesCommand({}))),
    ];

    expect(denied.map(({ name }) => name)).toEqual(denied.map(() => 'AccessDeniedException'));
  });

  test('demands its external id', async () => {
    const member = buildAccount({ id: MEMBER, roles: [buildRemediationRole({ externalId: 'right-one' })] });
    const sandbox = await open({}, buildWorld([buildAccount({ id: MANAGEMENT }), member]));
    const role = 'MapwardenRemediate';

    expect((await errorOf(assume(sandbox, MEMBER, { role }))).name).toBe('AccessDenied');
    expect((await assume(sandbox, MEMBER, { role, ExternalId: 'right-one' })).accessKeyId).toContain(MEMBER);
  });
});

test('the audit role may not remove tags, and the caller may in its own account only', async () => {
  const sandbox = await open();
  const own = `arn:aws:bedrock:us-east-1:${MANAGEMENT}:application-inference-profile/manage000001`;

  const audit = await errorOf(remove(sandbox, await assume(sandbox, MEMBER), PROFILE_ARN, ['map-migrated']));
  const foreign = await errorOf(put(sandbox, sandbox.credentials, PROFILE_ARN));
  await put(sandbox, sandbox.credentials, own, { team: 'finops' });

  expect(audit.name).toBe('AccessDeniedException');
  expect(foreign.name).toBe('ResourceNotFoundException');
  expect(await read(sandbox, own)).toEqual({ team: 'finops' });
});

describe('the write log', () => {
  test('tells each write with the tags before and after, who made it, and in which order', async () => {
    const { sandbox, session } = await openRemediating();
    const beganMs = Date.now();

    await put(sandbox, session, PROFILE_ARN);
    await remove(sandbox, administratorOf(MEMBER), PROFILE_ARN, ['map-migrated']);

    const place = { accountId: MEMBER, region: 'us-east-1', by: 'api', resource: PROFILE_ARN, error: null };
    const role = `arn:aws:sts::${MEMBER}:assumed-role/MapwardenRemediate/run-1`;
    const user = `arn:aws:iam::${MEMBER}:user/finops`;
    const [old, right] = ['migABCDE12345', 'migZZZZZ99999'].map((value) => [{ key: 'map-migrated', value }]);
    expect(sandbox.writes()).toMatchObject([
      { ...place, sequence: 1, principal: role, operation: 'TagResource', before: old, after: right },
      { ...place, sequence: 2, principal: user, operation: 'UntagResource', before: right, after: [] },
    ]);
    expect(sandbox.writes().every(({ at }) => Date.parse(at) >= beganMs)).toBe(true);
  });

  test('tells writes that were refused, and that nothing changed', async () => {
    const { sandbox, session } = await openRemediating();
    const nowhere = `arn:aws:bedrock:us-east-1:${MEMBER}:application-inference-profile/nowhere00001`;

    await errorOf(put(sandbox, session, PROFILE_ARN, { team: 'x' }));
    await errorOf(put(sandbox, session, nowhere));
    await errorOf(put(sandbox, administratorOf(MEMBER), NEVER_TAGGED_ARN, { 'aws:x': 'y' }));

    expect(sandbox.writes().map(({ resource, after, error }) => [resource, after, error])).toEqual([
      [PROFILE_ARN, [{ key: 'map-migrated', value: 'migABCDE12345' }], 'AccessDeniedException'],
      [nowhere, null, 'ResourceNotFoundException'],
      [NEVER_TAGGED_ARN, [], 'ValidationException'],
    ]);
    expect(sandbox.writes().every(({ before, after }) => before === after)).toBe(true);
  });

  test('leaves out what never arrived, and reads', async () => {
    const { sandbox, session } = await openRemediating(`reset@${MEMBER}`);

    await errorOf(put(sandbox, session, PROFILE_ARN));
    sandbox.setFaults([]);
    await read(sandbox, PROFILE_ARN);

    expect(sandbox.writes()).toEqual([]);
  });

  test('marks what somebody else changed, which every reader sees at once', async () => {
    const sandbox = await open({ tagLagMs: 60_000 });

    const isChanged = sandbox.setTags(PROFILE_ARN, { team: 'claims' });

    expect(isChanged).toBe(true);
    expect(await read(sandbox, PROFILE_ARN)).toEqual({ team: 'claims' });
    expect(sandbox.writes()).toMatchObject([
      {
        by: 'control',
        principal: null,
        operation: null,
        accountId: MEMBER,
        region: 'us-east-1',
        resource: PROFILE_ARN,
        before: [{ key: 'map-migrated', value: 'migABCDE12345' }],
        after: [{ key: 'team', value: 'claims' }],
        error: null,
      },
    ]);
  });

  test('and changes from outside are there on the control plane, and outlive a reset', async () => {
    const { sandbox, session } = await openRemediating();
    const control = async (method: string, path: string, body?: string) => {
      const answer = await fetch(`${sandbox.url}/_sandbox/${path}`, { method, ...(body !== undefined && { body }) });
      const content: unknown = await answer.json();
      return { status: answer.status, content };
    };
    const change = { arn: PROFILE_ARN, tags: { team: 'claims' } };

    await put(sandbox, session, PROFILE_ARN);
    const changed = await control('PUT', 'tags', JSON.stringify(change));
    const unknown = await control('PUT', 'tags', JSON.stringify({ ...change, arn: 'arn:aws:bedrock:nowhere' }));
    const wrong = await control('PUT', 'tags', '{"arn":"x","tags":[1]}');
    const broken = await control('PUT', 'tags', '{');
    await control('POST', 'reset');

    expect(changed).toEqual({ status: 200, content: change });
    expect([unknown.status, wrong.status, broken.status]).toEqual([404, 400, 400]);
    expect((await control('GET', 'writes')).content).toEqual(sandbox.writes());
    expect(sandbox.writes().map(({ sequence, by }) => [sequence, by])).toEqual([
      [1, 'api'],
      [2, 'control'],
    ]);
    expect(await read(sandbox, PROFILE_ARN)).toEqual({ team: 'claims' });
  });
});
