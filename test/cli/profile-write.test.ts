import { describe, expect, test } from 'vitest';
import { account, GOOD_TAG, MEMBER, smallAccounts } from '../support/sandbox-world.ts';
import { arnOf, mine, profileScene } from './support/profile-scene.ts';

describe('profile tag', () => {
  const bare = { profiles: [mine({ tags: [{ key: 'team', value: 'x' }] })] };

  test('without --approve shows before and after, and writes nothing', async () => {
    const { run, writes } = await profileScene(bare);

    const { code, stdout, stderr } = await run('tag', arnOf('payments0001'), '--agreement', 'ABCDE12345');

    expect(code).toBe(2);
    expect(stdout).toMatch(/before +no map-migrated\n +after +map-migrated = "migABCDE12345"\n/);
    expect(stderr).toBe('--approve: not given, so nothing was written; expected it once the above is what you want\n');
    expect(writes()).toEqual([]);
  });

  test('writes the one tag, waits until it shows, and verifies', async () => {
    const { run, writes } = await profileScene(bare, { tagLagMs: 400 });

    const { code, stdout } = await run('tag', arnOf('payments0001'), '--agreement', 'ABCDE12345', '--approve');

    expect(code).toBe(0);
    expect(stdout).toContain('payments: MAP counts it');
    expect(writes().map(({ input }) => input)).toEqual([{ resourceARN: arnOf('payments0001'), tags: [GOOD_TAG] }]);
    expect((await run('show', arnOf('payments0001'))).stdout).toMatch(/map-migrated = "migABCDE12345"\n +team = "x"/);
  });

  test('makes no second write', async () => {
    const { run, writes } = await profileScene();

    const { code, stdout } = await run('tag', arnOf('payments0001'), '--agreement', 'ABCDE12345', '--approve');

    expect(code).toBe(0);
    expect(stdout).toContain('Nothing was written');
    expect(writes()).toEqual([]);
  });

  test.for([
    ['of another agreement', { tags: [{ key: 'map-migrated', value: 'migZZZZZ99999' }] }, 'it is never overwritten'],
    ['of another programme', { tags: [{ key: 'map-migrated', value: 'sapQQQQQ99999' }] }, 'it is never overwritten'],
    ['with another id', { tags: [{ key: 'map-migrated', value: 'QQQQQ99999' }] }, '"QQQQQ99999", which does not mean'],
    ['that is too old', { tags: [], createdAt: '2026-01-15T00:00:00.000Z' }, 'mapwarden profile create does that'],
    ['of DataZone', { tags: [{ key: 'AmazonDataZoneDomain', value: 'd' }] }, 'Amazon DataZone manages this resource'],
  ] as const)('refuses a profile %s', async ([, change, text]) => {
    const { run, writes } = await profileScene({ profiles: [mine(change)] });

    const { code, stderr } = await run('tag', arnOf('payments0001'), '--agreement', 'ABCDE12345', '--approve');

    expect(code).toBe(2);
    expect(stderr).toContain(text);
    expect(writes()).toEqual([]);
  });

  test('knows configured agreements only', async () => {
    const { run, sandbox } = await profileScene(bare);

    const { code, stderr } = await run('tag', arnOf('payments0001'), '--agreement', 'migABCDE12345');

    expect({ code, stderr }).toEqual({
      code: 2,
      stderr:
        '--agreement: no such agreement is configured, did you mean "ABCDE12345"?; expected one of ABCDE12345; got "migABCDE12345"\n',
    });
    expect(sandbox.requests()).toEqual([]);
  });

  test('is told by whom it was denied', async () => {
    const policy = { id: 'p-tags0001', targets: [MEMBER], regions: [], denies: ['bedrock:TagResource'] };
    const byPolicy = await profileScene({ ...bare, serviceControlPolicies: [policy] });

    const { code, stdout, stderr } = await byPolicy.run(
      'tag',
      arnOf('payments0001'),
      '--agreement',
      'ABCDE12345',
      '--approve',
    );

    expect(code).toBe(3);
    expect(stdout).not.toContain('Tagged');
    expect(stderr).toMatch(
      /bedrock:TagResource failed with AccessDeniedException.*A service control policy of the organization denies bedrock:TagResource/,
    );
  });

  test('is told which permission is missing', async () => {
    const role = { name: 'Reader', trusts: [], actions: ['bedrock:Get*', 'bedrock:List*'] };
    const accounts = smallAccounts.map((each) => (each.id === MEMBER ? account({ ...each, roles: [role] }) : each));
    const { run } = await profileScene({ ...bare, accounts, caller: { accountId: MEMBER, roleName: 'Reader' } });

    const { code, stderr } = await run('tag', arnOf('payments0001'), '--agreement', 'ABCDE12345', '--approve');

    expect(code).toBe(3);
    expect(stderr).toContain('You need bedrock:TagResource; docs/permissions.md has the statement');
  });
});

describe('profile create, before any call to AWS', () => {
  const NOVA = 'amazon.nova-pro-v1:0';

  test('refuses everything that is wrong, all at once', async () => {
    const { run, sandbox } = await profileScene();

    const { code, stderr } = await run(
      'create',
      '--name',
      'v1.5',
      '--description',
      'a, b',
      '--from',
      'gpt',
      '--agreement',
      'NONE',
    );

    expect(code).toBe(2);
    expect(
      stderr
        .trimEnd()
        .split('\n')
        .map((line) => line.split(':')[0]),
    ).toEqual(['--name', '--description', '--from', '--agreement']);
    expect(stderr).toContain('such as "v1-5"; got "v1.5"');
    expect(sandbox.requests()).toEqual([]);
  });

  test('refuses an agreement that cannot count, and a model that counts for later ones', async () => {
    const old = {
      agreements: [{ id: 'ABCDE12345', name: 'Core', acceptedOn: '2024-12-16', endsOn: '2026-05-31', ous: [] }],
    };
    const { run, sandbox } = await profileScene(old);

    const { code, stderr } = await run(
      'create',
      '--name',
      'a',
      '--from',
      'anthropic.claude-sonnet-4-5-20250929-v1:0',
      '--agreement',
      'ABCDE12345',
    );

    expect(code).toBe(2);
    expect(
      stderr
        .trimEnd()
        .split('\n')
        .map((line) => line.split(':')[0]),
    ).toEqual(['--agreement', '--agreement', '--from']);
    expect(sandbox.requests()).toEqual([]);
  });

  test('refuses the agreement as well where the source cannot be read', async () => {
    const ended = {
      agreements: [{ id: 'ABCDE12345', name: 'Core', acceptedOn: '2026-01-15', endsOn: '2026-05-31', ous: [] }],
    };
    const { run } = await profileScene(ended);

    const { code, stderr } = await run('create', '--name', 'a', '--from', 'gpt', '--agreement', 'ABCDE12345');

    expect(code).toBe(2);
    expect(stderr).toMatch(/^--from: .*\n--agreement: Agreement ABCDE12345 runs from/);
  });

  test('demands what it cannot do without', async () => {
    const { run } = await profileScene();

    expect(await run('create', '--name', 'a', '--from', NOVA)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--agreement'),
    });
  });

  test('refuses a source in another region than --region', async () => {
    const { run } = await profileScene();
    const from = `arn:aws:bedrock:us-east-1::foundation-model/${NOVA}`;

    const ended = await run(
      'create',
      '--name',
      'a',
      '--from',
      from,
      '--agreement',
      'ABCDE12345',
      '--region',
      'eu-west-1',
    );

    expect(ended).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('it is in us-east-1') });
  });

  test('without --approve shows the order and the same for the AWS CLI, and writes nothing', async () => {
    const { run, writes } = await profileScene();

    const { code, stdout, stderr } = await run(
      'create',
      '--name',
      'chat',
      '--from',
      `us.${NOVA}`,
      '--agreement',
      'ABCDE12345',
    );

    expect(code).toBe(2);
    expect(stdout).toContain(`from         arn:aws:bedrock:us-east-1:${MEMBER}:inference-profile/us.${NOVA}\n`);
    expect(stdout).toContain('aws bedrock create-inference-profile --region us-east-1');
    expect(stderr).toMatch(/^--approve: not given, so nothing was written/);
    expect(writes()).toEqual([]);
  });

  test('is told where the system-defined profile does not exist', async () => {
    const { run } = await profileScene();

    expect(
      await run('create', '--name', 'a', '--from', 'us.amazon.none-v1:0', '--agreement', 'ABCDE12345'),
    ).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('bedrock:GetInferenceProfile failed with ResourceNotFoundException'),
    });
  });

  test('is told of the geography where the system-defined profile is one of other regions', async () => {
    const { run } = await profileScene();

    expect(
      await run('create', '--name', 'a', '--from', 'eu.amazon.nova-pro-v1:0', '--agreement', 'ABCDE12345'),
    ).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('Profiles that begin with eu. are offered in regions of that geography only'),
    });
  });

  test('refuses an ARN that names no region that could be', async () => {
    const { run, sandbox } = await profileScene();
    const from = `arn:aws:bedrock:x.evil.example/::foundation-model/${NOVA}`;

    expect(await run('create', '--name', 'a', '--from', from, '--agreement', 'ABCDE12345')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^--from: its ARN does not name a region/),
    });
    expect(sandbox.requests()).toEqual([]);
  });
});
