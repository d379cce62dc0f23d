import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import { ROOT } from './generated-files.ts';

export const FUNCTIONS = ['audit', 'report', 'apply'] as const;

export type FunctionName = (typeof FUNCTIONS)[number];

/** Where `npm run build:lambda` puts them. */
export const FUNCTIONS_FOLDER = path.join(ROOT, 'dist/lambda');

/** What SAM is told too, in the template's BuildProperties: it hands them all on to esbuild, which then has no plug-ins. */
export const LAMBDA_BUILD = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node22',
  minify: true,
  sourcemap: true,
  // By default esbuild takes CommonJS where a package has both: larger, and dead at load in an ES module.
  mainFields: ['module', 'main'],
  // The YAML parser is CommonJS for Node, which is kept whole and cannot ask an ES module for Node's own modules.
  alias: { yaml: './node_modules/yaml/browser/index.js' },
  outExtension: { '.js': '.mjs' },
  // What is imported when needed is a file of its own, and no invocation without that need loads it.
  splitting: true,
  chunkNames: 'part-[hash]',
  legalComments: 'linked',
} as const satisfies BuildOptions;

export interface BuiltFile {
  readonly name: string;
  readonly contents: Uint8Array;
}

export interface Built {
  /** The functions, their parts that are loaded when needed, and source maps. */
  readonly files: readonly BuiltFile[];
  readonly metafile: Metafile;
}

/**
 * Bundles every function, each by itself: together, one would be given what only another needs of a file that both use.
 * Unlike SAM it helps esbuild to leave out of the SDK what nobody calls.
 */
export async function buildFunctions(): Promise<Built> {
  const all = await Promise.all(FUNCTIONS.map((name) => bundle(name, [literalKeys, versionsOnly])));
  // A part of two functions has one name, which is the hash of its contents.
  const files = new Map(
    all.flatMap(({ outputFiles }) => outputFiles).map((file) => [nameOf(file.path), file.contents]),
  );
  return {
    files: [...files].map(([name, contents]) => ({ name, contents })).sort((a, b) => (a.name < b.name ? -1 : 1)),
    metafile: {
      inputs: Object.assign({}, ...all.map(({ metafile }) => metafile.inputs)),
      outputs: Object.assign({}, ...all.map(({ metafile }) => metafile.outputs)),
    },
  };
}

/** What SAM makes of a function. */
export async function buildLikeSam(name: FunctionName): Promise<Metafile> {
  return (await bundle(name, [])).metafile;
}

function bundle(name: FunctionName, plugins: Plugin[]) {
  return build({
    ...LAMBDA_BUILD,
    entryPoints: [path.join(ROOT, `src/lambda/${name}.ts`)],
    outdir: FUNCTIONS_FOLDER,
    absWorkingDir: ROOT,
    plugins,
    metafile: true,
    write: false,
    logLevel: 'error',
  });
}

function nameOf(file: string): string {
  return path.relative(FUNCTIONS_FOLDER, file);
}

/** The files that are loaded before the function can be invoked, and the modules in them. */
export function loadedAtStart({ outputs }: Metafile, name: FunctionName) {
  const loaded = new Set<string>();
  const visit = (file: string): void => {
    if (loaded.has(file)) return;
    loaded.add(file);
    for (const each of outputs[file]?.imports ?? [])
      if (each.kind === 'import-statement' && !each.external) visit(each.path);
  };
  visit(`dist/lambda/${name}.mjs`);
  const parts = [...loaded].flatMap((file) => outputs[file] ?? []);
  return {
    bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0),
    modules: parts.flatMap(({ inputs }) => Object.keys(inputs)),
  };
}

/**
 * The SDK writes the keys of its schemas as constants (`{ [_h]: … }`). To esbuild a computed key may have a side effect,
 * so it keeps each such schema, whether or not anybody uses it. As literals they are what they were.
 */
const literalKeys: Plugin = {
  name: 'literal-keys',
  setup({ onLoad }) {
    onLoad({ filter: /@aws-sdk[\\/].*schemas_\d+\.js$/ }, async ({ path: file }) => {
      const text = await readFile(file, 'utf8');
      const constants = new Map(
        [...text.matchAll(/^const (_\w+) = ("[^"\n\\]*");$/gm)].map(([, name, value]) => [name, value]),
      );
      return {
        contents: text.replace(/\[(_\w+)\]:/g, (key, name) => (constants.has(name) ? `${constants.get(name)}:` : key)),
      };
    });
  },
};

/** Each client of the SDK takes its own package.json in, for the version that it tells AWS. */
const versionsOnly: Plugin = {
  name: 'versions-only',
  setup({ onLoad }) {
    onLoad({ filter: /@aws-sdk[\\/]client-[^\\/]+[\\/]package\.json$/ }, async ({ path: file }) => {
      const { version }: { readonly version: string } = JSON.parse(await readFile(file, 'utf8'));
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};
