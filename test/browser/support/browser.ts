import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findChromium } from './find-chromium.ts';

export interface OpenOptions {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: 'light' | 'dark';
  /** With its `#`. */
  readonly fragment?: string;
  readonly javaScript?: boolean;
}

/** A page that is open, with what it complained about and asked for. */
export interface Opened {
  readonly page: Page;
  /** Whatever it wrote to the console, and every error that nobody caught. */
  readonly complaints: readonly string[];
  readonly requests: readonly string[];
}

/** A browser, and the reports that it opens from disk. */
export interface Desk {
  readonly browser: Browser;
  /** Writes the report to a file, and gives its address. */
  lay(html: string): Promise<string>;
  open(url: string, options?: OpenOptions): Promise<Opened>;
  close(): Promise<void>;
}

export async function openDesk(): Promise<Desk> {
  const { executablePath, env } = findChromium();
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
    env: { ...process.env, ...env } as Record<string, string>,
  });
  const folder = await mkdtemp(path.join(os.tmpdir(), 'mapwarden-browser-'));
  let files = 0;
  return {
    browser,
    async lay(html) {
      files += 1;
      const file = path.join(folder, `report-${files}.html`);
      await writeFile(file, html);
      return pathToFileURL(file).href;
    },
    open: (url, options) => open(browser, url, options),
    async close() {
      await browser.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function open(browser: Browser, url: string, options: OpenOptions = {}): Promise<Opened> {
  const { width = 1600, height = 900, colorScheme = 'light', fragment = '', javaScript = true } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme,
    javaScriptEnabled: javaScript,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => requests.push(request.url().replace(/#.*/, '')));
  await page.goto(url + fragment);
  if (javaScript) await page.locator('#explorer[data-ready=yes]').waitFor();
  return { page, complaints, requests };
}

/** What axe-core finds wrong with the page, a line each; its script comes past the page's own policy. */
export async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    // The page's own types know nothing of what was put into it.
    const { axe: inPage } = globalThis as unknown as { axe: typeof axe };
    const { violations: all } = await inPage.run({ resultTypes: ['violations'] });
    return all.map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .map(({ html }) => html.slice(0, 160))
          .slice(0, 3)
          .join(' | ')}`,
    );
  });
  return found;
}

/** Whether the element lies wholly within what is seen first. */
export async function isInFirstView(page: Page, selector: string): Promise<boolean> {
  const box = await page.locator(selector).boundingBox();
  const view = page.viewportSize();
  if (box === null || view === null) return false;
  return box.x >= 0 && box.y >= 0 && box.x + box.width <= view.width && box.y + box.height <= view.height;
}
