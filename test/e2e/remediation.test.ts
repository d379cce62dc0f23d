import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { brokenWorld, deskAt, timeless } from '../support/remediation-scene.ts';
import { assumedAccounts, callsOf, inputOf, open, stubEnvironment } from '../support/sandbox-scene.ts';
import { MANAGEMENT, MEMBER, OTHER } from '../support/sandbox-world.ts';

beforeEach(() => stubEnvironment());

const WRITES = ['TagResource', 'UntagResource'] as const;

describe('repairing tags', () => {
  test('audit, plan, apply, audit again; then undo brings back what the first audit saw', async () => {
    const sandbox = await open({ tagLagMs: 0 }, brokenWorld());
    const desk = await deskAt(sandbox);
    await desk.run(['audit', '--no-spend']);
    const first = await desk.findings();
    const run = await desk.folder();

    const planned = await desk.run(['plan']);
    expect(planned).toMatchObject({ code: 0, stderr: '' });
    expect(planned.stdout).toMatch(/^5 changes in 3 accounts; 2 findings refused; run \S+,\scoverage\scomplete\.\n/);
    expect(callsOf(sandbox, 'TagResource')).toEqual([]);
    const plan = await desk.plan();
    expect(plan.actions).toHaveLength(5);
    expect(plan.refusals.map(({ reason }) => reason).sort()).toEqual(['created-before-acceptance', 'foreign-value']);

    const applied = await desk.run(['apply', run, '--approve']);
    expect(applied).toMatchObject({ code: 0, stderr: '' });
    expect(applied.stdout).toMatch(/^5 actions of run \S+: 5 applied\.\n/);
    expect(callsOf(sandbox, 'TagResource')).toHaveLength(5);

    const emptied = await desk.run(['plan']);
    expect(emptied.stdout).toMatch(/^Nothing to change; 2 findings refused/);

    await desk.run(['audit', '--no-spend']);
    const wrong = (await desk.findings()).filter(({ ruleId }) => ruleId.startsWith('map-tag-'));
    expect(wrong.map(({ status }) => status).sort()).toEqual(['open', 'open', ...Array(5).fill('resolved')]);
    await desk.run(['plan']);
    expect((await desk.plan()).actions).toEqual([]);

    const undone = await desk.run(['undo', run, '--approve']);
    expect(undone).toMatchObject({ code: 0, stderr: '' });
    expect(undone.stdout).toMatch(/^5 changes of run \S+: 5 undone\.\n/);
    await desk.run(['audit', '--no-spend']);
    expect((await desk.findings()).map(timeless)).toEqual(first.map(timeless));
  });

  test('a second application of a plan writes nothing and ends well', async () => {
    const sandbox = await open({ tagLagMs: 0 }, brokenWorld());
    const desk = await deskAt(sandbox);
    await desk.run(['audit', '--no-spend']);
    await desk.run(['plan', '--format', `json=${path.join(desk.out, 'kept.json')}`]);
    const kept = path.join(desk.out, 'kept.json');
    await desk.run(['apply', kept, '--approve']);
    sandbox.resetMetrics();

    const again = await desk.run(['apply', kept, '--approve', '--format', 'json']);

    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(again.stdout)).toMatchObject({
      operation: 'apply',
      counts: { applied: 0, unchanged: 5, conflicted: 0, refused: 0, unknown: 0, 'not-reached': 0 },
    });
    for (const name of WRITES) expect(callsOf(sandbox, name)).toEqual([]);
  });

  test('the plan printed as JSON is the file in the folder of the run', async () => {
    const desk = await deskAt(await open({}, brokenWorld()));
    await desk.run(['audit', '--no-spend']);

    const { stdout } = await desk.run(['plan', '--format', 'json']);

    expect(stdout).toBe(await readFile(path.join(await desk.folder(), 'plan.json'), 'utf8'));
  });

  test('planning asks AWS for nothing and leaves one more file', async () => {
    const sandbox = await open({}, brokenWorld());
    const desk = await deskAt(sandbox);
    await desk.run(['audit', '--no-spend']);
    const before = await readdir(await desk.folder());
    sandbox.resetMetrics();

    await desk.run(['plan']);

    expect(sandbox.metrics().requests).toBe(0);
    expect((await readdir(await desk.folder())).sort()).toEqual([...before, 'plan.json'].sort());
  });

  test('is done under the remediation role, in the own account with the own credentials, and never by the audit role', async () => {
    const sandbox = await open({ tagLagMs: 0 }, brokenWorld());
    const desk = await deskAt(sandbox);
    await desk.run(['audit', '--no-spend']);
    await desk.run(['plan']);
    sandbox.resetMetrics();

    await desk.run(['apply', 'latest', '--approve']);

    const roles = callsOf(sandbox, 'AssumeRole').map((call) => inputOf(call, 'RoleArn').split('/').at(-1));
    expect(new Set(roles)).toEqual(new Set(['MapwardenRemediate']));
    expect([...assumedAccounts(sandbox)].sort()).toEqual([MEMBER, OTHER]);
    const names = callsOf(sandbox, 'AssumeRole').map((call) => inputOf(call, 'RoleSessionName'));
    expect(new Set(names)).toEqual(new Set([`mapwarden-${path.basename(await desk.folder())}`]));
    expect(new Set(callsOf(sandbox, 'TagResource').map(({ accountId }) => accountId))).toEqual(
      new Set([MEMBER, OTHER, MANAGEMENT]),
    );
  });

  test('--only applies what it names', async () => {
    const sandbox = await open({ tagLagMs: 0 }, brokenWorld());
    const desk = await deskAt(sandbox);
    await desk.run(['audit', '--no-spend']);
    await desk.run(['plan']);
    const { actions } = await desk.plan();
    const [first, , third] = actions;

    await desk.run(['apply', 'latest', '--approve', '--only', first?.id ?? '', '--only', third?.id ?? '']);

    expect(
      callsOf(sandbox, 'TagResource')
        .map((call) => inputOf(call, 'resourceARN'))
        .sort(),
    ).toEqual([first, third].map((each) => each?.action.arn).sort());
    await desk.run(['plan']);
    expect((await desk.plan()).actions.map(({ id }) => id)).toEqual(
      actions.filter(({ id }) => id !== first?.id && id !== third?.id).map(({ id }) => id),
    );
  });

  test('an account whose role is gone is refused, and the others are repaired', async () => {
    const world = brokenWorld();
    const accounts = world.accounts.map((one) => (one.id === MEMBER ? { ...one, roles: one.roles.slice(0, 1) } : one));
    const sandbox = await open({ tagLagMs: 0 }, { ...world, accounts });
    const desk = await deskAt(sandbox);
    await desk.run(['audit', '--no-spend']);
    await desk.run(['plan']);

    const { code, stdout } = await desk.run(['apply', 'latest', '--approve']);

    expect(code).toBe(3);
    expect(stdout).toMatch(/^5 actions of run \S+: 2 applied and 3 refused\.\n/);
    expect(stdout).toContain('3 refused: AccessDenied, denied by a permission that is missing');
  });

  test('more actions than the configuration allows are applied plan by plan', async () => {
    const sandbox = await open({ tagLagMs: 0 }, brokenWorld());
    const desk = await deskAt(sandbox, { maxChanges: 2 });
    await desk.run(['audit', '--no-spend']);
    const ends = [];
    for (const _ of [1, 2, 3]) {
      await desk.run(['plan']);
      ends.push(await desk.run(['apply', 'latest', '--approve']));
    }

    expect(ends.map(({ code, stderr }) => ({ code, stderr }))).toEqual([1, 2, 3].map(() => ({ code: 0, stderr: '' })));
    expect(callsOf(sandbox, 'TagResource')).toHaveLength(5);
  });

  test('interrupted before it began, it writes nothing and says what is left', async () => {
    const sandbox = await open({ tagLagMs: 0 }, brokenWorld());
    const desk = await deskAt(sandbox);
    await desk.run(['audit', '--no-spend']);
    await desk.run(['plan']);
    const interruption = new AbortController();
    const ended = desk.run(['apply', 'latest', '--approve'], interruption.signal);
    interruption.abort();

    const { code } = await ended;

    expect(code).toBe(3);
    for (const name of WRITES) expect(callsOf(sandbox, name)).toEqual([]);
  });
});
