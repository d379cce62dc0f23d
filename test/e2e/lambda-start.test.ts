import { describe, expect, test } from 'vitest';
import { buildDestinations } from '../../src/sandbox/destinations.ts';
import { documentsOf, functionStage, refusalOf } from '../support/function-stage.ts';
import { brokenWorld } from '../support/remediation-scene.ts';
import { callsOf } from '../support/sandbox-scene.ts';
import { MANAGEMENT } from '../support/sandbox-world.ts';

describe('a bad configuration', () => {
  test('fails with every problem, is told once until it changes or is mended, and lets nothing be read', async () => {
    const { sandbox, configure, audit } = await functionStage();
    const bad = { tag: { key: '' }, remediation: { mode: 'maybe' } };
    await configure(bad);
    const refusal = await refusalOf(audit());
    expect(refusal).toMatch(/^ConfigError: s3:\/\/.*mapwarden.yaml:\d+:\d+ tag.key: .*remediation.mode: /s);
    await refusalOf(audit());
    expect(documentsOf(sandbox)).toMatchObject([
      {
        kind: 'configuration',
        problems: [expect.stringContaining('tag.key'), expect.stringContaining('remediation.mode')],
      },
    ]);
    expect(sandbox.published()[0]?.subject).toBe('mapwarden: the configuration is wrong; nothing is audited');
    expect(callsOf(sandbox, 'GetCallerIdentity')).toEqual([]);

    await configure({ tag: { key: '' } });
    await refusalOf(audit());
    expect(documentsOf(sandbox).length).toBe(2);
    await configure({});
    expect(await audit()).toMatchObject({ status: 'complete' });
    await configure({ tag: { key: '' } });
    await refusalOf(audit());
    expect(documentsOf(sandbox).filter(({ kind }) => kind === 'configuration').length).toBe(3);
  });

  test.for([
    ['s3://mapwarden-runs-999988887777/nothing.yaml', 'there is no such object'],
    ['s3://no-such-bucket-at-all/mapwarden.yaml', 'there is nothing there (NoSuchBucket)'],
    ['s3://nothing', 'this is no address of an object'],
    ['ssm:/nothing', 'there is nothing there (ParameterNotFound)'],
    ['ssm:nothing', 'this is no name of a parameter'],
    ['nothing.yaml', 'does not exist'],
  ] as const)('%s: %s', async ([source, problem]) => {
    const { audit } = await functionStage({ env: { MAPWARDEN_CONFIG: source } });
    expect(await refusalOf(audit())).toContain(`MAPWARDEN_CONFIG: ${problem}`);
  });

  test('a folder is no store of a function', async () => {
    const { audit } = await functionStage({ configuration: { store: { type: 'directory' } } });
    expect(await refusalOf(audit())).toMatch(/store.type: the folders of a function do not last/);
  });

  test('a variable that says what cannot be is told, once', async () => {
    const { sandbox, audit, lines } = await functionStage({ env: { MAPWARDEN_REMEDIATION: 'on' } });
    const problem = 'MAPWARDEN_REMEDIATION: expected off or as-configured; got "on"';
    expect(await refusalOf(audit())).toContain(problem);
    await refusalOf(audit());
    expect(documentsOf(sandbox)).toMatchObject([{ kind: 'configuration', problems: [problem] }]);
    expect(lines.join()).toContain('error configuration is wrong');
  });

  test('what shows only against the organization is told too, once, until it is mended', async () => {
    const { sandbox, configure, audit } = await functionStage();
    const gone = { organization: { exclude: { ous: [], accounts: ['999900001111'] } } };
    const kinds = () => documentsOf(sandbox).map(({ kind }) => kind);
    await configure(gone);
    expect(await refusalOf(audit())).toMatch(/mapwarden.yaml:\d+:\d+ organization.exclude.accounts\[0\]: /);
    await refusalOf(audit());
    expect(documentsOf(sandbox)).toMatchObject([
      { kind: 'configuration', problems: [expect.stringContaining('the organization has no such account')] },
    ]);
    await configure({});
    expect(await audit()).toMatchObject({ status: 'complete' });
    await configure(gone);
    await refusalOf(audit());
    expect(kinds()).toEqual(['configuration', 'digest', 'configuration']);
  });

  test('what an event asks for in vain is told to whoever sent it, and to nobody else', async () => {
    const { sandbox, audit } = await functionStage();
    const refusals = [
      [{ accounts: ['999900001111'] }, 'ConfigError: event accounts: the organization has no such account'],
      [{ ous: ['ou-ab12-34cd56ef'] }, 'ConfigError: event ous: the organization has no such OU'],
      [{ regions: ['eu-nowhere-1'] }, 'ConfigError: event regions: '],
      [{ rules: ['map-tag-mising'] }, 'ConfigError: event: there is no such rule in force, did you mean'],
      [{ resume: '20261120T161200Z-3fa2c1' }, 'ConfigError: event resume: there is no such run'],
      [{ resume: '../../20261120T161200Z-3fa2c1' }, 'ConfigError: event resume: '],
      [{ resume: '20261120T161200Z-3fa2c1/../x' }, 'ConfigError: event resume: '],
      [{ resume: '20261120T161200Z-3fa2c1', accounts: [MANAGEMENT] }, 'looks at what it was begun with'],
      [{ link: 3 }, 'ConfigError: event resume: is missing'],
    ] as const;
    for (const [order, refusal] of refusals) {
      expect(await refusalOf(audit({ action: 'audit', ...order }))).toContain(refusal);
    }
    expect(sandbox.published()).toEqual([]);
  });
});

test('a configuration in an encrypted parameter, and a store of its own with a prefix, are what is used', async () => {
  const world = brokenWorld();
  const bucket = world.buckets[0].name;
  const first = await functionStage({ world });
  const text = JSON.stringify({
    ...first.sandbox.configuration,
    spend: { enabled: false },
    store: { type: 's3', bucket, prefix: 'map' },
  });
  const parameter = { ...buildDestinations(MANAGEMENT).parameters[0], name: '/mapwarden/configuration', value: text };
  const { audit, bucket: view } = await functionStage({
    world: brokenWorld({ parameters: [parameter] }),
    env: { MAPWARDEN_CONFIG: 'ssm:/mapwarden/configuration' },
  });
  expect(await audit()).toMatchObject({
    status: 'complete',
    place: expect.stringContaining(`s3://${bucket}/map/runs/`),
  });
  expect(await view.keys('map/state/')).toEqual(['map/state/audit/0000000001.json']);
});
