import { describe, expect, test } from 'vitest';
import type { World } from '../../src/sandbox/world.ts';
import { profileScene } from '../cli/support/profile-scene.ts';
import { runCli } from '../cli/support/run-cli.ts';
import { callsOf } from '../support/sandbox-scene.ts';
import { account, GOOD_TAG, MEMBER, smallAccounts } from '../support/sandbox-world.ts';

const NOVA = 'us.amazon.nova-pro-v1:0';
const CREATED = /^Created (arn:aws:bedrock:us-east-1:\d{12}:application-inference-profile\/\S+)$/m;

async function scene(change: Partial<World> = {}, tagLagMs = 0) {
  const { run, sandbox } = await profileScene(change, { tagLagMs, strict: true });
  const create = (name: string, ...more: readonly string[]) =>
    run('create', '--name', name, '--from', NOVA, '--agreement', 'ABCDE12345', '--approve', ...more);
  return { run, create, sandbox };
}

describe('profile create --approve', () => {
  test('makes a profile that an audit counts, with its tag in the same call', async () => {
    const { run, create, sandbox } = await scene({}, 300);

    const { code, stdout } = await create('chat-prod', '--description', 'Chat: production');
    const [, arn = ''] = CREATED.exec(stdout) ?? [];

    expect(code).toBe(0);
    expect(stdout).toContain('chat-prod: MAP counts it');
    expect(stdout).toContain('What callers must change');
    expect(await run('verify', arn)).toMatchObject({ code: 0 });
    expect(callsOf(sandbox, 'TagResource')).toEqual([]);
    expect(callsOf(sandbox, 'CreateInferenceProfile').map(({ input }) => input)).toEqual([
      {
        inferenceProfileName: 'chat-prod',
        description: 'Chat: production',
        modelSource: { copyFrom: `arn:aws:bedrock:us-east-1:${MEMBER}:inference-profile/${NOVA}` },
        clientRequestToken: expect.stringMatching(/^[0-9a-f]{64}$/),
        tags: [GOOD_TAG],
      },
    ]);
    expect(sandbox.violations()).toEqual([]);
  });

  test('repeated to the letter makes no second profile', async () => {
    const { run, create } = await scene({ profiles: [] });

    const first = CREATED.exec((await create('chat')).stdout);
    const again = CREATED.exec((await create('chat')).stdout);

    expect(again?.[1]).toBe(first?.[1]);
    expect((await run('list')).stdout).toContain('1 application inference profile,');
  });

  test('repeated after a while does not say that it made one, if the clock is not fixed', async () => {
    const { config } = await profileScene({ profiles: [] });
    const argv = ['profile', 'create', '--name', 'chat', '--from', NOVA, '--agreement', 'ABCDE12345', '--approve'];

    // The sandbox dates every profile with the beginning of the day on which it plays.
    const { code, stdout } = await runCli([...argv, '--config', config]);

    expect(code).toBe(0);
    expect(stdout).not.toMatch(CREATED);
    expect(stdout).toMatch(
      /^Nothing was created: the same order made arn:aws:bedrock:\S+ already, 2026-06-01T00:00:00\.000Z$/m,
    );
  });

  test('tells the profile that has the name already', async () => {
    const { create } = await scene();
    const [, arn] = CREATED.exec((await create('chat')).stdout) ?? [];

    const { code, stderr } = await create('chat', '--description', 'another one');

    expect(code).toBe(3);
    expect(stderr).toContain(`Nothing was created: AWS says that a profile named "chat" exists already: ${arn}`);
  });

  test('makes one of a foundation model for one region', async () => {
    const { run } = await scene();
    const from = 'arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-pro-v1:0';

    const { code, stdout } = await run(
      'create',
      '--name',
      'one',
      '--from',
      from,
      '--agreement',
      'ABCDE12345',
      '--approve',
    );

    expect(code).toBe(0);
    expect(stdout).toContain(`Created arn:aws:bedrock:eu-west-1:${MEMBER}:application-inference-profile/`);
  });

  test.for([
    [
      'no permission to create',
      ['bedrock:Get*'],
      /You need bedrock:CreateInferenceProfile and, for the tag .* bedrock:TagResource/,
    ],
    ['no permission to read the source', ['bedrock:Create*'], /You need bedrock:GetInferenceProfile/],
  ] as const)('is told in words: %s', async ([, actions, words]) => {
    const role = { name: 'Person', trusts: [], actions };
    const accounts = smallAccounts.map((each) => (each.id === MEMBER ? account({ ...each, roles: [role] }) : each));
    const { create } = await scene({ accounts, caller: { accountId: MEMBER, roleName: 'Person' } });

    const { code, stderr } = await create('chat');

    expect(code).toBe(3);
    expect(stderr).toMatch(words);
  });

  test('names the ARN also where nothing may be read afterwards', async () => {
    const role = { name: 'Person', trusts: [], actions: ['bedrock:Create*', 'bedrock:TagResource', 'bedrock:Get*'] };
    const accounts = smallAccounts.map((each) => (each.id === MEMBER ? account({ ...each, roles: [role] }) : each));
    const { create } = await scene({ accounts, caller: { accountId: MEMBER, roleName: 'Person' } });

    const { code, stdout, stderr } = await create('chat');

    expect(code).toBe(1);
    expect(stdout).toMatch(CREATED);
    expect(stdout).toContain('AWS took the tag; whether it shows could not be read. Look again:');
    expect(stderr).toMatch(
      /^Not everything could be read: bedrock:ListTagsForResource failed with AccessDeniedException \(request id \S+\): .*You need bedrock:ListTagsForResource; docs\/permissions\.md/,
    );
  });
});
