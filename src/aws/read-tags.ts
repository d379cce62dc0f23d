import { type BedrockClient, ListTagsForResourceCommand } from '@aws-sdk/client-bedrock';
import type { Tags } from '../domain/carrier.ts';
import { checked, tagsAnswer } from './answers.ts';
import type { Transport } from './transport.ts';

const OPERATION = 'bedrock:ListTagsForResource';

/** All tags of one resource, from the service that owns it; AWS does not page them. Throws AwsError. */
export async function readTags(transport: Transport, client: BedrockClient, resourceARN: string): Promise<Tags> {
  const command = new ListTagsForResourceCommand({ resourceARN });
  const answer = await transport.call(OPERATION, (call) => client.send(command, call));
  const tags = new Map<string, string>();
  for (const tag of checked(OPERATION, tagsAnswer, answer).tags) {
    if (tag?.key !== undefined) tags.set(tag.key, tag.value ?? '');
  }
  return tags;
}
