import path from 'node:path';
import { expect } from 'vitest';
import type { Check, CheckId } from '../../src/domain/checkup.ts';
import { CheckupDocument } from '../../src/report/checkup-schema.ts';
import type { Sandbox, SandboxOptions } from '../../src/sandbox/server.ts';
import type { World } from '../../src/sandbox/world.ts';
import { brokenWorld } from './remediation-scene.ts';
import { configurationFile, type Ended, runCommand } from './sandbox-command.ts';
import { open, stubEnvironment, temporaryFolder } from './sandbox-scene.ts';
import { goodProfile, MEMBER, NOW, OTHER } from './sandbox-world.ts';

/** What a person sees of one doctor, as a program reads it. */
export interface Examined {
  readonly code: Ended['code'];
  readonly stderr: string;
  readonly checkup: ReturnType<(typeof CheckupDocument)['parse']>;
  /** Checks of the id, as `state` or `state account`. */
  states(id: CheckId): readonly string[];
  /** The only one of the id that is not ok and not skipped; fails where there are others. */
  wrong(id: CheckId): Check;
}

export interface DoctorScene {
  readonly sandbox: Sandbox;
  readonly out: string;
  readonly config: string;
  examine(...argv: readonly string[]): Promise<Examined>;
  /** The same for people. */
  read(...argv: readonly string[]): Promise<Ended>;
}

/** An organization in which everything is in place, changed as given; the configuration too. */
export async function doctorScene(
  scene: { readonly world?: Partial<World>; readonly sandbox?: Partial<SandboxOptions>; readonly change?: object } = {},
): Promise<DoctorScene> {
  const profiles = [
    goodProfile({ accountId: MEMBER, id: 'payments0001' }),
    goodProfile({ accountId: OTHER, id: 'claims000001' }),
  ];
  const sandbox = await open({ tagLagMs: 0, ...scene.sandbox }, brokenWorld({ profiles, ...scene.world }));
  stubEnvironment(sandbox.environment);
  const config = await configurationFile(sandbox, scene.change);
  const out = path.join(await temporaryFolder(), 'out');
  const places = ['--config', config, '--now', NOW];
  return {
    sandbox,
    out,
    config,
    async examine(...argv) {
      const { code, stdout, stderr } = await runCommand(['doctor', '--format', 'json', ...argv, ...places]);
      return { code, stderr, ...readerOf(CheckupDocument.parse(JSON.parse(stdout))) };
    },
    read: (...argv) => runCommand(['doctor', ...argv, ...places]),
  };
}

function readerOf(checkup: Examined['checkup']): Pick<Examined, 'checkup' | 'states' | 'wrong'> {
  const of = (id: CheckId) => checkup.checks.filter((check) => check.id === id);
  return {
    checkup,
    states: (id) => of(id).map(({ state, accountId }) => (accountId === null ? state : `${state} ${accountId}`)),
    wrong(id) {
      const wrong = of(id).filter(({ state }) => state === 'failed' || state === 'unknown');
      expect(wrong, id).toHaveLength(1);
      const [only] = wrong;
      if (only === undefined) throw new Error(`${id} is in order`);
      return only;
    },
  };
}
