import { ListTagsForResourceCommand } from '@aws-sdk/client-organizations';
import { describe, expect, test } from 'vitest';
import { assume, clients, errorOf, MANAGEMENT, MEMBER, OTHER, open } from './support.ts';

describe('tags of Organizations', () => {
  test('are told of accounts to an administrator, and empty of other places', async () => {
    const sandbox = await open();
    const { organizations } = clients(sandbox, sandbox.credentials);
    const tagsOf = async (ResourceId: string) =>
      (await organizations.send(new ListTagsForResourceCommand({ ResourceId }))).Tags;

    expect(await tagsOf(MEMBER)).toEqual([{ Key: 'owner', Value: 'payments@northwind.example' }]);
    expect(await tagsOf(OTHER)).toEqual([]);
    expect(await tagsOf('ou-nw01-prod0001')).toEqual([]);
    expect(await tagsOf('r-nw01')).toEqual([]);
  });

  test('are refused of what is not there, and to a member', async () => {
    const sandbox = await open();
    const member = { accessKeyId: `AKIA${MEMBER}USER`, secretAccessKey: 'any' };
    const ask = (credentials: Parameters<typeof clients>[1], ResourceId: string) =>
      errorOf(clients(sandbox, credentials).organizations.send(new ListTagsForResourceCommand({ ResourceId })));

    const absent = await ask(sandbox.credentials, '123456789012');
    const refused = await ask(member, MEMBER);

    expect(absent).toMatchObject({ name: 'TargetNotFoundException', $metadata: { httpStatusCode: 400 } });
    expect(refused.name).toBe('AccessDeniedException');
  });

  test('may be read by the audit role of the management account', async () => {
    const sandbox = await open();
    const { organizations } = clients(sandbox, await assume(sandbox, MANAGEMENT));

    const answer = await organizations.send(new ListTagsForResourceCommand({ ResourceId: MEMBER }));

    expect(answer.Tags).toHaveLength(1);
  });
});
