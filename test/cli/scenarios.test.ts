import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { stubEnvironment, temporaryFolder } from '../support/sandbox-scene.ts';
import { runCli } from './support/run-cli.ts';
import { expectation, parseScenario, type Scenario, type Step } from './support/scenario.ts';

const FOLDER = fileURLToPath(new URL('scenarios', import.meta.url));
const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.scenario')).sort();
const scenarios = await Promise.all(
  names.map(async (name) => ({ name, ...parseScenario(await readFile(path.join(FOLDER, name), 'utf8')) })),
);

test.for(scenarios)('$name: $title', async (scenario) => {
  stubEnvironment(scenario.env);
  const dir = await temporaryFolder();
  await writeInputs(scenario, dir);

  for (const step of scenario.steps) await play(step, scenario, dir);
});

async function writeInputs({ files }: Scenario, dir: string): Promise<void> {
  for (const { name, text } of files) {
    const file = path.join(dir, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

async function play(step: Step, { env, terminal }: Scenario, dir: string): Promise<void> {
  const argv = step.argv.map((word) => word.replaceAll('{dir}', dir));
  const { code, stdout, stderr } = await runCli(argv, { env, terminal });

  expect({ code, stderr: abstract(stderr, dir) }, step.argv.join(' ')).toEqual({
    code: step.exit,
    stderr: expect.stringMatching(expectation(step.stderr)),
  });
  expect(abstract(stdout, dir)).toMatch(expectation(step.stdout));
  for (const { name, text } of step.leaves) expect(await readFile(path.join(dir, name), 'utf8'), name).toBe(text);
}

function abstract(text: string, dir: string): string {
  return text.replaceAll(dir, '{dir}');
}
