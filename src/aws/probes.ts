import { BedrockClient, ListInferenceProfilesCommand } from '@aws-sdk/client-bedrock';
import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { parseArn } from '../domain/arn.ts';
import type { ProbedRole, ProbePort } from '../ports/probes.ts';
import { checked, profilesAnswer } from './answers.ts';
import { readBatch } from './bulk-tags.ts';
import { readTags } from './read-tags.ts';
import { type RegionsOptions, regionLists } from './regions.ts';
import type { Sessions } from './sessions.ts';
import type { Transport } from './transport.ts';

const LIST = 'bedrock:ListInferenceProfiles';

export interface ProbeOptions extends Pick<RegionsOptions, 'homeRegion' | 'caller'> {
  readonly sessions: Readonly<Record<ProbedRole, Sessions>>;
}

/** The audit's own calls, one by one and as small as AWS allows. */
export function createProbes(transport: Transport, options: ProbeOptions): ProbePort {
  const { sessions } = options;
  const lists = regionLists(transport, options);
  return {
    enter: (role, accountId) => sessions[role].use(accountId, async () => undefined),
    ownRegions: (accountId) => sessions.audit.use(accountId, (credentials) => lists.own(credentials)),
    regionsOnBehalf: (accountId) => lists.onBehalf(accountId),

    anyProfile: (accountId, region) =>
      sessions.audit.use(accountId, async (credentials) => {
        const client = new BedrockClient(transport.clientConfig(region, credentials));
        const command = new ListInferenceProfilesCommand({ typeEquals: 'APPLICATION', maxResults: 1 });
        const answer = checked(LIST, profilesAnswer, await transport.call(LIST, (call) => client.send(command, call)));
        return answer.inferenceProfileSummaries[0]?.inferenceProfileArn;
      }),

    tags: (accountId, arn) =>
      sessions.audit.use(accountId, async (credentials) => {
        const client = new BedrockClient(transport.clientConfig(parseArn(arn)?.region, credentials));
        await readTags(transport, client, arn);
      }),

    bulkTags: (accountId, arn) =>
      sessions.audit.use(accountId, async (credentials) => {
        const client = new ResourceGroupsTaggingAPIClient(transport.clientConfig(parseArn(arn)?.region, credentials));
        await readBatch(transport, client, [arn]);
      }),
  };
}
