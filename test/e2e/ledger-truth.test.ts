import { describe, expect, onTestFinished, test } from 'vitest';
import { applyActions } from '../../src/app/apply.ts';
import { connectAws } from '../../src/aws/connect.ts';
import { openLedger } from '../../src/disk/ledger.ts';
import type { LedgerOutcome } from '../../src/domain/ledger.ts';
import { actionHistories } from '../../src/engine/ledger-history.ts';
import { applyStep, type Step } from '../../src/engine/step.ts';
import { undoSteps } from '../../src/engine/undo.ts';
import type { FaultKind } from '../../src/sandbox/faults.ts';
import type { Sandbox } from '../../src/sandbox/server.ts';
import { buildRemediationRole, profileArn } from '../../src/sandbox/world.ts';
import { open, QUICK, temporaryFolder } from '../support/sandbox-scene.ts';
import { account, goodProfile, MANAGEMENT, MEMBER, NOW, OTHER, smallWorld } from '../support/sandbox-world.ts';

const KEY = 'map-migrated';
const VALUE = 'migABCDE12345';
const BEFORE = { team: 'payments' };

const profiles = [MEMBER, OTHER].flatMap((accountId) =>
  ['one000000001', 'two000000001', 'three0000001'].map((id) =>
    goodProfile({
      accountId,
      id: `${id.slice(0, 8)}${accountId.slice(0, 4)}`,
      tags: [{ key: 'team', value: 'payments' }],
    }),
  ),
);
const arns = profiles.map(profileArn);

/** The adapter, the ledger on disk and the use case before a sandbox, as a process would put them together. */
async function aScene(kind: FaultKind) {
  const roles = [buildRemediationRole()];
  const accounts = [MANAGEMENT, MEMBER, OTHER].map((id) => account({ id, roles }));
  const sandbox = await open({ tagLagMs: 0, faults: [{ kind, accountId: '*' }] }, smallWorld({ accounts, profiles }));
  const folder = await temporaryFolder();
  const options = { concurrency: 8, patience: QUICK, signal: new AbortController().signal, userAgent: 'mapwarden/e2e' };
  const { url: endpoint, credentials } = sandbox;
  const aws = await connectAws({ ...options, endpoint, credentials, loopbackOnly: true });
  onTestFinished(() => aws.close());
  const access = { role: 'MapwardenRemediate', sessionName: 'mapwarden-run', epochMs: () => Date.now() };
  const tagging = aws.tagging(await aws.organization.caller(), { ...access, callsASecond: 1_000 });

  const carryOut = async (stepsOf: (entries: Parameters<typeof undoSteps>[0]) => readonly Step[]) => {
    const ledger = openLedger(folder);
    const clock = { now: () => NOW, monotonicMs: () => 0 };
    const progress = {
      planned: () => undefined,
      finished: () => undefined,
      note: () => undefined,
      close: () => undefined,
    };
    const ports = { tagging, ledger, clock, progress, pause: async () => undefined, lagPausesMs: [1, 1, 1, 1] };
    const results = await applyActions(ports, stepsOf(await ledger.entries()));
    await ledger.close();
    return results.map(({ outcome }) => outcome);
  };
  return {
    sandbox,
    entries: () => openLedger(folder).entries(),
    apply: () =>
      carryOut((entries) => {
        const histories = actionHistories(entries);
        return arns.map((arn) => {
          const action = { id: arn, before: BEFORE, action: { type: 'put-tag', arn, key: KEY, value: VALUE } } as const;
          return applyStep('f'.repeat(64), action, histories.get(arn));
        });
      }),
    undo: () => carryOut((entries) => undoSteps(entries, { runId: 'run', ledgers: [] })),
  };
}

/** Resources that were really written, and with what they ended. */
function truth(sandbox: Sandbox): ReadonlyMap<string, Readonly<Record<string, string>>> {
  const done = sandbox.writes().filter(({ error }) => error === null);
  return new Map(
    done.map(({ resource, after }) => [
      resource ?? '',
      Object.fromEntries((after ?? []).map(({ key, value }) => [key, value])),
    ]),
  );
}

describe('the ledger says what the write log of AWS says', () => {
  test.for<[FaultKind, Partial<Record<LedgerOutcome, number>>]>([
    ['every-other-write-denied', { applied: 3, refused: 3 }],
    ['tag-writes-denied', { refused: 6 }],
    ['tag-writes-scp-denied', { refused: 6 }],
    ['lagging-reads', { applied: 6 }],
    ['lost-write-answer', { applied: 6 }],
    ['expired-token', { applied: 6 }],
  ])('under %s, and an undo brings every tag back', async ([kind, expected]) => {
    const { sandbox, entries, apply, undo } = await aScene(kind);

    const outcomes = await apply();

    const counts = Object.fromEntries(
      Object.keys(expected).map((each) => [each, outcomes.filter((outcome) => outcome === each).length]),
    );
    expect(counts).toEqual(expected);
    const applied = (await entries()).filter(({ outcome }) => outcome === 'applied');
    expect(new Map(applied.map(({ arn, after }) => [arn, after]))).toEqual(truth(sandbox));

    const calls = sandbox.writes().filter(({ error }) => error === null).length;
    sandbox.setFaults([]);
    await apply();
    const later = sandbox.writes().filter(({ error }) => error === null);
    // Only what was refused is written by the second application.
    expect(later.length - calls).toBe(expected.refused ?? 0);

    expect(new Set(await undo())).toEqual(new Set(['applied']));
    expect(truth(sandbox)).toEqual(new Map(arns.map((arn) => [arn, BEFORE])));
    expect(await undo()).toEqual([]);
  });
});
