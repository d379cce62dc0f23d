import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Plan } from '../domain/plan.ts';
import { isNoSuchFile } from './error-codes.ts';
import { addToManifest } from './manifest-file.ts';
import { writeWhole } from './whole-file.ts';

const FILE = 'plan.json';

/** Keeps the plan in a run's folder, whole or not at all; gives the file. */
export async function writePlan(folder: string, plan: Plan): Promise<string> {
  const file = path.join(folder, FILE);
  await writeWhole(file, `${JSON.stringify(plan, null, 2)}\n`);
  await addToManifest(folder, FILE);
  return file;
}

/** The plan of a run's folder as text; undefined where there is none. */
export async function readPlan(folder: string): Promise<string | undefined> {
  try {
    return await readFile(path.join(folder, FILE), 'utf8');
  } catch (error) {
    if (isNoSuchFile(error)) return undefined;
    throw error;
  }
}
