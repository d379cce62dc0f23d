import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readPlan, writePlan } from '../../src/disk/plan-file.ts';
import type { Plan } from '../../src/domain/plan.ts';

const PLAN: Plan = {
  schemaVersion: 1,
  runId: 'run',
  createdAt: '2026-06-01T00:00:00.000Z',
  configurationSha256: '0'.repeat(64),
  coverageComplete: true,
  hash: 'f'.repeat(64),
  actions: [],
  refusals: [],
};

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'mapwarden-plan-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test('a plan is one file, readable by a person', async () => {
  const folder = await aFolder();

  expect(await writePlan(folder, PLAN)).toBe(path.join(folder, 'plan.json'));
  expect(await readdir(folder)).toEqual(['plan.json']);
  expect(await readPlan(folder)).toBe(`${JSON.stringify(PLAN, null, 2)}\n`);
});

test('a plan that cannot be read is not taken for none', async () => {
  const folder = await aFolder();
  await mkdir(path.join(folder, 'plan.json'));

  await expect(readPlan(folder)).rejects.toThrow('EISDIR');
});
