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
import { arn, model, summary } from './summaries.ts';
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

function inventory() {
  return createInventory(aTransport(), { sessions, now: () => NOW });
}

describe('the listing of a target', () => {
  test('asks for application profiles, a thousand a page, with every token', async () => {
    bedrock
      .on(ListInferenceProfilesCommand)
      .resolvesOnce({ inferenceProfileSummaries: [summary('a')], nextToken: 'next-1', $metadata })
      .resolvesOnce({ inferenceProfileSummaries: [], nextToken: 'next-2', $metadata })
      .resolvesOnce({ inferenceProfileSummaries: [summary('b')], $metadata });

    const { entries } = await inventory().list(target);

    expect(entries.map(({ carrier }) => carrier.id)).toEqual(['a', 'b']);
    expect(bedrock.commandCalls(ListInferenceProfilesCommand).map((call) => call.args[0].input)).toEqual([
      { typeEquals: 'APPLICATION', maxResults: 1000, nextToken: undefined },
      { typeEquals: 'APPLICATION', maxResults: 1000, nextToken: 'next-1' },
      { typeEquals: 'APPLICATION', maxResults: 1000, nextToken: 'next-2' },
    ]);
  });

  test('takes over what AWS says of a profile', async () => {
    lists(summary('abcdefghijkl', { inferenceProfileName: 'chat' }));

    const { entries } = await inventory().list(target);

    expect(entries).toEqual([{ carrier: aProfile({ tags: new Map() }), provisional: false }]);
  });

  test('leaves out what AWS does not say, instead of making it up', async () => {
    lists({ inferenceProfileArn: arn('a') } as InferenceProfileSummary);

    const { entries } = await inventory().list(target);

    const place = { accountId: MEMBER, region: 'us-east-1' };
    const known = { type: 'inference-profile', arn: arn('a'), id: 'a', name: '', ...place, tags: new Map() };
    expect(entries).toStrictEqual([{ carrier: known, provisional: false }]);
  });

  test('names each model once, sorted, of whatever kind', async () => {
    const models = [
      model('anthropic.claude-sonnet-4-20250514-v1:0', 'us-west-2'),
      model('amazon.nova-pro-v1:0'),
      model('anthropic.claude-sonnet-4-20250514-v1:0', 'us-east-2'),
      model('nodots'),
      { modelArn: 'arn:aws:bedrock:us-east-1:111122223333:custom-model/x' },
    ];
    lists(summary('a', { models }));

    const [entry] = (await inventory().list(target)).entries;

    expect(entry?.carrier.models).toEqual([
      { id: 'amazon.nova-pro-v1:0', provider: 'amazon' },
      { id: 'anthropic.claude-sonnet-4-20250514-v1:0', provider: 'anthropic' },
      { id: 'custom-model/x', provider: 'custom-model/x' },
      { id: 'nodots', provider: 'nodots' },
    ]);
  });

  test.for([{ modelArn: 'nonsense' }, {}, null])('leaves the models unknown where one of them is %j', async (odd) => {
    const models = [model('amazon.nova-pro-v1:0'), odd];
    // The types of the SDK do not say that a list can hold null.
    lists(summary('a', { models: models as { modelArn: string }[] }));

    const [entry] = (await inventory().list(target)).entries;

    expect(entry?.carrier).not.toHaveProperty('models');
  });

  test('has a profile once that AWS lists twice, as it was listed last', async () => {
    lists(summary('a', { inferenceProfileName: 'old' }), summary('a', { inferenceProfileName: 'new' }));

    const { entries } = await inventory().list(target);

    expect(entries.map(({ carrier }) => carrier.name)).toEqual(['new']);
    expect(bedrock).toHaveReceivedCommandTimes(ListTagsForResourceCommand, 1);
  });

  test('without a profile asks for no tags', async () => {
    bedrock.on(ListInferenceProfilesCommand).resolves({ $metadata });

    expect(await inventory().list(target)).toEqual({ entries: [] });
    expect(bedrock).not.toHaveReceivedCommand(ListTagsForResourceCommand);
    expect(tagging).not.toHaveReceivedAnyCommand();
  });

  test.for([
    ['another account', { account: '000000000000' }],
    ['another region', { region: 'eu-west-1' }],
  ] as const)('that names a profile of %s is not believed', async ([, other]) => {
    lists(summary('a'), summary('b', { inferenceProfileArn: arn('b', other) }));

    const failure = await failureOf(inventory().list(target));

    expect(failure).toMatchObject({
      outcome: 'failed',
      operation: 'bedrock:ListInferenceProfiles',
      code: 'IdentityMismatch',
      requestId: 'request-1',
    });
    expect(failure.message).toContain(arn('b', other));
  });

  test.for([
    ['a system-defined profile', { inferenceProfileArn: `arn:aws:bedrock:us-east-1:${MEMBER}:inference-profile/us.x` }],
    ['no ARN', { inferenceProfileArn: undefined }],
    ['nonsense for an ARN', { inferenceProfileArn: 'nonsense' }],
    ['null', null],
  ] as const)('that holds %s is not believed', async ([, wrong]) => {
    const entry = wrong === null ? wrong : { ...summary('b'), ...wrong };
    // The types of the SDK say that none of this can be.
    bedrock
      .on(ListInferenceProfilesCommand)
      .resolves({ inferenceProfileSummaries: [summary('a'), entry as InferenceProfileSummary], $metadata: {} });

    expect(await failureOf(inventory().list(target))).toMatchObject({
      outcome: 'failed',
      code: 'MalformedResponse',
      requestId: null,
    });
  });

  test('that AWS refuses is not an empty one', async () => {
    bedrock.on(ListInferenceProfilesCommand).rejects(sdkError('AccessDeniedException'));

    expect(await failureOf(inventory().list(target))).toMatchObject({
      outcome: 'access-denied',
      operation: 'bedrock:ListInferenceProfiles',
    });
  });

  test('that repeats a token is not a whole one', async () => {
    bedrock
      .on(ListInferenceProfilesCommand)
      .resolves({ inferenceProfileSummaries: [summary('a')], nextToken: 'again', $metadata });

    expect(await failureOf(inventory().list(target))).toMatchObject({ code: 'RepeatedToken' });
  });
});
