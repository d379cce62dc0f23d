import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { configurationPage } from '../src/config/configuration-page.ts';
import { configurationJsonSchema } from '../src/config/json-schema.ts';
import { loadModelCatalog } from '../src/config/model-catalog.ts';
import { modelPage } from '../src/config/model-page.ts';
import { problemList } from '../src/config/problem-list.ts';
import { readRuleDirectory } from '../src/config/rule-directory.ts';
import { BUILTIN_DIRECTORY } from '../src/config/rule-files.ts';
import { ruleIndexPage, rulePage } from '../src/config/rule-page.ts';
import { re2Pattern } from '../src/engine/re2-pattern.ts';
import { alertJsonSchema } from '../src/report/alert-schema.ts';
import { checkupJsonSchema } from '../src/report/checkup-schema.ts';
import { evidenceJsonSchema } from '../src/report/evidence-schema.ts';
import { ledgerJsonSchema } from '../src/report/ledger-schema.ts';
import { manifestJsonSchema } from '../src/report/manifest-schema.ts';
import { planJsonSchema } from '../src/report/plan-schema.ts';
import { reportJsonSchema } from '../src/report/schema.ts';

/** The project's root; paths of generated files are relative to it. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Folders in which every file is generated: what else lies in them is left over. */
const GENERATED_FOLDERS = ['docs/rules', 'docs/schema'] as const;

/** Every generated file with its text, by path. */
export function generatedFiles(): ReadonlyMap<string, string> {
  const problems = problemList();
  const definitions = readRuleDirectory(BUILTIN_DIRECTORY, 'rules', { compilePattern: re2Pattern, problems }).map(
    ({ rule }) => rule.definition,
  );
  problems.settle();
  return new Map([
    ['src/config/carried-files.ts', carriedFiles()],
    ['src/compose/version.ts', version()],
    ['docs/configuration.md', configurationPage()],
    ['docs/models.md', modelPage(loadModelCatalog())],
    ['docs/rules/README.md', ruleIndexPage(definitions)],
    ...definitions.map((definition) => [`docs/rules/${definition.id}.md`, rulePage(definition)] as const),
    ['docs/schema/alert.schema.json', json(alertJsonSchema())],
    ['docs/schema/checkup.schema.json', json(checkupJsonSchema())],
    ['docs/schema/config.schema.json', json(configurationJsonSchema())],
    ['docs/schema/evidence.schema.json', json(evidenceJsonSchema())],
    ['docs/schema/ledger.schema.json', json(ledgerJsonSchema())],
    ['docs/schema/manifest.schema.json', json(manifestJsonSchema())],
    ['docs/schema/plan.schema.json', json(planJsonSchema())],
    ['docs/schema/report.schema.json', json(reportJsonSchema())],
  ]);
}

/** A sentence for each file that is missing, differs from what would be generated, or should not be there. */
export function staleFiles(files: ReadonlyMap<string, string>): readonly string[] {
  const wrong = [...files].flatMap(([path, text]) => {
    const found = readIfThere(join(ROOT, path));
    if (found === undefined) return [`${path} is missing`];
    return found === text ? [] : [`${path} is stale`];
  });
  return [...wrong, ...superfluousFiles(files).map((path) => `${path} is no longer generated`)];
}

/** Files in the folders of generated files that nothing generates. */
export function superfluousFiles(files: ReadonlyMap<string, string>): readonly string[] {
  return GENERATED_FOLDERS.flatMap((folder) =>
    namesIn(join(ROOT, folder))
      .map((name) => `${folder}/${name}`)
      .filter((path) => !files.has(path)),
  );
}

/** What a bundle carries of `rules/`: SAM's esbuild copies no files and has no plug-ins, but it follows imports. */
function carriedFiles(): string {
  const files = readdirSync(BUILTIN_DIRECTORY, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => {
      const text = readFileSync(join(BUILTIN_DIRECTORY, name), 'utf8');
      return `  [${JSON.stringify(name)}, ${JSON.stringify(carriedText(name, text))}],\n`;
    });
  return `import type { CarriedFiles } from './read-text-file.ts';

// Generated from rules/ by npm run generate.
export const CARRIED_FILES: CarriedFiles = new Map([
${files.join('')}]);
`;
}

/**
 * A file in the form that functions load it in: JSON, which is YAML too, without comments and without the examples of
 * rules, which only `rules test` runs. The list of models stays as it is, since reports tell the hash of the file.
 */
function carriedText(name: string, text: string): string {
  if (name === 'catalog/models.yaml') return text;
  const value: object = parse(text);
  return JSON.stringify({ ...value, examples: undefined });
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const found =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : undefined;
  return `// Generated from package.json by npm run generate.
/** The tool's version. */
export const VERSION = '${found}';
`;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
