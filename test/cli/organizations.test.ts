import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/server.ts';
import { buildProfile, type World } from '../../src/sandbox/world.ts';
import { stubEnvironment } from '../support/sandbox-scene.ts';
import { account, MANAGEMENT, MEMBER, NOW, smallWorld } from '../support/sandbox-world.ts';
import { auditedSandbox } from './support/audited-sandbox.ts';
import { expectDecent } from './support/decent.ts';
import { hostileText } from './support/hostile.ts';
import { runCli } from './support/run-cli.ts';

const tag = fc.record({ key: fc.oneof(fc.constant('map-migrated'), hostileText), value: hostileText });

const world: fc.Arbitrary<World> = fc
  .record({ accountName: hostileText, profileName: hostileText, tags: fc.array(tag, { maxLength: 3 }) })
  .map(({ accountName, profileName, tags }) =>
    smallWorld({
      accounts: [account({ id: MANAGEMENT, name: accountName }), account({ id: MEMBER, name: accountName })],
      profiles: [buildProfile({ accountId: MEMBER, region: 'us-east-1', id: 'profile00001', name: profileName, tags })],
    }),
  );

const format = fc.constantFrom('text', 'json', 'ndjson', 'csv', 'markdown');

test('whatever accounts, profiles and tags are called, an audit ends in an exit code and prints no control character', async () => {
  const { argv } = await auditedSandbox();

  await fc.assert(
    fc.asyncProperty(world, format, fc.boolean(), async (held, name, terminal) => {
      const sandbox = await startSandbox({ now: NOW, tagLagMs: 0 }, held);
      stubEnvironment(sandbox.environment);
      const ended = await runCli([...argv, '--format', name, '--no-color', '--quiet'], { terminal });
      await sandbox.close();

      expectDecent(ended);
      expect([0, 1, 4]).toContain(ended.code);
    }),
    { numRuns: 40 },
  );
});

test('whatever a resource is called, explain shows it without a control character', async () => {
  const { argv, config, dir } = await auditedSandbox();
  const out = path.join(dir, 'out');
  const arn = `arn:aws:bedrock:us-east-1:${MEMBER}:application-inference-profile/profile00001`;

  await fc.assert(
    fc.asyncProperty(world, async (held) => {
      const sandbox = await startSandbox({ now: NOW, tagLagMs: 0 }, held);
      stubEnvironment(sandbox.environment);
      await runCli([...argv, '--quiet', '--format', `csv=${path.join(dir, 'all.csv')}`]);
      await sandbox.close();
      const ended = await runCli(['explain', arn, '--config', config, '--out', out]);

      expectDecent(ended);
      expect(ended.code).toBe(0);
    }),
    { numRuns: 10 },
  );
});
