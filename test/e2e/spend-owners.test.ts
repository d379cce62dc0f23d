import { beforeEach, describe, expect, test } from 'vitest';
import type { Finding } from '../../src/domain/finding.ts';
import { buildRole, MANAGEMENT_AUDIT_ACTIONS, type World } from '../../src/sandbox/world.ts';
import { audit, callsOf, inputOf, open, openStory, stubEnvironment } from '../support/sandbox-scene.ts';
import { account, goodProfile, MANAGEMENT, MEMBER, NOW, OTHER, smallWorld } from '../support/sandbox-world.ts';
import { auditCommand, auditMoney, monthOfUsage, settingsOf } from '../support/spend-scene.ts';

beforeEach(() => stubEnvironment());

const TODAY = '2026-06-01';

describe('owners', () => {
  const owner = (value: string) => ({ key: 'owner', value });
  const untagged = (accountId: string, id: string, tags = [] as { key: string; value: string }[]) =>
    goodProfile({ accountId, id, tags });
  const OWNERS = { owners: { tagKey: 'owner', accounts: { [MEMBER]: 'map-member', [OTHER]: 'map-other' } } };
  const accounts = [
    account({ id: MANAGEMENT, name: 'management' }),
    account({ id: MEMBER, name: 'payments', tags: [owner('tag-member')] }),
    account({ id: OTHER, name: 'claims', tags: [{ key: 'Owner', value: 'nobody' }] }),
    account({ id: '555566667777', name: 'gone', state: 'SUSPENDED' }),
  ];
  const profiles = [
    untagged(MANAGEMENT, 'untagged0001'),
    untagged(MEMBER, 'untagged0002', [owner('resource-owner')]),
    untagged(MEMBER, 'untagged0003', [owner(' ')]),
    untagged(OTHER, 'untagged0004'),
  ];
  const ownersIn = (findings: readonly Finding[]) =>
    Object.fromEntries(findings.map(({ resource, owner: name }) => [resource.id, name]));

  test('are those of the resource, else of its account, else of the map', async () => {
    const books = monthOfUsage(TODAY, MEMBER, '10');
    const sandbox = await open({}, smallWorld({ accounts, profiles, books }));
    const { findings } = await auditMoney(sandbox, OWNERS);
    expect(ownersIn(findings)).toEqual({
      [`account/${MEMBER}`]: 'tag-member',
      untagged0001: null,
      untagged0002: 'resource-owner',
      untagged0003: 'tag-member',
      untagged0004: 'map-other',
    });
    // One call for each account that is looked at, and none for the one that is closed.
    const asked = callsOf(sandbox, 'ListTagsForResource').filter(({ service }) => service === 'organizations');
    expect(asked.map((call) => inputOf(call, 'ResourceId')).sort()).toEqual([MEMBER, OTHER, MANAGEMENT]);
  });

  test('are asked for nowhere where the configuration names no owners', async () => {
    const sandbox = await open({}, smallWorld({ accounts, profiles }));
    const { findings } = await audit(sandbox, { settings: settingsOf(sandbox, { owners: undefined }) });
    expect(new Set(findings.map(({ owner: name }) => name))).toEqual(new Set([null]));
    expect(sandbox.metrics().operations).not.toHaveProperty('organizations:ListTagsForResource');
  });

  test('come from the rest where the tags of accounts may not be read, which is noted once', async () => {
    const actions = MANAGEMENT_AUDIT_ACTIONS.filter((action) => action !== 'organizations:ListTagsForResource');
    const finops = buildRole({ name: 'FinOps', actions: [...actions, 'sts:AssumeRole'] });
    const restricted = accounts.map((one) => (one.id === MANAGEMENT ? { ...one, roles: [finops] } : one));
    const caller = { accountId: MANAGEMENT, roleName: 'FinOps' };
    const sandbox = await open({}, smallWorld({ accounts: restricted, profiles, caller }));
    const { code, stderr, files } = await auditCommand(sandbox, [], OWNERS);
    expect(code).toBe(1);
    const notes = stderr.split('\n').filter((line) => line.startsWith('Owners are not read from the tags'));
    expect(notes).toEqual([expect.stringContaining('organizations:ListTagsForResource failed with AccessDenied')]);
    const { findings } = JSON.parse(files['report.json'] ?? '');
    expect(ownersIn(findings)).toEqual({
      untagged0001: null,
      untagged0002: 'resource-owner',
      untagged0003: 'map-member',
      untagged0004: 'map-other',
    });
  });
});

describe('models in the story', () => {
  const UNLISTED = 'anthropic.claude-opus-4-7';

  /** Since when the story's models count, where that is later than Bedrock itself; from the list of 2026-04-06. */
  const SINCE: Readonly<Record<string, string>> = {
    'anthropic.claude-sonnet-4-20250514-v1:0': '2025-06-20',
    'anthropic.claude-sonnet-4-5-20250929-v1:0': '2025-09-28',
    'anthropic.claude-sonnet-4-6': '2026-02-25',
  };

  /** Profiles that were read and bear the tag of an agreement that covers them, with that agreement. */
  function tagged(world: World, arns: ReadonlySet<string | null>) {
    return world.profiles.flatMap((profile) => {
      const arn = `arn:aws:bedrock:${profile.region}:${profile.accountId}:application-inference-profile/${profile.id}`;
      const value = profile.tags.find(({ key }) => key === 'map-migrated')?.value;
      const places = world.accounts.find(({ id }) => id === profile.accountId)?.ouPath.split('/') ?? [];
      const [agreement] = world.agreements.filter(
        ({ id, ous }) => value === `mig${id}` && (ous.length === 0 || ous.some((ou) => places.includes(ou))),
      );
      const models = profile.models.map((model) => model.split('/')[1] ?? '');
      return agreement && arns.has(arn) ? [{ arn, models, agreement }] : [];
    });
  }

  test('that are on no list are told, as unknown; those whose date the agreement missed, as a warning', async () => {
    const sandbox = await openStory({ now: NOW, accounts: 24, regions: 5, profiles: 4 });
    const { findings, resources } = await audit(sandbox);
    const profiles = tagged(sandbox.world, new Set(resources.map(({ arn }) => arn)));
    const arnsOf = (ruleId: string) =>
      findings.flatMap((finding) => (finding.ruleId === ruleId ? [finding.resource.arn] : [])).sort();
    const notListed = profiles.filter(({ models }) => models.includes(UNLISTED));
    const tooEarly = profiles.filter(({ models, agreement }) =>
      models.some((model) => model !== UNLISTED && agreement.acceptedOn <= (SINCE[model] ?? '2024-12-16')),
    );
    expect(arnsOf('map-model-not-listed')).toEqual(notListed.map(({ arn }) => arn).sort());
    expect(arnsOf('map-model-accepted-too-early')).toEqual(tooEarly.map(({ arn }) => arn).sort());
    expect([notListed.length > 0, tooEarly.length > 0]).toEqual([true, true]);
    const severities = new Map(findings.map(({ ruleId, severity }) => [ruleId, severity]));
    expect(severities.get('map-model-not-listed')).toBe('informational');
    expect(severities.get('map-model-accepted-too-early')).toBe('medium');
  });
});
