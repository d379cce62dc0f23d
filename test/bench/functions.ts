import { spawnSync } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { FUNCTIONS, loadedAtStart } from '../../.ci/lambda-bundle.ts';
import { deployFunctions } from '../support/function-process.ts';

/** How long Lambda waits for a function before its first event: the median of nine starts, on one core. */
const STARTS = 9;

const { folder, metafile, remove } = await deployFunctions();
try {
  for (const name of FUNCTIONS) {
    const url = pathToFileURL(path.join(folder, `${name}.mjs`)).href;
    const script = `const t = performance.now(); await import(${JSON.stringify(url)}); console.log(performance.now() - t);`;
    const node = [process.execPath, '--input-type=module', '-e', script];
    const times = Array.from({ length: STARTS }, () => startedIn(node)).sort((a, b) => a - b);
    const ms = Math.round(times[Math.floor(STARTS / 2)] ?? Number.NaN);
    console.log(`${name}.mjs: init ${ms} ms, ${Math.round(loadedAtStart(metafile, name).bytes / 1_000)} KB of code`);
  }
} finally {
  await remove();
}

/** Where the system has taskset, on one core. */
function startedIn(node: readonly string[]): number {
  const pinned = spawnSync('taskset', ['-c', '0', ...node], { encoding: 'utf8' });
  const [command = '', ...args] = node;
  const { stdout } = pinned.status === 0 ? pinned : spawnSync(command, args, { encoding: 'utf8' });
  return Number(stdout);
}
