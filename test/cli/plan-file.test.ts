import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { givenPlan } from '../../src/cli/plan-file.ts';
import { parsePlan } from '../../src/compose/stored-plan.ts';
import { createDirectoryStore } from '../../src/disk/directory-store.ts';
import type { Plan } from '../../src/domain/plan.ts';
import { json } from '../../src/report/json.ts';
import { aPlan, aPlanAction } from '../report/example-plan.ts';
import { aRun, collected } from '../support/run-builder.ts';
import { temporaryFolder } from '../support/sandbox-scene.ts';

const text = (plan: Plan) => JSON.stringify(plan, null, 2);

describe('a plan as text', () => {
  test('is read with every tag, also one that is called __proto__', () => {
    const before = Object.fromEntries([['__proto__', 'x']]);
    const plan = aPlan({ actions: [aPlanAction({ before })] });
    expect(text(parsePlan(text(plan), 'plan.json'))).toBe(text(plan));
  });

  test('has its mistakes told by path where it is too long for lines and columns', () => {
    const actions = Array.from({ length: 2_000 }, (_, n) => aPlanAction({}, n));
    const long = JSON.stringify({ ...aPlan({ actions }), schemaVersion: 2 });
    expect(long.length).toBeGreaterThan(1024 * 1024);
    expect(() => parsePlan(long, 'plan.json')).toThrow('plan.json schemaVersion: is not valid; expected 1; got 2');
  });
});

describe('the run of a plan', () => {
  /** A store with one run, and a plan file elsewhere. */
  async function scene(folder: string) {
    const dir = await temporaryFolder();
    const place = path.join(dir, folder);
    await mkdir(place, { recursive: true });
    await writeFile(path.join(place, 'report.json'), await collected(json(aRun())));
    const file = path.join(dir, 'kept.json');
    await writeFile(file, text(aPlan()));
    const out = path.join(dir, 'out');
    return { dir, place, file, out, store: createDirectoryStore({ root: out, render: json }) };
  }

  test('is found in the store by its id, wherever the file lies', async () => {
    const { file, out, store, place } = await scene('out/runs/date=2026-06-01/20260601T000000Z-abc123');
    expect((await givenPlan(file, store, out)).run.place).toBe(place);
  });

  test('is found beside the file where the store does not have it', async () => {
    const { place, out, store } = await scene('copied');
    const beside = path.join(place, 'plan.json');
    await writeFile(beside, text(aPlan()));
    expect((await givenPlan(beside, store, out)).run.place).toBe(place);
    expect((await givenPlan(place, store, out)).plan).toEqual(aPlan());
  });

  test('is not some folder that the plan names as if it were an id', async () => {
    const { dir, place, out, store } = await scene('elsewhere');
    const file = path.join(dir, 'other.json');
    await writeFile(file, text(aPlan({ runId: place })));
    await expect(givenPlan(file, store, out)).rejects.toThrow('PLAN: its run is neither in');
  });

  test('must have a plan where the run itself is named', async () => {
    const { place, out, store } = await scene('planless');
    await expect(givenPlan(place, store, out)).rejects.toThrow('has no plan yet');
  });
});
