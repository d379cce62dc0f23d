import { GetResourcesCommand, ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import type { Carrier, Tags } from '../domain/carrier.ts';
import { AwsError } from '../domain/errors.ts';
import { type BulkTags, bulkTagsAnswer, checked } from './answers.ts';
import { isExpired } from './errors.ts';
import { type Need, NOT_NAMEABLE } from './need.ts';
import type { Credentials, Transport } from './transport.ts';

const OPERATION = 'tag:GetResources';

export const BULK_TAGS_NEEDS: readonly Need[] = [
  { action: OPERATION, by: ['audit-function', 'audit-role', 'person'], on: NOT_NAMEABLE },
];

/** The most ARNs that AWS allows a call. */
const BATCH = 100;

/**
 * Tags of many carriers at once, by ARN. It is a shortcut, not an inventory: what was never tagged is missing from the
 * answer, and what it says may lag. A batch that fails is left to the reading one by one, so it opens no gap.
 */
export async function readTagsInBulk(
  transport: Transport,
  region: string,
  credentials: Credentials,
  carriers: readonly Carrier[],
  mayRenew = true,
): Promise<ReadonlyMap<string, Tags>> {
  const found = new Map<string, Tags>();
  if (carriers.length === 0) return found;
  const client = new ResourceGroupsTaggingAPIClient(transport.clientConfig(region, credentials));
  try {
    for (let start = 0; start < carriers.length; start += BATCH) {
      const arns = carriers.slice(start, start + BATCH).map(({ arn }) => arn);
      for (const [arn, tags] of await readBatch(transport, client, arns)) found.set(arn, tags);
    }
  } catch (error) {
    if (!(error instanceof AwsError) || (mayRenew && isExpired(error))) throw error;
    // What one batch was refused, the next one would be too.
  }
  return found;
}

/** What the tagging API knows of up to 100 ARNs. Throws AwsError. */
export async function readBatch(
  transport: Transport,
  client: ResourceGroupsTaggingAPIClient,
  arns: readonly string[],
): Promise<ReadonlyMap<string, Tags>> {
  const command = new GetResourcesCommand({ ResourceARNList: [...arns] });
  const answer = await transport.call(OPERATION, (call) => client.send(command, call));
  const mappings = checked(OPERATION, bulkTagsAnswer, answer).ResourceTagMappingList;
  return new Map(
    mappings.flatMap((mapping) =>
      mapping?.ResourceARN === undefined ? [] : [[mapping.ResourceARN, tagsOf(mapping.Tags)] as const],
    ),
  );
}

function tagsOf(list: BulkTags): Tags {
  return new Map(list.flatMap((tag) => (tag?.Key === undefined ? [] : [[tag.Key, tag.Value ?? '']])));
}
