import { describe, expect, test } from 'vitest';
import { alertDesk, NOTHING, noon, STORES, TOPIC } from '../support/alert-scene.ts';
import { spawnCommand } from '../support/sandbox-command.ts';

const KILLER = new URL('../support/kill-at-step.mjs', import.meta.url).href;

/** A desk with two receivers, and the real command, which dies before the nth step of telling them. */
async function killedAt(step: number, store: (typeof STORES)[number]) {
  const desk = await alertDesk({ store });
  const { secretArn } = desk.sandbox.destinations;
  await desk.configure({ alerts: { sns: { topicArn: TOPIC }, slack: { webhookSecretArn: secretArn } } });
  const command = ['audit', '--alert', '--no-spend', '--quiet', '--now', noon(1), ...desk.places];
  const env = { ...desk.sandbox.environment, NODE_OPTIONS: `--import ${KILLER}`, KILL_AT: String(step) };
  return { desk, ended: await spawnCommand(command, env) };
}

const sum = (all: readonly number[]) => all.reduce((total, count) => total + count, 0);

/** What the topic and Slack got since they were last asked. */
async function counts({ news }: Awaited<ReturnType<typeof alertDesk>>) {
  const { sns, slack } = await news();
  return [sns.length, slack.length];
}

/** What each step changes or asks for, and how many receivers are told by then. */
const STEPS = {
  directory: [
    ['the draft of the first digest', 0],
    ['the first digest', 0],
    ['the draft of the second digest', 0],
    ['the second digest', 0],
    ['the report', 0],
    ['the message to the topic', 0],
    ['the removal of its digest', 1],
    ['the address of Slack', 1],
    ['the removal of the digest for Slack', 2],
  ],
  s3: [
    ['the first digest', 0],
    ['the second digest', 0],
    ['the report', 0],
    ['the message to the topic', 0],
    ['the removal of its digest', 1],
    ['the address of Slack', 1],
    ['the removal of the digest for Slack', 2],
  ],
} as const;

describe.each(STORES)('with runs in a store of type %s, an audit that tells', (store) => {
  const steps = STEPS[store].map(([name, told], index) => [index + 1, name, told] as const);

  test.for(steps)(
    'and is killed before step %d, %s, loses no alert and repeats at most one, under its id',
    async ([step, , told]) => {
      const { desk, ended } = await killedAt(step, store);
      expect(ended.code).toBeNull();
      const before = await counts(desk);
      expect(sum(before)).toBe(told);

      expect(await desk.audit(2)).toMatchObject({ code: 1, stderr: '' });

      const all = (await counts(desk)).map((count, index) => count + (before[index] ?? 0));
      expect(Math.min(...all)).toBe(1);
      expect(sum(all)).toBeLessThanOrEqual(3);
      expect(new Set((await desk.digests()).map(({ id }) => id)).size).toBe(1);
      if (sum(all) > 2) expect(await desk.day(3)).toEqual(NOTHING);
    },
  );

  test('has no further step', async () => {
    const { desk, ended } = await killedAt(steps.length + 1, store);
    expect(ended).toMatchObject({ code: 1, stderr: '' });
    expect(await counts(desk)).toEqual([1, 1]);
  });
});
