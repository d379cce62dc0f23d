import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { outboxAt } from '../../src/app/outbox.ts';
import { createS3Outbox } from '../../src/aws/s3-outbox.ts';
import { createS3Store } from '../../src/aws/s3-store.ts';
import { parseLedger } from '../../src/disk/ledger.ts';
import { startSandbox } from '../../src/sandbox/server.ts';
import { buildRole } from '../../src/sandbox/world.ts';
import { anEntry } from '../contract/remediation-files.ts';
import { assume } from '../sandbox/support.ts';
import { aDigest } from '../support/alerts.ts';
import { collect } from '../support/fakes.ts';
import { aFinding, aHead } from '../support/run-builder.ts';
import { aSpool, bucketIn } from '../support/s3-scene.ts';
import { MANAGEMENT, NOW, smallAccounts, smallWorld } from '../support/sandbox-world.ts';

/** The actions of the policy in the documentation. */
function documented(): readonly string[] {
  const page = readFileSync(new URL('../../docs/permissions.md', import.meta.url), 'utf8');
  const [, policy = ''] = /## The store in S3[\s\S]*?```json\n([\s\S]*?)```/.exec(page) ?? [];
  const { Statement } = JSON.parse(policy);
  return Statement.flatMap(({ Action }: { readonly Action: string | readonly string[] }) => Action);
}

/** The bucket as whoever may do just these things sees it. */
async function asRole(actions: readonly string[]) {
  const role = buildRole({ name: 'Keeper', actions });
  const accounts = smallAccounts.map((one) => (one.id === MANAGEMENT ? { ...one, roles: [...one.roles, role] } : one));
  const sandbox = await startSandbox({ now: NOW }, smallWorld({ accounts }));
  onTestFinished(() => sandbox.close());
  const bucket = bucketIn(sandbox, { credentials: await assume(sandbox, MANAGEMENT, { role: 'Keeper' }) });
  return { sandbox, bucket, store: createS3Store({ bucket, prefix: 'map', spool: aSpool, parseLedger }) };
}

test('the documented policy is all that a store and its outbox need, and no more than they need', async () => {
  const { sandbox, bucket, store } = await asRole(documented());
  const outbox = outboxAt(createS3Outbox(bucket, 'map'), () => NOW);
  await (await store.begin(NOW, 'abc123')).abandon();
  const writer = await store.begin(NOW, 'abc123');
  await writer.append([aFinding()], []);
  await outbox.put(aDigest(undefined, { runId: writer.runId, id: '0a' }));
  const run = await writer.finish(aHead({ head: { runId: writer.runId } }));
  const ledger = await store.openLedger(run);
  await ledger.append(anEntry());
  await ledger.close();

  expect(await store.readPlan(run)).toBeUndefined();
  expect(await collect(run.findings())).toEqual([aFinding()]);
  expect((await store.open('latest'))?.head).toEqual(run.head);
  expect(await collect(store.ledgers())).toHaveLength(1);
  for await (const { digest } of outbox.pending()) {
    await outbox.note(digest?.id ?? '', []);
    await outbox.remove(digest?.id ?? '');
  }

  const asked = sandbox.requests().filter(({ service }) => service === 's3');
  const actions = asked.map(({ operation }) => `s3:${operation.replace('ListObjectsV2', 'ListBucket')}`);
  expect([...new Set(actions)].sort()).toEqual([...documented()].sort());
});
