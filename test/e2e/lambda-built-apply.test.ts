import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FailCall } from '../../src/sandbox/pipeline.ts';
import type { Sandbox } from '../../src/sandbox/server.ts';
import { builtStage } from '../support/built-stage.ts';
import { type Deployment, deployFunctions } from '../support/function-process.ts';
import { untaggedWorld } from '../support/remediation-scene.ts';
import { runCommand } from '../support/sandbox-command.ts';
import { callsOf, inputOf, stubEnvironment, temporaryFolder } from '../support/sandbox-scene.ts';
import { MEMBER } from '../support/sandbox-world.ts';

let deployment: Deployment;
beforeAll(async () => {
  deployment = await deployFunctions();
});
afterAll(() => deployment?.remove());

const PROFILES = 6;
const DONE = 2;
/** A step reads, writes and reads again; all are in one account and region, where steps follow each other. */
const LAST_READ = DONE * 2;
/** A minute of it is kept for the ledger; the rest is enough for two steps on a slow machine. */
const SHORT_MS = 68_000;

/** All in one account. */
function world() {
  const all = untaggedWorld(PROFILES * 2);
  return { ...all, profiles: all.profiles.filter(({ accountId }) => accountId === MEMBER) };
}

test('an apply whose time runs out in the middle of its plan has written a part, and the same event writes the rest once', async () => {
  const silent: { sandbox: Sandbox | undefined } = { sandbox: undefined };
  const failCall: FailCall = ({ operation }, nth) => {
    if (operation !== 'ListTagsForResource' || nth <= LAST_READ) return undefined;
    silent.sandbox?.setFaults([{ kind: 'hang', accountId: MEMBER }]);
    return undefined;
  };
  const stage = await builtStage(() => deployment, {
    world: world(),
    sandbox: { failCall },
    change: ({ destinations: { bucket } }) => ({
      remediation: { mode: 'apply', accounts: 'all', maxChangePercent: 100 },
      store: { type: 's3', bucket },
    }),
  });
  const { sandbox, bucket, invoke } = stage;
  const audited = Object((await invoke('audit', { action: 'audit' })).answer);
  const event = sandbox.invocations()[0]?.event;
  const ledger = async () => {
    const keys = (await bucket.keys('runs/')).filter((key) => key.includes('/ledger/'));
    return Promise.all(keys.map(async (key) => JSON.parse(await bucket.text(key))));
  };
  sandbox.resetMetrics();
  silent.sandbox = sandbox;

  const first = await invoke('apply', event, { timeoutMs: SHORT_MS });

  expect(first.answer).toMatchObject({
    status: 'interrupted',
    run: audited.run,
    outcomes: { applied: DONE, 'not-reached': PROFILES - DONE },
  });
  const written = () => callsOf(sandbox, 'TagResource').map((call) => inputOf(call, 'resourceARN'));
  expect(written()).toHaveLength(DONE);
  const entries = await ledger();
  expect(entries.map(({ arn, outcome }) => `${outcome} ${arn}`)).toEqual(
    written().flatMap((arn) => [`started ${arn}`, `applied ${arn}`]),
  );
  expect(sandbox.writes().map(({ resource }) => resource)).toEqual(written());

  silent.sandbox = undefined;
  sandbox.setFaults([]);
  const second = await invoke('apply', event);

  expect(second.answer).toMatchObject({ status: 'done', outcomes: { unchanged: DONE, applied: PROFILES - DONE } });
  expect(written()).toHaveLength(PROFILES);
  expect(new Set(written()).size).toBe(PROFILES);
  expect((await invoke('apply', event)).answer).toMatchObject({ status: 'done', outcomes: { unchanged: PROFILES } });
  expect(written()).toHaveLength(PROFILES);

  // What a person does with it afterwards, under the same configuration.
  stubEnvironment(sandbox.environment);
  const folder = await temporaryFolder();
  const config = path.join(folder, 'mapwarden.yaml');
  await writeFile(config, JSON.stringify(stage.configuration));
  const pack = path.join(folder, 'evidence.zip');
  const places = ['--config', config];
  expect(await runCommand(['report', '--run', audited.run, '--format', `evidence=${pack}`, ...places])).toMatchObject({
    code: 0,
  });
  expect(await runCommand(['verify', pack])).toMatchObject({ code: 0 });
  const undone = await runCommand(['undo', audited.run, '--approve', '--quiet', ...places]);
  expect(undone).toMatchObject({ code: 0, stdout: expect.stringContaining(`${PROFILES} undone`) });
  const last = new Map(sandbox.writes().map(({ resource, after }) => [resource, after]));
  expect([...last.values()]).toEqual(Array.from({ length: PROFILES }, () => [{ key: 'team', value: 't1' }]));
});
