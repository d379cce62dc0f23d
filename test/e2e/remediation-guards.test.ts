import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Plan } from '../../src/domain/plan.ts';
import { planHash } from '../../src/engine/plan-hash.ts';
import { brokenWorld, deskAt } from '../support/remediation-scene.ts';
import { callsOf, open, stubEnvironment } from '../support/sandbox-scene.ts';
import { MANAGEMENT, MEMBER, OTHER } from '../support/sandbox-world.ts';

beforeEach(() => stubEnvironment());

describe('nothing is written and nobody is asked', () => {
  test.for<readonly [string, readonly string[], object, RegExp]>([
    ['without --approve', ['apply', 'latest'], {}, /^--approve: nothing is written without it$/m],
    [
      'in mode report',
      ['apply', 'latest', '--approve'],
      { mode: 'report' },
      /mapwarden\.json:\d+:\d+ remediation\.mode: /,
    ],
    ['beyond --max-changes', ['apply', 'latest', '--approve', '--max-changes', '4'], {}, /^--max-changes: 5 changes/m],
    ['for an action that there is not', ['apply', 'latest', '--approve', '--only', '0123456789ab'], {}, /^--only: /m],
    [
      'a day and a moment later',
      ['apply', 'latest', '--approve', '--now', '2026-06-02T00:00:00.001Z'],
      {},
      /^--accept-stale: /m,
    ],
    ['for a plan that there is not', ['apply', 'nothing.json', '--approve'], {}, /^PLAN: does not exist; /m],
  ])('%s', async ([, argv, remediation, told]) => {
    const sandbox = await open({}, brokenWorld());
    const desk = await deskAt(sandbox, remediation);
    await desk.run(['audit', '--no-spend']);
    await desk.run(['plan']);
    sandbox.resetMetrics();

    const { code, stdout, stderr } = await desk.run(argv);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(told);
    expect(sandbox.metrics().requests).toBe(0);
    expect(await readdir(await desk.folder())).not.toContain('ledger.ndjson');
  });

  test('where the coverage is incomplete, until that is accepted', async () => {
    const sandbox = await open({ tagLagMs: 0 }, brokenWorld());
    const desk = await deskAt(sandbox);
    sandbox.setFaults([{ kind: 'role-denied', accountId: OTHER }]);
    await desk.run(['audit', '--no-spend']);
    sandbox.setFaults([]);
    const { stdout } = await desk.run(['plan']);
    expect(stdout).toContain('coverage INCOMPLETE');
    expect(stdout).toContain('--accept-incomplete');

    expect((await desk.run(['apply', 'latest', '--approve'])).stderr).toMatch(/^--accept-incomplete: /);
    expect((await desk.run(['apply', 'latest', '--approve', '--accept-incomplete'])).code).toBe(0);
  });

  test('for a value that somebody wrote into the plan', async () => {
    const sandbox = await open({}, brokenWorld());
    const desk = await deskAt(sandbox);
    await desk.run(['audit', '--no-spend']);
    await desk.run(['plan']);
    const file = path.join(await desk.folder(), 'plan.json');
    await writeFile(file, (await readFile(file, 'utf8')).replaceAll('migABCDE12345', 'migZZZZZ99999'));
    sandbox.resetMetrics();

    const { code, stderr } = await desk.run(['apply', 'latest', '--approve']);

    expect(code).toBe(2);
    expect(stderr).toMatch(/^PLAN: the plan was changed since it was made/);
    expect(sandbox.metrics().requests).toBe(0);
  });

  test.for<readonly [string, (plan: Plan) => Plan]>([
    [
      'a value that is not what the run gives, though the hash holds',
      (plan) => ({
        ...plan,
        actions: plan.actions.map((each) => ({
          ...each,
          action: { type: 'put-tag', arn: each.action.arn, key: 'map-migrated', value: 'migZZZZZ99999' },
        })),
      }),
    ],
    [
      'a resource that the run refused, though the hash holds',
      (plan) => {
        const [first] = plan.actions;
        const arn = plan.refusals[0]?.arn ?? '';
        return { ...plan, actions: first ? [{ ...first, action: { ...first.action, arn } }] : [] };
      },
    ],
  ])('for %s', async ([, change]) => {
    const sandbox = await open({}, brokenWorld());
    const desk = await deskAt(sandbox);
    await desk.run(['audit', '--no-spend']);
    await desk.run(['plan']);
    const { hash: _, ...content } = change(await desk.plan());
    const file = path.join(await desk.folder(), 'plan.json');
    await writeFile(file, JSON.stringify({ ...content, hash: planHash(content) }));
    sandbox.resetMetrics();

    const { code, stderr } = await desk.run(['apply', 'latest', '--approve']);

    expect(code).toBe(2);
    expect(stderr).toMatch(/^PLAN: the run and the configuration do not ask for action/);
    expect(sandbox.metrics().requests).toBe(0);
  });

  test('for the plan of another run', async () => {
    const desk = await deskAt(await open({}, brokenWorld()));
    await desk.run(['audit', '--no-spend']);
    await desk.run(['plan']);
    const first = path.join(await desk.folder(), 'plan.json');
    await desk.run(['audit', '--no-spend']);
    await copyFile(first, path.join(await desk.folder(), 'plan.json'));

    const { code, stderr } = await desk.run(['apply', await desk.folder(), '--approve']);

    expect(code).toBe(2);
    expect(stderr).toMatch(/^PLAN: the plan is of run \S+, and lies with run \S+; plan again\n$/);
  });

  test('where the files of the run are damaged', async () => {
    const desk = await deskAt(await open({}, brokenWorld()));
    await desk.run(['audit', '--no-spend']);
    const file = path.join(await desk.folder(), 'findings.ndjson');
    await writeFile(file, `${await readFile(file, 'utf8')}{"id":7}\n`);

    expect(await desk.run(['plan'])).toMatchObject({
      code: 3,
      stdout: '',
      stderr: expect.stringMatching(/^The files of run \S+ are damaged: findings\.ndjson has a line/),
    });
  });

  test('with credentials of another organization', async () => {
    const desk = await deskAt(await open({}, brokenWorld()));
    await desk.run(['audit', '--no-spend']);
    await desk.run(['plan']);
    const other = await open({}, { ...brokenWorld(), organizationId: 'o-another0001' });
    stubEnvironment(other.environment);

    const { code, stderr } = await desk.run(['apply', 'latest', '--approve']);

    expect(code).toBe(2);
    expect(stderr).toContain('o-another0001');
    expect(callsOf(other, 'AssumeRole')).toEqual([]);
  });
});

describe('undo', () => {
  test('of a run that wrote nothing says so and ends well, even without --approve', async () => {
    const desk = await deskAt(await open({}, brokenWorld()));
    await desk.run(['audit', '--no-spend']);

    const { code, stdout, stderr } = await desk.run(['undo', 'latest']);

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Nothing to undo: /);
  });

  test('keeps to the guards: approval, mode, and the list of accounts that are allowed now', async () => {
    const sandbox = await open({ tagLagMs: 0 }, brokenWorld());
    const desk = await deskAt(sandbox);
    await desk.run(['audit', '--no-spend']);
    await desk.run(['plan']);
    await desk.run(['apply', 'latest', '--approve']);
    sandbox.resetMetrics();
    const configuration = JSON.parse(await readFile(desk.config, 'utf8'));
    const narrowed = { ...configuration, remediation: { mode: 'apply', accounts: [MEMBER] } };
    await writeFile(desk.config, JSON.stringify(narrowed));

    const { code, stderr } = await desk.run(['undo', 'latest']);

    expect(code).toBe(2);
    expect(stderr).toContain('--approve: nothing is written without it');
    for (const id of [OTHER, MANAGEMENT]) expect(stderr).toContain(`account ${id} is not allowed any more`);
    expect(stderr).not.toContain(`account ${MEMBER} is`);
    expect(sandbox.metrics().requests).toBe(0);
  });

  test('does not bring back what somebody wrote into the ledger', async () => {
    const sandbox = await open({ tagLagMs: 0 }, brokenWorld());
    const desk = await deskAt(sandbox);
    await desk.run(['audit', '--no-spend']);
    await desk.run(['plan']);
    await desk.run(['apply', 'latest', '--approve']);
    sandbox.resetMetrics();
    const file = path.join(await desk.folder(), 'ledger.ndjson');
    await writeFile(file, (await readFile(file, 'utf8')).replaceAll('MIGabcde12345', 'migZZZZZ99999'));

    const { code, stderr } = await desk.run(['undo', 'latest', '--approve']);

    expect(code).toBe(2);
    expect(stderr).toContain('what the run did not read there');
    expect(sandbox.metrics().requests).toBe(0);
  });

  test('does not take away a foreign value that somebody wrote into the ledger', async () => {
    const sandbox = await open({ tagLagMs: 0 }, brokenWorld());
    const desk = await deskAt(sandbox);
    await desk.run(['audit', '--no-spend']);
    await desk.run(['plan']);
    await desk.run(['apply', 'latest', '--approve']);
    const entry = (await desk.ledger()).find(({ arn }) => arn.includes('untagged0001'));
    sandbox.setTags(entry?.arn ?? '', { 'map-migrated': 'migSOMEBODY01' });
    sandbox.resetMetrics();
    const file = path.join(await desk.folder(), 'ledger.ndjson');
    await writeFile(
      file,
      (await readFile(file, 'utf8')).replaceAll('"value":"migABCDE12345"', '"value":"migSOMEBODY01"'),
    );

    const { code, stderr } = await desk.run(['undo', 'latest', '--approve']);

    expect(code).toBe(2);
    expect(stderr).toContain('not the tag value of a configured agreement');
    expect(sandbox.metrics().requests).toBe(0);
  });

  test('of a run whose tag a later run wrote again leaves it until that run is undone', async () => {
    const world = brokenWorld();
    const sandbox = await open({ tagLagMs: 0 }, { ...world, profiles: world.profiles.slice(0, 1) });
    const desk = await deskAt(sandbox);
    const folders: string[] = [];
    for (const day of ['2026-06-01', '2026-06-02']) {
      await desk.run(['audit', '--no-spend', '--now', day]);
      await desk.run(['plan', '--now', day]);
      await desk.run(['apply', 'latest', '--approve', '--now', day]);
      folders.push(await desk.folder());
      if (folders.length === 1) sandbox.setTags((await desk.plan()).actions[0]?.action.arn ?? '', {});
    }
    const [first = '', second = ''] = folders;
    const writes = sandbox.writes().length;
    const undo = (run: string) => desk.run(['undo', run, '--approve', '--now', '2026-06-03']);

    const early = await undo(first);

    expect(early.code).toBe(5);
    expect(early.stdout).toContain('1 conflicted: WrittenByLaterRun');
    expect(early.stdout.replaceAll(/\s+/g, ' ')).toContain(`Run ${path.basename(second)} wrote this tag later`);
    expect(sandbox.writes()).toHaveLength(writes);
    expect((await undo(second)).stdout).toMatch(/^1 change of run \S+: 1 undone\.\n/);
    expect((await undo(first)).stdout).toMatch(/^1 change of run \S+: 1 already as before\.\n/);
    expect(sandbox.writes()).toHaveLength(writes + 1);
  });
});

test.for([
  ['apply', 'The apply could not run: there are no usable AWS credentials.'],
  ['undo', 'The undo could not run: there are no usable AWS credentials.'],
] as const)('%s without credentials says what could not run', async ([name, told]) => {
  const sandbox = await open({ tagLagMs: 0 }, brokenWorld());
  const desk = await deskAt(sandbox);
  await desk.run(['audit', '--no-spend']);
  await desk.run(['plan']);
  if (name === 'undo') await desk.run(['apply', 'latest', '--approve']);
  stubEnvironment({ ...sandbox.environment, AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' });

  const { code, stderr } = await desk.run([name, 'latest', '--approve']);

  expect(code).toBe(3);
  expect(stderr).toContain(told);
  expect(stderr).not.toContain('audit');
});
