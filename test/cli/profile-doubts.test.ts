import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { builtinRules } from '../support/builtin-rules.ts';
import { account, MANAGEMENT, MEMBER, OTHER, smallAccounts, UNIT } from '../support/sandbox-world.ts';
import { arnOf, mine, profileScene } from './support/profile-scene.ts';

const inOu = {
  agreements: [{ id: 'ABCDE12345', name: 'Core', acceptedOn: '2026-01-15', endsOn: '2028-01-15', ous: [UNIT] }],
};

async function change(config: string, over: object): Promise<void> {
  await writeFile(config, JSON.stringify({ ...JSON.parse(await readFile(config, 'utf8')), ...over }));
}

async function bind(config: string, payerAccountId: string): Promise<void> {
  const agreements = [{ id: 'ABCDE12345', acceptedOn: '2026-01-15', endsOn: '2028-01-15', payerAccountId }];
  await change(config, { agreements });
}

/** Node has it behind a flag, which holds for contexts that are made after it was set. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc()');
}

describe('what is not known of a list', () => {
  test('exits 4 where the rules in force say nothing of a profile', async () => {
    const { run, config } = await profileScene({ profiles: [mine()] });
    const off = (id: string) => [id, 'off'] as const;
    await change(config, {
      rules: { settings: Object.fromEntries(builtinRules().map(({ definition }) => off(definition.id))) },
    });

    expect(await run('list')).toMatchObject({
      code: 4,
      stdout: expect.stringContaining('payments: no rule in force says anything about it'),
    });
  });

  test('exits 4 where the OU of the account decides and is not told, and says what to do', async () => {
    const { run } = await profileScene({ ...inOu, profiles: [mine()] });

    const { code, stderr } = await run('list');

    expect(code).toBe(4);
    expect(stderr).toMatch(/organizations:ListAccounts failed .*Name the account itself in the scope of the agreement/);
    expect(stderr).not.toContain('You need');
  });

  test('exits 0 where all that is known is bad', async () => {
    const { run } = await profileScene({ profiles: [mine({ tags: [] })] });

    expect((await run('list')).code).toBe(0);
  });
});

describe('a place that cannot answer', () => {
  test('names a region that is switched off', async () => {
    const { run } = await profileScene();

    const { code, stderr } = await run('list', '--region', 'af-south-1');

    expect(code).toBe(3);
    expect(stderr).toContain('switch af-south-1 on in the settings of the account, or choose another region');
  });

  test('ends at its deadline, whatever hangs', async () => {
    const { run } = await profileScene({}, { faults: [{ kind: 'hang', accountId: '*' }] });
    const start = performance.now();

    const ending = run('list', '--deadline', '1');
    // What nothing refers to is gone by then: a deadline must not be.
    for (let turn = 0; turn < 5; turn += 1) {
      await setTimeout(100);
      collectGarbage();
    }

    expect(await ending).toMatchObject({ code: 3, stderr: 'It was interrupted, or its deadline passed.\n' });
    expect(performance.now() - start).toBeLessThan(8_000);
  });
});

describe('what rules and agreements cannot be asked to forgive', () => {
  test('does not count what no configured agreement has, with the rules about it switched off', async () => {
    const { run, config } = await profileScene({
      profiles: [mine({ tags: [{ key: 'map-migrated', value: 'migZZZZZ99999' }] })],
    });
    await change(config, { rules: { settings: { 'map-tag-agreement-unknown': 'off' } } });

    expect(await run('verify', arnOf('payments0001'))).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/does not count[\s\S]*because +Its value "migZZZZZ99999" is that of no configured/),
    });
  });

  test('refuses an organization of another payer than the agreement is bound to', async () => {
    const { run, config, writes } = await profileScene();
    await bind(config, OTHER);

    for (const argv of [
      ['verify', arnOf('payments0001')],
      ['list'],
      ['tag', arnOf('payments0001'), '--agreement', 'ABCDE12345', '--approve'],
      ['create', '--name', 'a', '--from', 'amazon.nova-pro-v1:0', '--agreement', 'ABCDE12345', '--approve'],
    ]) {
      expect(await run(...argv)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('payerAccountId: the agreement is bound to another payer'),
      });
    }
    expect(writes()).toEqual([]);
    await bind(config, MANAGEMENT);
    expect((await run('verify', arnOf('payments0001'))).code).toBe(0);
  });

  test('says that the payer is not known where the organization may not be read', async () => {
    const role = { name: 'Reader', trusts: [], actions: ['bedrock:*'] };
    const accounts = smallAccounts.map((each) => (each.id === MEMBER ? account({ ...each, roles: [role] }) : each));
    const { run, config } = await profileScene({ accounts, caller: { accountId: MEMBER, roleName: 'Reader' } });
    await bind(config, OTHER);

    const { code, stderr } = await run('verify', arnOf('payments0001'));

    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^Whether the organization has the payer .* is not known: organizations:DescribeOrganization failed with AccessDenied/,
    );
  });
});
