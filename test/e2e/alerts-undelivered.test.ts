import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { FaultKind } from '../../src/sandbox/faults.ts';
import { gather } from '../aws/support.ts';
import { alertDesk, NOTHING, STORES, type Told } from '../support/alert-scene.ts';
import { brokenWorld } from '../support/remediation-scene.ts';
import { bucketIn } from '../support/s3-scene.ts';
import { spawnCommand } from '../support/sandbox-command.ts';
import { stubEnvironment } from '../support/sandbox-scene.ts';
import { goodProfile, MEMBER } from '../support/sandbox-world.ts';

beforeEach(() => stubEnvironment());

const everywhere = (kind: FaultKind) => [{ kind, accountId: '*' }];
const countOf = ({ sns, chat, slack, events }: Told) => [sns, chat, slack, events].map(({ length }) => length);

describe.each(STORES)('with runs in a store of type %s', (store) => {
  test.for<readonly [FaultKind, string, readonly number[]]>([
    ['sns-denied', 'AuthorizationErrorException', [0, 0, 1, 1]],
    ['sns-kms-denied', 'KMSAccessDeniedException', [0, 0, 1, 1]],
    ['slack-limited', 'rate_limited', [1, 1, 0, 1]],
    ['slack-gone', 'channel_is_archived', [1, 1, 0, 1]],
    ['slack-error', 'rollup_error', [1, 1, 0, 1]],
  ])('what %s holds up goes out with the next run, once, and the others get theirs', async ([kind, code, first]) => {
    const desk = await alertDesk({ store });
    desk.sandbox.setFaults(everywhere(kind));

    const ended = await desk.audit(1);

    const left = first.filter((count) => count === 0).length;
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(new RegExp(`^NOT DELIVERED: ${left} alerts?, kept in the outbox`, 'm'));
    expect(ended.stderr).toContain(`: ${code}: `);
    expect(ended.stderr).not.toContain('T0NORTHWIND');
    expect(countOf(await desk.news())).toEqual(first);

    desk.sandbox.setFaults([]);
    expect(countOf(await desk.day(2))).toEqual(first.map((count) => 1 - count));
    expect(await desk.day(3)).toEqual(NOTHING);
  });

  test('of events that were taken in part only the others go out with the next run', async () => {
    const profiles = Array.from({ length: 25 }, (_, index) =>
      goodProfile({ accountId: MEMBER, id: `untagged${String(index).padStart(4, '0')}`, tags: [] }),
    );
    const denied = { code: 'AccessDeniedException', status: 400, message: 'denied' };
    const desk = await alertDesk({
      store,
      world: brokenWorld({ profiles }),
      sandbox: {
        failCall: ({ operation }, count) => (operation === 'PutEvents' && count === 2 ? denied : undefined),
      },
    });
    const idsOf = () => desk.sandbox.events().map(({ detail }) => JSON.stringify(Object(detail).change.finding.id));
    const { stderr } = await desk.audit(1);
    expect(stderr).toMatch(/^NOT DELIVERED: 1 alert,/m);
    expect(idsOf()).toHaveLength(10);

    await desk.audit(2);
    await desk.audit(3);

    expect(idsOf()).toHaveLength(25);
    expect(new Set(idsOf()).size).toBe(25);
  });

  test('what waits for longer goes out in the order of the runs', async () => {
    const desk = await alertDesk({ store });
    desk.sandbox.setFaults(everywhere('sns-denied'));
    await desk.audit(1);
    await desk.audit(8);
    desk.sandbox.setFaults([]);

    expect((await desk.day(9)).sns).toEqual(['new map-tag-missing', 'reminder map-tag-missing']);
  });

  test('an answer that got lost costs one repeat, under the same id', async () => {
    const desk = await alertDesk({ store });
    desk.sandbox.setFaults(everywhere('sns-lost-answer'));
    expect((await desk.audit(1)).stderr).toMatch(/^NOT DELIVERED: 2 alerts,/m);
    desk.sandbox.setFaults([]);
    await desk.audit(2);
    await desk.audit(3);

    const digests = await desk.digests();
    expect(digests).toHaveLength(2);
    expect(new Set(digests.map(({ id }) => id)).size).toBe(1);
    expect((await desk.news()).chat).toHaveLength(2);
  });
});

test('an alert outlasts a rule of the life cycle that removes its run from the bucket', async () => {
  const desk = await alertDesk({ store: 's3' });
  desk.sandbox.setFaults(everywhere('sns-denied'));
  await desk.audit(1);
  desk.sandbox.setFaults([]);
  await desk.news();
  const bucket = bucketIn(desk.sandbox);
  for (const key of await gather(bucket.keys('map/runs/'))) await bucket.remove(key);

  // The memory is gone as well, so everything is new again: but what waited is not lost, and comes first.
  const { sns } = await desk.day(4);

  expect(sns).toEqual(['new map-tag-missing', 'new map-tag-missing']);
  const digests = await desk.digests();
  expect(digests.map(({ at }) => at.slice(0, 10))).toEqual(['2026-06-01', '2026-06-04']);
  expect(await gather(bucket.keys('map/outbox/'))).toEqual([]);
});

test('an outbox that cannot be read is said loudly, and the audit ends as it would', async () => {
  const desk = await alertDesk();
  await desk.audit(1);
  const out = desk.places.at(-1) ?? '';
  const [runId = ''] = await readdir(path.join(out, 'runs', 'date=2026-06-01'));
  await mkdir(path.join(out, 'outbox', `${runId}.zzz.json`), { recursive: true });

  const ended = await desk.audit(2);

  expect(ended.code).toBe(1);
  expect(ended.stderr).toContain('NOT DELIVERED: the outbox could not be read or changed: ');
  expect(ended.stderr).toContain('EISDIR');
});

test.for([
  ['torn', (text: string) => text.slice(0, -20)],
  ['edited into something that no message can be made of', (text: string) => text.replace('"coverage"', '"covered"')],
] as const)('a digest that was %s is named each time, and holds up no other', async ([, damage]) => {
  const desk = await alertDesk();
  desk.sandbox.setFaults(everywhere('sns-denied'));
  await desk.audit(1);
  await desk.news();
  const box = path.join(desk.places.at(-1) ?? '', 'outbox');
  const name = (await readdir(box)).find((each) => each.endsWith('.json') && !each.endsWith('.noted.json')) ?? '';
  const file = path.join(box, name);
  const text = await readFile(file, 'utf8');
  await writeFile(file, damage(text));
  desk.sandbox.setFaults([]);

  const second = await desk.audit(2);

  expect(second.code).toBe(1);
  expect(second.stderr).toContain(`NOT DELIVERED: ${file} is no digest of an alert any more; `);
  // Of the two topics, the other one.
  expect(
    countOf(await desk.news())
      .slice(0, 2)
      .sort(),
  ).toEqual([0, 1]);
  await writeFile(file, text);
  const third = await desk.audit(3);
  expect(third.stderr).not.toContain('NOT DELIVERED');
  expect(
    countOf(await desk.news())
      .slice(0, 2)
      .sort(),
  ).toEqual([0, 1]);
});

test('an interruption ends the delivery, and what is left goes out with the next run; it is no loss of coverage', async () => {
  const interruption = new AbortController();
  const desk = await alertDesk({
    sandbox: {
      failCall({ operation }, count) {
        // In the second audit, before the first target is begun: what is under way may end.
        if (operation === 'AssumeRole' && count > 2) interruption.abort();
        return undefined;
      },
    },
  });
  desk.sandbox.setFaults(everywhere('sns-denied'));
  await desk.audit(1);
  desk.sandbox.setFaults([]);
  await desk.news();

  const command = ['audit', '--alert', '--no-spend', '--quiet', '--now', '2026-06-02'];
  const ended = await desk.run(command, interruption.signal);

  expect(ended.code).toBe(4);
  expect(ended.stderr).toMatch(/^NOT DELIVERED: 2 alerts,/m);
  expect(await desk.news()).toEqual(NOTHING);
  expect(await desk.day(3)).toEqual({
    ...NOTHING,
    sns: ['new map-tag-missing'],
    chat: [expect.stringContaining('1 new')],
  });
});

/** Kills the audit as soon as the sandbox is asked for the nth call of an operation; what is asked for is still done. */
async function killedAt(operation: string, nth: number, store: (typeof STORES)[number]) {
  const death = new AbortController();
  const victim = { isOnStage: false };
  const desk = await alertDesk({
    store,
    sandbox: {
      failCall(request, count) {
        if (victim.isOnStage && request.operation === operation && count === nth) death.abort();
        return undefined;
      },
    },
  });
  victim.isOnStage = true;
  const now = ['--now', '2026-06-01T12:00:00.000Z'];
  const ended = await spawnCommand(
    ['audit', '--alert', '--no-spend', '--quiet', ...now, ...desk.places],
    desk.sandbox.environment,
    { killed: death.signal },
  );
  victim.isOnStage = false;
  return { desk, ended };
}

test.for<readonly [(typeof STORES)[number], string, number]>([
  ['directory', 'PutEvents', 1],
  ['s3', 'PutEvents', 1],
  ['s3', 'GetObject', 1],
])(
  'killed in a store of type %s at %s number %d, no alert is lost and at most one repeated',
  async ([store, operation, nth]) => {
    const { desk, ended } = await killedAt(operation, nth, store);
    expect(ended.code).toBeNull();

    const again = await desk.audit(2);
    expect(again).toMatchObject({ code: 1, stderr: '' });

    const counts = countOf(await desk.news());
    expect(Math.min(...counts)).toBe(1);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(5);
    expect(new Set((await desk.digests()).map(({ id }) => id)).size).toBe(1);
    expect(await desk.day(3)).toEqual(NOTHING);
  },
);
