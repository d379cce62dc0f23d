import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** How a browser is started. */
export interface Found {
  readonly executablePath: string;
  /** On top of the machine's. */
  readonly env: Readonly<Record<string, string>>;
}

const NONE =
  'No Chromium was found for the browser tests: install Chrome, or name a Chromium in MAPWARDEN_TEST_CHROMIUM.';

const INSTALLED = [
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/** The Chromium that was named, else the one that came with `npm ci`, else an installed one; throws where there is none. */
export function findChromium(): Found {
  const named = process.env['MAPWARDEN_TEST_CHROMIUM'];
  if (named) {
    if (existsSync(named)) return { executablePath: named, env: {} };
    throw new Error(`MAPWARDEN_TEST_CHROMIUM names ${named}, which is not there.`);
  }
  if (process.platform === 'linux' && process.arch === 'x64') return unpacked();
  const installed = INSTALLED.find((file) => existsSync(file));
  if (installed === undefined) throw new Error(NONE);
  return { executablePath: installed, env: {} };
}

/** Unpacks what npm brought, with the libraries that the machine may not have, once; the folder is there whole or not. */
function unpacked(): Found {
  const cache = fileURLToPath(new URL('../../../node_modules/.cache', import.meta.url));
  const place = path.join(cache, 'mapwarden-chromium');
  if (!existsSync(place)) {
    mkdirSync(cache, { recursive: true });
    const draft = mkdtempSync(path.join(cache, 'draft-'));
    unpackInto(draft);
    writeFileSync(path.join(draft, 'fonts', 'fonts.conf'), fontsConf(place));
    try {
      renameSync(draft, place);
    } catch (error) {
      // Somebody else was faster.
      rmSync(draft, { recursive: true, force: true });
      if (!existsSync(place)) throw error;
    }
  }
  return {
    executablePath: path.join(place, 'chromium'),
    env: { LD_LIBRARY_PATH: path.join(place, 'al2023', 'lib'), FONTCONFIG_PATH: path.join(place, 'fonts') },
  };
}

/** The package's own names folders of Lambda. */
function fontsConf(place: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${path.join(place, 'fonts')}</dir>
  <cachedir>${path.join(place, 'fonts-cache')}</cachedir>
</fontconfig>
`;
}

/** The package unpacks into the folder for temporary files, and its libraries only where it believes to be in Lambda. */
function unpackInto(folder: string): void {
  const program = "import('@sparticuz/chromium').then(({ default: chromium }) => chromium.executablePath())";
  const env = { ...process.env, TMPDIR: folder, AWS_LAMBDA_JS_RUNTIME: 'nodejs22.x' };
  const { status, stderr } = spawnSync(process.execPath, ['-e', program], { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`Chromium could not be unpacked: ${stderr}`);
}
