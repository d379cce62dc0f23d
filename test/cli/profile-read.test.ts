import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { MANAGEMENT, MEMBER, UNIT } from '../support/sandbox-world.ts';
import { arnOf, mine, profileScene } from './support/profile-scene.ts';

const inOu = {
  agreements: [{ id: 'ABCDE12345', name: 'Core', acceptedOn: '2026-01-15', endsOn: '2028-01-15', ous: [UNIT] }],
};

describe('profile list', () => {
  test('shows the profiles of the region with their tags and verdicts', async () => {
    const { run } = await profileScene({ profiles: [mine(), mine({ id: 'payments0002', name: 'bare', tags: [] })] });

    const { code, stdout, stderr } = await run('list');

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`Account ${MEMBER}, us-east-1: 2 application inference profiles`);
    expect(stdout).toContain('bare: MAP does not count it');
    expect(stdout).toContain('payments: MAP counts it');
  });

  test('looks where --region says, before AWS_REGION', async () => {
    const { run } = await profileScene();

    expect((await run('list', '--region', 'eu-west-1')).stdout).toContain(
      `Account ${MEMBER}, eu-west-1: 1 application`,
    );
  });

  test('is one JSON document, to a file or to standard output', async () => {
    const { run, dir } = await profileScene({ profiles: [mine()] });
    const file = path.join(dir, 'list.json');

    const { code, stdout } = await run('list', '--format', 'json', '--format', `text=${file}`);

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      accountId: MEMBER,
      region: 'us-east-1',
      profiles: [{ verdict: 'counts' }],
    });
    expect(await readFile(file, 'utf8')).toContain('payments: MAP counts it');
  });

  test('says what could not be read, and exits 4', async () => {
    const { run } = await profileScene(
      { profiles: [mine()] },
      { faults: [{ kind: 'tags-denied', accountId: MEMBER }] },
    );

    const { code, stdout, stderr } = await run('list');

    expect(code).toBe(4);
    expect(stdout).toContain('whether MAP counts it is not known');
    expect(stderr).toMatch(
      /^Not everything could be read: bedrock:ListTagsForResource failed with AccessDeniedException .*You need bedrock:ListTagsForResource/,
    );
  });

  test('needs a region', async () => {
    const { run } = await profileScene();
    vi.stubEnv('AWS_REGION', undefined);

    const { code, stderr } = await run('list');

    expect(code).toBe(2);
    expect(stderr).toMatch(/^--region: not given, and neither AWS_REGION nor the profile .* such as eu-central-1\n$/);
  });

  test('refuses formats that it does not have', async () => {
    const { run, sandbox } = await profileScene();

    expect(await run('list', '--format', 'csv')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('expected text or json; got "csv"'),
    });
    expect(sandbox.requests()).toEqual([]);
  });
});

describe('profile show', () => {
  test('shows the models behind a profile, in the region of its ARN', async () => {
    const { run } = await profileScene();

    const { code, stdout } = await run('show', arnOf('payments0003', { region: 'eu-west-1' }));

    expect(code).toBe(0);
    expect(stdout).toMatch(/routes to +arn:aws:bedrock:/);
    expect(stdout).toContain('map-migrated = "migABCDE12345"');
  });

  test('shows a system-defined profile too', async () => {
    const { run } = await profileScene();

    expect(
      (await run('show', `arn:aws:bedrock:us-east-1:${MEMBER}:inference-profile/us.amazon.nova-pro-v1:0`)).stdout,
    ).toContain('system-defined profile of AWS');
  });

  test('exits 3 with a sentence where there is none', async () => {
    const { run } = await profileScene();

    const { code, stderr } = await run('show', arnOf('nothere'));

    expect(code).toBe(3);
    expect(stderr).toMatch(/ResourceNotFoundException.*There is no such profile in this account and region/);
  });

  test('exits 4 where its tags may not be read', async () => {
    const { run } = await profileScene(
      { profiles: [mine()] },
      { faults: [{ kind: 'tags-denied', accountId: MEMBER }] },
    );

    expect(await run('show', arnOf('payments0001'))).toMatchObject({
      code: 4,
      stdout: expect.stringContaining('could not be read'),
    });
  });

  test.for([
    ['another account', arnOf('manage000001', { accountId: MANAGEMENT }), 'its people must run this'],
    ['another service', 'arn:aws:s3:::bucket', 'this is no inference profile'],
    ['no ARN', 'payments', 'this is no inference profile'],
    ['no region', arnOf('a', { region: '' }), 'this is no inference profile'],
    ['what is no region', arnOf('a', { region: 'x.evil.example/' }), 'its region is none'],
    [
      'another partition',
      arnOf('payments0001').replace('arn:aws:', 'arn:aws-cn:'),
      'it is in the partition aws-cn, and these credentials are of aws;',
    ],
  ] as const)('refuses %s', async ([, arn, text]) => {
    const { run } = await profileScene();

    expect(await run('show', arn)).toMatchObject({ code: 2, stderr: expect.stringContaining(text) });
  });
});

describe('profile verify', () => {
  test('exits 0 where every rule holds', async () => {
    const { run } = await profileScene();

    const { code, stdout } = await run('verify', arnOf('payments0001'));

    expect(code).toBe(0);
    expect(stdout).toMatch(/^.*: MAP counts it/);
    expect(stdout).toMatch(/map-tag-missing +compliant/);
  });

  test.for([
    ['has no tag', { tags: [] }, 'map-tag-missing'],
    ['is older than the agreement', { createdAt: '2026-01-15T23:00:00.000Z' }, 'map-resource-predates-agreement'],
  ] as const)('exits 1 where the profile %s', async ([, change, ruleId]) => {
    const { run } = await profileScene({ profiles: [mine(change)] });

    const { code, stdout } = await run('verify', arnOf('payments0001'));

    expect(code).toBe(1);
    expect(stdout).toMatch(new RegExp(`${ruleId} +non_compliant`));
  });

  test('exits 1 where something is unknown, and says what', async () => {
    const { run } = await profileScene(
      { profiles: [mine()] },
      { faults: [{ kind: 'tags-denied', accountId: MEMBER }] },
    );

    const { code, stdout, stderr } = await run('verify', arnOf('payments0001'), '--format', 'json');

    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'unknown', tags: null });
    expect(stderr).toContain('bedrock:ListTagsForResource failed');
  });

  test('cannot tell in a member account whether an agreement for an OU covers it', async () => {
    const { run } = await profileScene(inOu);

    const { code, stdout, stderr } = await run('verify', arnOf('payments0001'));

    expect(code).toBe(1);
    expect(stdout).toMatch(/map-tag-agreement-out-of-scope +insufficient_data\n +tag.covered is not known/);
    expect(stderr).toContain('organizations:ListAccounts failed');
  });

  test('can tell where the account may ask Organizations', async () => {
    const { run } = await profileScene({ ...inOu, delegatedAdministrators: [MEMBER] });

    expect((await run('verify', arnOf('payments0001'))).code).toBe(0);
  });

  test('refuses a system-defined profile', async () => {
    const { run } = await profileScene();
    const arn = `arn:aws:bedrock:us-east-1:${MEMBER}:inference-profile/us.amazon.nova-pro-v1:0`;

    expect(await run('verify', arn)).toMatchObject({ code: 2, stderr: expect.stringContaining('nobody can tag') });
    expect(await run('tag', arn, '--agreement', 'ABCDE12345')).toMatchObject({ code: 2 });
  });
});
