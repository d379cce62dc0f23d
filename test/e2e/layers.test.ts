import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const BIOME = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');

const FORBIDDEN = [
  ['src/domain', '../engine/facts.ts', 'domain imports nothing outside its folder'],
  ['src/engine', '../app/audit.ts', 'engine is pure'],
  ['src/engine/spend', '../../aws/pages.ts', 'engine is pure'],
  ['src/engine', 'node:fs', 'Pure rooms do no I/O'],
  ['src/ports', '../engine/facts.ts', 'a port speaks the words of domain'],
  ['src/app', '../aws/connect.ts', 'app knows ports, never adapters'],
  ['src/app', '@aws-sdk/client-sts', 'Only src/aws'],
  ['src/aws', '../app/audit.ts', 'an adapter sees domain and its port'],
  ['src/disk', '../engine/facts.ts', 'an adapter sees domain and its port'],
  ['src/report', '../engine/facts.ts', 'a reporter sees domain only'],
  ['src/report/page', 'node:crypto', 'The page runs in a browser'],
  ['src/report/page', 'big.js', 'The page runs in a browser'],
  ['src/report/page', '../html/rows.ts', 'The page runs in a browser'],
  ['src/report/page', '../verdict.ts', 'The page runs in a browser'],
  ['src/report/page', '../../engine/facts.ts', 'a reporter sees domain only'],
  ['src/config', '../report/text.ts', 'config sees domain and engine'],
  ['src/sandbox', '../engine/diagnose.ts', 'the sandbox shares no code with the walk'],
  ['src/lambda', '../sandbox/server.ts', 'the sandbox is never in its bundle'],
  ['src/lambda', '../cli/io.ts', 'nobody imports an edge'],
  ['src/compose', '../cli/io.ts', 'compose is what the edges share'],
  ['src/compose', '../lambda/audit.ts', 'compose is what the edges share'],
  ['src/compose', '@aws-sdk/client-sts', 'Only src/aws'],
  ['src/app', '../compose/machine.ts', 'app knows ports, never adapters'],
  ['src/cli/commands', '@aws-sdk/client-sts', 'Only src/aws'],
] as const;

const ALLOWED = [
  ['src/engine/spend', '../../domain/money.ts'],
  ['src/app', '../ports/billing.ts'],
  ['src/cli', '../aws/connect.ts'],
  ['src/cli', '../compose/machine.ts'],
  ['src/compose', '../aws/connect.ts'],
  ['src/lambda', '../compose/machine.ts'],
  ['src/aws', '@aws-sdk/client-sts'],
  ['src/report/page', '../../domain/severity.ts'],
  ['src/report/page', '../words.ts'],
  ['src/report/html', 'node:crypto'],
] as const;

/** The linter over planted files, in a tree of their own with the project's rules; what it says, by file. */
describe('the layers are kept by the linter', () => {
  let root: string;
  const said = new Map<string, string>();
  const nameOf = (folder: string, module: string) => `${folder}/${module.replaceAll(/[^a-z]/g, '-')}.ts`;

  beforeAll(async () => {
    root = await mkdtemp(path.join(os.tmpdir(), 'mapwarden-layers-'));
    const rules = JSON.parse(await readFile('.ci/lint.json', 'utf8'));
    await plant('.ci/lint.json', JSON.stringify({ ...rules, vcs: { enabled: false } }));
    for (const [folder, module] of [...FORBIDDEN, ...ALLOWED]) {
      await plant(nameOf(folder, module), `import { x } from '${module}';\n\nexport const y = x;\n`);
    }
    await plant('src/engine/printing.ts', "console.log('x');\n");
    await plant('src/cli/printing.ts', "console.log('x');\n");
    const args = [BIOME, 'lint', '--config-path', '.ci/lint.json', '--reporter=json', '--max-diagnostics=none', 'src'];
    const { stdout } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
    for (const { location, message, category } of JSON.parse(stdout).diagnostics) {
      const file = typeof location.path === 'string' ? location.path : location.path.file;
      said.set(file, `${said.get(file) ?? ''}${category} ${JSON.stringify(message)}\n`);
    }
  });

  afterAll(() => rm(root, { recursive: true, force: true }));

  async function plant(file: string, text: string): Promise<void> {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), text);
  }

  test.for(FORBIDDEN)('%s may not import %s', ([folder, module, reason]) => {
    expect(said.get(nameOf(folder, module))).toContain(reason);
  });

  test.for(ALLOWED)('%s may import %s', ([folder, module]) => {
    expect(said.get(nameOf(folder, module)) ?? '').not.toContain('noRestrictedImports');
  });

  test('nothing but the edges writes to the terminal', () => {
    expect(said.get('src/engine/printing.ts')).toContain('noConsole');
    expect(said.get('src/cli/printing.ts') ?? '').not.toContain('noConsole');
  });
});
