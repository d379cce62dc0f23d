import { PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { describe, expect, test } from 'vitest';
import type { Sandbox } from '../../src/sandbox/server.ts';
import { assume, clients, errorOf, MANAGEMENT, open } from './support.ts';

const EVENT = { Source: 'mapwarden', DetailType: 'Finding', Detail: '{"id":"f1"}', EventBusName: 'mapwarden' };

function put(sandbox: Sandbox, entries: readonly PutEventsRequestEntry[]) {
  return clients(sandbox, sandbox.credentials).events.send(new PutEventsCommand({ Entries: [...entries] }));
}

describe('events', () => {
  test('are taken, given ids, and found on their bus', async () => {
    const sandbox = await open();
    const arn = `arn:aws:events:us-east-1:${MANAGEMENT}:event-bus/mapwarden`;
    const { EventBusName: _, ...bare } = EVENT;

    const answer = await put(sandbox, [
      { ...EVENT, Resources: ['arn:a'], Time: new Date(0) },
      { ...EVENT, EventBusName: arn },
      bare,
    ]);
    const shown = await fetch(`${sandbox.url}/_sandbox/events`);

    expect(answer.FailedEntryCount).toBe(0);
    expect(new Set(answer.Entries?.map(({ EventId }) => EventId)).size).toBe(3);
    expect(sandbox.events()).toMatchObject([
      {
        sequence: 1,
        eventId: answer.Entries?.[0]?.EventId,
        eventBusName: 'mapwarden',
        accountId: MANAGEMENT,
        region: 'us-east-1',
        source: 'mapwarden',
        detailType: 'Finding',
        detail: { id: 'f1' },
        resources: ['arn:a'],
      },
      { eventBusName: 'mapwarden' },
      { eventBusName: 'default' },
    ]);
    expect(await shown.json()).toEqual(sandbox.events());
  });

  test('for a bus that does not exist are taken and lost', async () => {
    const sandbox = await open();

    const answer = await put(sandbox, [{ ...EVENT, EventBusName: 'nowhere' }]);

    expect(answer).toMatchObject({ FailedEntryCount: 0, Entries: [{ EventId: expect.any(String) }] });
    expect(sandbox.events()).toEqual([]);
  });

  test.for<[string, PutEventsRequestEntry, string]>([
    ['no source', { ...EVENT, Source: '' }, 'InvalidArgument'],
    ['no type', { ...EVENT, DetailType: undefined }, 'InvalidArgument'],
    ['no detail', { ...EVENT, Detail: undefined }, 'InvalidArgument'],
    ['a type of 129 characters', { ...EVENT, DetailType: 't'.repeat(129) }, 'InvalidArgument'],
    ['a detail that is no JSON', { ...EVENT, Detail: '{' }, 'MalformedDetail'],
    ['a detail that is a list', { ...EVENT, Detail: '[]' }, 'MalformedDetail'],
    ['a source of AWS', { ...EVENT, Source: 'aws.bedrock' }, 'NotAuthorizedForSourceException'],
  ])('with %s fail alone', async ([, entry, ErrorCode]) => {
    const sandbox = await open();

    const answer = await put(sandbox, [entry, { ...EVENT, DetailType: 't'.repeat(128) }]);

    expect(answer.FailedEntryCount).toBe(1);
    expect(answer.Entries).toMatchObject([{ ErrorCode }, { EventId: expect.any(String) }]);
    expect(sandbox.events()).toHaveLength(1);
  });

  test('come in tens at most', async () => {
    const sandbox = await open();

    expect((await put(sandbox, Array(10).fill(EVENT))).FailedEntryCount).toBe(0);
    expect(await errorOf(put(sandbox, Array(11).fill(EVENT)))).toMatchObject({ name: 'ValidationException' });
    expect(await errorOf(put(sandbox, []))).toMatchObject({ name: 'ValidationException' });
  });

  test('together are smaller than a megabyte, in bytes', async () => {
    const sandbox = await open();
    const rest = 'mapwardenFinding'.length + '{"text":""}'.length;
    const entry = (bytes: number) => ({ ...EVENT, Detail: JSON.stringify({ text: `ü${'x'.repeat(bytes - 2)}` }) });
    const first = entry(524_288 - rest);

    const answer = await put(sandbox, [first, entry(524_288 - rest - 1)]);
    const error = await errorOf(put(sandbox, [first, first]));

    expect(answer.FailedEntryCount).toBe(0);
    expect(error).toMatchObject({ name: 'ValidationException', $metadata: { httpStatusCode: 400 } });
    expect(error.message).toContain('over the limit');
  });

  test('need a permission', async () => {
    const sandbox = await open();
    const auditor = clients(sandbox, await assume(sandbox, MANAGEMENT)).events;

    expect((await errorOf(auditor.send(new PutEventsCommand({ Entries: [EVENT] })))).name).toBe(
      'AccessDeniedException',
    );
  });

  test('fail by turns under the fault events-partial, until none is left', async () => {
    const sandbox = await open({ faults: [{ kind: 'events-partial', accountId: '*' }] });
    let left: readonly PutEventsRequestEntry[] = [0, 1, 2, 3, 4].map((id) => ({ ...EVENT, Detail: `{"id":${id}}` }));
    const failed: (number | undefined)[] = [];

    while (left.length > 0) {
      const sent = left;
      const { Entries = [], FailedEntryCount } = await put(sandbox, sent);
      failed.push(FailedEntryCount);
      left = sent.filter((_, index) => Entries[index]?.ErrorCode === 'ThrottlingException');
    }

    expect(failed).toEqual([2, 1, 0]);
    expect(sandbox.events().map(({ detail }) => detail)).toEqual([0, 2, 4, 1, 3].map((id) => ({ id })));
  });
});
