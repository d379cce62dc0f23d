import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Two folders deep, like `src/cli/main.ts`: what lies beside `src` is found from there. */
export const BUNDLED_COMMAND = fileURLToPath(new URL('../../dist/test/main.mjs', import.meta.url));

/**
 * Bundles the command once, before the tests that start it as a process: from source each start costs four seconds of
 * a core, most of the time of such a test. `test/cli/process.test.ts` starts it from source, as a clone does.
 */
export default async function bundleCommand(): Promise<void> {
  await build({
    entryPoints: [fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))],
    outfile: BUNDLED_COMMAND,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    mainFields: ['module', 'main'],
    sourcemap: true,
    banner: {
      js: 'import { createRequire as bundleRequire } from "node:module"; const require = bundleRequire(import.meta.url);',
    },
    logLevel: 'warning',
  });
}
