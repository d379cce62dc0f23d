import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import type { LedgerEntry } from '../../src/domain/ledger.ts';
import type { FaultKind } from '../../src/sandbox/faults.ts';
import type { Sandbox } from '../../src/sandbox/server.ts';
import { profileArn, type World } from '../../src/sandbox/world.ts';
import type { WriteRecord } from '../../src/sandbox/write-log.ts';
import { brokenWorld, type Desk, deskAt, untaggedWorld } from '../support/remediation-scene.ts';
import { startCommand } from '../support/sandbox-command.ts';
import { open, stubEnvironment } from '../support/sandbox-scene.ts';
import { NOW } from '../support/sandbox-world.ts';

beforeEach(() => stubEnvironment());

/** A desk with a plan for what is wrong in the world. */
async function planned(world: World = brokenWorld(), remediation: object = {}) {
  const sandbox = await open({ tagLagMs: 0 }, world);
  const desk = await deskAt(sandbox, remediation);
  await desk.run(['audit', '--no-spend']);
  await desk.run(['plan']);
  return { sandbox, desk };
}

/** Strikes writes of tags in every account, and nothing else. */
function strike(sandbox: Sandbox, kind: FaultKind): void {
  sandbox.setFaults([{ kind, accountId: '*' }]);
}

interface Change {
  readonly arn: string | null;
  readonly before: object | null;
  readonly after: object | null;
}

const byArn = (a: Change, b: Change) => ((a.arn ?? '') < (b.arn ?? '') ? -1 : 1);

/** What the sandbox says that callers wrote. */
function written(sandbox: Sandbox): readonly Change[] {
  const asRecord = (tags: WriteRecord['before']) =>
    tags && Object.fromEntries(tags.map(({ key, value }) => [key, value] as const));
  return sandbox
    .writes()
    .filter(({ by, error }) => by === 'api' && error === null)
    .map(({ resource, before, after }) => ({ arn: resource, before: asRecord(before), after: asRecord(after) }))
    .sort(byArn);
}

/** What the ledger says that was written. */
function claimed(entries: readonly LedgerEntry[]): readonly Change[] {
  return entries
    .filter(({ outcome }) => outcome === 'applied')
    .map(({ arn, before, after }) => ({ arn, before, after }))
    .sort(byArn);
}

/** Actions by what the ledger says of them last. */
function lastOutcomes(entries: readonly LedgerEntry[]): readonly string[] {
  return [...new Map(entries.map(({ actionId, outcome }) => [actionId, outcome])).values()].sort();
}

/** The ledger and the sandbox's own log of writes agree, and the tags are what both say. */
async function expectHonest(desk: Desk, sandbox: Sandbox): Promise<void> {
  expect(claimed(await desk.ledger())).toEqual(written(sandbox));
}

describe('the ledger equals what was written', () => {
  test('where every other write is denied; the rest is applied, and later made up for', async () => {
    const { sandbox, desk } = await planned();
    strike(sandbox, 'every-other-write-denied');

    const { code, stdout } = await desk.run(['apply', 'latest', '--approve']);

    expect(code).toBe(3);
    expect(stdout).toMatch(/^5 actions of run \S+: \d applied and \d refused\.\n/);
    expect(stdout).toContain('refused: AccessDeniedException, denied by a permission that is missing');
    await expectHonest(desk, sandbox);
    const refused = (await desk.ledger()).filter(({ outcome }) => outcome === 'refused');
    const denied = sandbox.writes().filter(({ error }) => error !== null);
    expect(refused.map(({ arn, code: why }) => [arn, why]).sort()).toEqual(
      denied.map(({ resource, error }) => [resource, error]).sort(),
    );
    expect(refused.length).toBeGreaterThan(0);

    sandbox.setFaults([]);
    expect((await desk.run(['apply', 'latest', '--approve'])).code).toBe(0);
    await expectHonest(desk, sandbox);
    expect(written(sandbox)).toHaveLength(5);
  });

  test('where a service control policy denies all writes, which is told apart', async () => {
    const { sandbox, desk } = await planned();
    strike(sandbox, 'tag-writes-scp-denied');

    const { code, stdout } = await desk.run(['apply', 'latest', '--approve']);

    expect(code).toBe(3);
    expect(stdout).toContain('5 refused: AccessDeniedException, denied by a service control policy');
    const ends = (await desk.ledger()).filter(({ outcome }) => outcome !== 'started');
    expect(new Set(ends.map(({ deniedBy }) => deniedBy))).toEqual(new Set(['service-control-policy']));
    await expectHonest(desk, sandbox);
  });

  test('where others changed tags between plan and apply: those are left, with exit 5', async () => {
    const { sandbox, desk } = await planned();
    const changed = (await desk.plan()).actions.slice(0, 2).map(({ action }) => action.arn);
    const [first = '', second = ''] = changed;
    sandbox.setTags(first, { 'map-migrated': 'migSOMEBODY01' });
    sandbox.setTags(second, { team: 'another' });

    const { code, stdout } = await desk.run(['apply', 'latest', '--approve']);

    expect(code).toBe(5);
    expect(stdout).toMatch(/^5 actions of run \S+: 3 applied and 2 conflicted\.\n/);
    expect(stdout).toContain('2 conflicted: TagsChanged');
    await expectHonest(desk, sandbox);
    for (const arn of changed) expect(written(sandbox).map((each) => each.arn)).not.toContain(arn);
  });

  test('where somebody has already repaired a tag: nothing is written for it', async () => {
    const { sandbox, desk } = await planned();
    const [first] = (await desk.plan()).actions;
    sandbox.setTags(first?.action.arn ?? '', { ...first?.after });

    const { code, stdout } = await desk.run(['apply', 'latest', '--approve']);

    expect(code).toBe(0);
    expect(stdout).toMatch(/^5 actions of run \S+: 4 applied and 1 already right\.\n/);
    await expectHonest(desk, sandbox);
  });

  test.for<readonly [string, FaultKind]>([
    ['where reads lag behind writes', 'lagging-reads'],
    ['where answers to writes are lost', 'lost-write-answer'],
    ['where writes are throttled at first', 'tag-writes-throttled'],
  ])('%s', async ([, kind]) => {
    const { sandbox, desk } = await planned();
    strike(sandbox, kind);

    const applied = await desk.run(['apply', 'latest', '--approve']);

    expect(applied).toMatchObject({ code: 0, stderr: '' });
    expect(lastOutcomes(await desk.ledger())).toEqual(Array.from({ length: 5 }, () => 'applied'));
    sandbox.setFaults([]);
    expect(new Set(written(sandbox).map(({ arn }) => arn)).size).toBe(5);
    const undone = await desk.run(['undo', 'latest', '--approve']);
    expect(undone).toMatchObject({ code: 0, stderr: '' });
    for (const profile of sandbox.world.profiles)
      expect(tagsNow(sandbox, profileArn(profile))).toEqual(asTags(profile.tags));
  });
});

function asTags(tags: readonly { readonly key: string; readonly value: string }[]): object {
  return Object.fromEntries(tags.map(({ key, value }) => [key, value] as const));
}

/** As last written, by whomever; the world's where nobody has. */
function tagsNow(sandbox: Sandbox, arn: string): object {
  const last = sandbox.writes().findLast(({ resource, error }) => resource === arn && error === null);
  const world = sandbox.world.profiles.find((profile) => profileArn(profile) === arn);
  return asTags(last?.after ?? world?.tags ?? []);
}

describe('killed in the middle', () => {
  test.for([1, 4])('after %i writes, the ledger and one more read tell all', async (writes) => {
    const { sandbox, desk } = await planned(untaggedWorld(9), { maxChangePercent: 100 });
    const argv = ['apply', 'latest', '--approve', '--config', desk.config, '--out', desk.out, '--now', NOW];
    const child = startCommand([...argv, '--quiet'], sandbox.environment);
    const ended = once(child, 'close');
    while (written(sandbox).length < writes) await sleep(5);
    child.kill('SIGKILL');
    await ended;
    // A call that was under way when the process died may still arrive.
    await sleep(200);

    const entries = await desk.ledger();
    const begun = new Set(entries.filter(({ outcome }) => outcome === 'started').map(({ arn }) => arn));
    for (const { arn } of written(sandbox)) expect(begun).toContain(arn);
    const applied = claimed(entries);
    const really = new Map(written(sandbox).map((each) => [each.arn, each]));
    for (const each of applied) expect(really.get(each.arn)).toEqual(each);

    const { code, stdout } = await desk.run(['apply', 'latest', '--approve', '--format', 'json']);

    expect(code).toBe(0);
    expect(JSON.parse(stdout).counts).toMatchObject({ refused: 0, conflicted: 0, unknown: 0, 'not-reached': 0 });
    await expectHonest(desk, sandbox);
    expect(written(sandbox)).toHaveLength(9);
    expect((await desk.run(['undo', 'latest', '--approve'])).code).toBe(0);
    for (const profile of sandbox.world.profiles)
      expect(tagsNow(sandbox, profileArn(profile))).toEqual(asTags(profile.tags));
  });
});

describe('ended early', () => {
  test('by an interrupt: what was begun has its end in the ledger, the rest is told and carried out later', async () => {
    const { sandbox, desk } = await planned(untaggedWorld(9), { maxChangePercent: 100 });
    const interruption = new AbortController();
    const ended = desk.run(['apply', 'latest', '--approve', '--format', 'json'], interruption.signal);
    while (written(sandbox).length < 2) await sleep(5);
    interruption.abort();

    const { code, stdout } = await ended;

    expect(code).toBe(3);
    const { counts } = JSON.parse(stdout);
    expect(counts['not-reached']).toBeGreaterThan(0);
    expect(lastOutcomes(await desk.ledger())).not.toContain('started');
    expect((await desk.run(['apply', 'latest', '--approve'])).code).toBe(0);
    await expectHonest(desk, sandbox);
    expect(written(sandbox)).toHaveLength(9);
  });

  test('by --deadline in the same way', async () => {
    const { sandbox, desk } = await planned(untaggedWorld(9), { maxChangePercent: 100 });

    const { code, stdout } = await desk.run(['apply', 'latest', '--approve', '--deadline', '1', '--format', 'json']);

    expect(code).toBe(3);
    expect(JSON.parse(stdout).counts['not-reached']).toBeGreaterThan(0);
    expect(lastOutcomes(await desk.ledger())).not.toContain('started');
    expect((await desk.run(['apply', 'latest', '--approve'])).code).toBe(0);
    await expectHonest(desk, sandbox);
  });
});

test('a tag that was applied and taken away is not written again by the same plan', async () => {
  const { sandbox, desk } = await planned();
  await desk.run(['apply', 'latest', '--approve']);
  const [first] = (await desk.plan()).actions;
  const arn = first?.action.arn ?? '';
  sandbox.setTags(arn, { ...first?.before });
  const before = written(sandbox).length;

  const { code, stdout } = await desk.run(['apply', 'latest', '--approve']);

  expect(code).toBe(5);
  expect(stdout).toContain('1 conflicted: Stripped');
  expect(written(sandbox)).toHaveLength(before);
});

test('an undo leaves what others have changed since, and brings back the rest', async () => {
  const { sandbox, desk } = await planned();
  await desk.run(['apply', 'latest', '--approve']);
  const [first] = (await desk.plan()).actions;
  sandbox.setTags(first?.action.arn ?? '', { 'map-migrated': 'migSOMEBODY01' });

  const { code, stdout } = await desk.run(['undo', 'latest', '--approve']);

  expect(code).toBe(5);
  expect(stdout).toMatch(/^5 changes of run \S+: 4 undone and 1 conflicted\.\n/);
  expect(tagsNow(sandbox, first?.action.arn ?? '')).toEqual({ 'map-migrated': 'migSOMEBODY01' });
  await expectHonest(desk, sandbox);
});
