import { ListTagsForResourceCommand, TagResourceCommand, UntagResourceCommand } from '@aws-sdk/client-bedrock';
import { expect } from 'vitest';
import { parseFault, type Sandbox } from '../../src/sandbox/server.ts';
import { administratorOf, assume, type Credentials, clients, MEMBER, open } from './support.ts';

/** What remediation writes. */
export const RIGHT = { 'map-migrated': 'migZZZZZ99999' };

/** Writes tags where the ARN says that the resource is. */
export function put(sandbox: Sandbox, as: Credentials, arn: string, tags: Readonly<Record<string, string>> = RIGHT) {
  const command = new TagResourceCommand({
    resourceARN: arn,
    tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
  });
  return clients(sandbox, as, arn.split(':')[3]).bedrock.send(command);
}

export function remove(sandbox: Sandbox, as: Credentials, arn: string, tagKeys: string[]) {
  return clients(sandbox, as).bedrock.send(new UntagResourceCommand({ resourceARN: arn, tagKeys }));
}

/** The tags as the administrator of the account sees them. */
export async function read(sandbox: Sandbox, arn: string): Promise<Readonly<Record<string, string>>> {
  const reader = clients(sandbox, administratorOf(arn.split(':')[4] ?? ''), arn.split(':')[3]);
  const { tags = [] } = await reader.bedrock.send(new ListTagsForResourceCommand({ resourceARN: arn }));
  return Object.fromEntries(tags.map(({ key, value }) => [key ?? '', value ?? '']));
}

/** A strict sandbox with the faults, and a session of the member's remediation role. */
export async function openRemediating(...faults: readonly string[]) {
  const sandbox = await open({ faults: faults.flatMap((text) => parseFault(text) ?? []) });
  expect(sandbox.faults()).toHaveLength(faults.length);
  return { sandbox, session: await assume(sandbox, MEMBER, { role: 'MapwardenRemediate' }) };
}
