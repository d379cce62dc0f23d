import { beforeEach, describe, expect, test } from 'vitest';
import { configurationFile, runCommand, runFolders } from '../support/sandbox-command.ts';
import { audit, callsOf, open, openStory, stubEnvironment, temporaryFolder } from '../support/sandbox-scene.ts';
import { goodProfile, MEMBER, smallWorld } from '../support/sandbox-world.ts';

beforeEach(() => stubEnvironment());

const many = smallWorld({
  profiles: Array.from({ length: 130 }, (_, at) =>
    goodProfile({ accountId: MEMBER, id: `page${String(at).padStart(8, '0')}` }),
  ),
});

describe('a list', () => {
  test('is read to its last page, however small the pages are', async () => {
    const sandbox = await open({ pageSize: 7 }, many);
    const { head, resources } = await audit(sandbox);
    expect(resources.map(({ arn }) => arn)).toHaveLength(130);
    expect(head.totals).toMatchObject({ resources: 130, compliant: 130 });
    // 19 pages for the one target, one for each of the five others.
    expect(callsOf(sandbox, 'ListInferenceProfiles')).toHaveLength(24);
    // A hundred ARNs a call.
    expect(callsOf(sandbox, 'GetResources')).toHaveLength(2);
  });

  test('may have empty pages with a token anywhere: nothing is lost, in no list', async () => {
    const plain = await audit(await openStory({ accounts: 25, regions: 3 }));
    const sandbox = await openStory({ accounts: 25, regions: 3, emptyPages: true });
    const empty = await audit(sandbox);
    expect(empty.head).toEqual(plain.head);
    expect(empty.resources).toEqual(plain.resources);
    expect(empty.findings).toEqual(plain.findings);
    expect(callsOf(sandbox, 'ListAccounts')).toHaveLength(4);
  });
});

describe('a token that comes a second time', () => {
  test('ends the list of profiles as a gap, after two pages', async () => {
    const sandbox = await open({ faults: [{ kind: 'repeat-token', accountId: MEMBER, region: 'us-east-1' }] }, many);
    const { head, resources, exit } = await audit(sandbox);
    expect(head.coverage.gaps).toMatchObject([{ accountId: MEMBER, region: 'us-east-1', code: 'RepeatedToken' }]);
    // A part of the list would look like the whole.
    expect({ resources, exit }).toEqual({ resources: [], exit: 4 });
    const here = callsOf(sandbox, 'ListInferenceProfiles').filter(({ accountId, region }) => {
      return accountId === MEMBER && region === 'us-east-1';
    });
    expect(here).toHaveLength(2);
  });

  test('in the list of accounts ends the audit with 3, and no run is left behind', async () => {
    const sandbox = await open({ repeatTokens: true });
    stubEnvironment(sandbox.environment);
    const out = await temporaryFolder();
    const ended = await runCommand(['audit', '--config', await configurationFile(sandbox), '--out', out]);
    expect(ended).toMatchObject({ code: 3, stdout: '' });
    expect(ended.stderr).toContain('organizations:ListAccounts failed with RepeatedToken');
    expect(callsOf(sandbox, 'ListAccounts')).toHaveLength(2);
    expect(await runFolders(out)).toEqual([]);
  });
});
