import {
  BedrockClient,
  type InferenceProfileSummary,
  ListInferenceProfilesCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-bedrock';
import { GetResourcesCommand, ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import 'aws-sdk-client-mock-vitest/extend';
import { createInventory } from '../../src/aws/inventory.ts';
import type { Sessions } from '../../src/aws/sessions.ts';
import { anAccount, aProfile } from '../support/builders.ts';
import { arn, summary } from './summaries.ts';
import { aTransport, failureOf, KEYS, MEMBER, sdkError } from './support.ts';

const NOW = '2026-06-01T12:00:00.000Z';
const bedrock = mockClient(BedrockClient);
const tagging = mockClient(ResourceGroupsTaggingAPIClient);
const $metadata = { requestId: 'request-1' };
const target = { account: anAccount({ id: MEMBER }), region: 'us-east-1' };

beforeEach(() => {
  bedrock.reset();
  tagging.reset();
  tagging.on(GetResourcesCommand).resolves({ ResourceTagMappingList: [] });
  bedrock.on(ListTagsForResourceCommand).resolves({ tags: [] });
});

function lists(...inferenceProfileSummaries: readonly InferenceProfileSummary[]): void {
  bedrock
    .on(ListInferenceProfilesCommand)
    .resolves({ inferenceProfileSummaries: [...inferenceProfileSummaries], $metadata });
}

/** Always the same credentials. */
const sessions: Sessions = { use: (_account, work) => work(KEYS) };

function inventory(signal: AbortSignal = new AbortController().signal) {
  return createInventory(aTransport({ signal }), { sessions, now: () => NOW });
}

describe('tags', () => {
  test('come from the tagging API where it knows the profile, and count as provisional', async () => {
    lists(summary('known'), summary('never'));
    tagging.on(GetResourcesCommand).resolves({
      ResourceTagMappingList: [{ ResourceARN: arn('known'), Tags: [{ Key: 'team', Value: 'bulk' }] }],
    });
    bedrock.on(ListTagsForResourceCommand).resolves({ tags: [{ key: 'team', value: 'own' }] });

    const { entries } = await inventory().list(target);

    expect(entries.map(({ carrier, provisional }) => [carrier.id, carrier.tags, provisional])).toEqual([
      ['known', new Map([['team', 'bulk']]), true],
      ['never', new Map([['team', 'own']]), false],
    ]);
    expect(bedrock).toHaveReceivedCommandExactlyOnceWith(ListTagsForResourceCommand, { resourceARN: arn('never') });
  });

  test('are the same whatever key they have, __proto__ too', async () => {
    lists(summary('a'));
    const tags = [
      { key: '__proto__', value: 'x' },
      { key: 'constructor', value: '' },
      { key: 'empty', value: undefined },
      { key: undefined, value: 'keyless' },
      null,
    ];
    // The types of the SDK do not say that a list can hold null.
    bedrock.on(ListTagsForResourceCommand).resolves({ tags: tags as { key: string; value: string }[] });

    const [entry] = (await inventory().list(target)).entries;

    expect(entry?.carrier.tags).toEqual(
      new Map([
        ['__proto__', 'x'],
        ['constructor', ''],
        ['empty', ''],
      ]),
    );
  });

  test('that could not be read are unknown, and the first reason is told', async () => {
    lists(summary('a'), summary('b'));
    bedrock
      .on(ListTagsForResourceCommand, { resourceARN: arn('a') })
      .rejects(sdkError('AccessDeniedException'))
      .on(ListTagsForResourceCommand, { resourceARN: arn('b') })
      .rejects(sdkError('ValidationException'));

    const { entries, failure } = await inventory().list(target);

    expect(entries.map(({ carrier }) => 'tags' in carrier)).toEqual([false, false]);
    expect(failure).toMatchObject({ outcome: 'access-denied', operation: 'bedrock:ListTagsForResource' });
  });

  test('of a profile that is gone by now are not missed', async () => {
    lists(summary('a'), summary('gone'));
    bedrock.on(ListTagsForResourceCommand, { resourceARN: arn('gone') }).rejects(sdkError('ResourceNotFoundException'));

    const { entries, failure } = await inventory().list(target);

    expect(entries.map(({ carrier }) => carrier.id)).toEqual(['a']);
    expect(failure).toBeUndefined();
  });

  test('are read of four profiles at a time', async () => {
    lists(...Array.from({ length: 12 }, (_, index) => summary(`p${index}`)));
    let reading = 0;
    let most = 0;
    bedrock.on(ListTagsForResourceCommand).callsFake(async () => {
      reading += 1;
      most = Math.max(most, reading);
      await new Promise((resolve) => setTimeout(resolve, 2));
      reading -= 1;
      return { tags: [] };
    });

    expect((await inventory().list(target)).entries.length).toBe(12);
    expect(most).toBe(4);
  });

  test.for(['ExpiredTokenException', 'ExpiredToken'])('are left to the sessions where %s came', async (name) => {
    lists(summary('a'));
    bedrock.on(ListTagsForResourceCommand).rejects(sdkError(name));

    // They renew the token and read the target again.
    expect(await failureOf(inventory().list(target))).toMatchObject({ code: name });
    expect(await failureOf(inventory().confirm(target, aProfile()))).toMatchObject({ code: name });
  });

  test('that the deadline left unread make the target not reached', async () => {
    const run = new AbortController();
    lists(summary('a'));
    bedrock.on(ListTagsForResourceCommand).callsFake(async () => {
      run.abort();
      throw sdkError('AbortError');
    });

    const { entries, failure } = await inventory(run.signal).list(target);

    expect(failure).toMatchObject({ outcome: 'not-reached' });
    expect(entries.map(({ carrier }) => [carrier.id, carrier.tags])).toEqual([['a', undefined]]);
  });
});

describe('a profile is confirmed', () => {
  test('by its ARN, and keeps all but its tags', async () => {
    bedrock.on(ListTagsForResourceCommand).resolves({ tags: [{ key: 'team', value: 'new' }] });

    const confirmation = await inventory().confirm(target, aProfile());

    expect(confirmation).toEqual({ state: 'read', carrier: aProfile({ tags: new Map([['team', 'new']]) }) });
    expect(bedrock).toHaveReceivedCommandExactlyOnceWith(ListTagsForResourceCommand, { resourceARN: aProfile().arn });
  });

  test('as unread, without the tags that were known, where AWS refuses', async () => {
    bedrock.on(ListTagsForResourceCommand).rejects(sdkError('ThrottlingException'));

    const confirmation = await inventory().confirm(target, aProfile());

    const { tags: _, ...untagged } = aProfile();
    expect(confirmation).toMatchObject({ state: 'unread', failure: { outcome: 'throttled' } });
    expect('carrier' in confirmation && confirmation.carrier).toStrictEqual(untagged);
  });

  test.for([
    ['gone', '2026-06-01T11:50:00.000Z'],
    ['unread', '2026-06-01T11:50:00.001Z'],
    ['unread', NOW],
    ['unread', '2026-06-01T12:09:59.999Z'],
    ['gone', '2026-06-01T12:10:00.000Z'],
  ] as const)('as %s where AWS does not know it and it was created at %s', async ([state, createdAt]) => {
    bedrock.on(ListTagsForResourceCommand).rejects(sdkError('ResourceNotFoundException'));

    expect((await inventory().confirm(target, aProfile({ createdAt }))).state).toBe(state);
  });

  test('as gone where AWS does not know it and never said when it was created', async () => {
    bedrock.on(ListTagsForResourceCommand).rejects(sdkError('ResourceNotFoundException'));
    const { createdAt: _, ...undated } = aProfile();

    expect(await inventory().confirm(target, undated)).toEqual({ state: 'gone' });
  });

  test('on one client a target, and on a new one for new credentials', async () => {
    const [first, second] = [{ ...KEYS }, { ...KEYS }];
    const turns = [first, first, second];
    const taking: Sessions = { use: (_account, work) => work(turns.shift() ?? KEYS) };
    const port = createInventory(aTransport(), { sessions: taking, now: () => NOW });

    for (let turn = 0; turn < 3; turn += 1) await port.confirm(target, aProfile());

    const clients = bedrock.commandCalls(ListTagsForResourceCommand).map(({ thisValue }) => thisValue);
    expect(clients[1]).toBe(clients[0]);
    expect(clients[2]).not.toBe(clients[0]);
  });
});
