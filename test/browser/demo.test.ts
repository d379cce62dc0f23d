import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { HtmlValidate } from 'html-validate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verdictOf } from '../../src/report/verdict.ts';
import { runCli } from '../cli/support/run-cli.ts';
import { type Desk, isInFirstView, openDesk, violations } from './support/browser.ts';

const ANSWERS = ['#answer-coverage', '#answer-money', '#answer-first'];

describe("the demo's report", () => {
  let desk: Desk;
  let folder: string;
  let html: string;
  let url: string;
  let head: Parameters<typeof verdictOf>[0];

  beforeAll(async () => {
    desk = await openDesk();
    folder = await mkdtemp(path.join(os.tmpdir(), 'mapwarden-demo-'));
    const size = ['--accounts', '8', '--regions', '6', '--now', '2026-11-20T16:00:00Z'];
    await runCli(['demo', ...size, '--out', folder, '--quiet']);
    const names = await readdir(folder, { recursive: true });
    const read = async (name: string) =>
      readFile(path.join(folder, names.find((each) => each.endsWith(name)) ?? ''), 'utf8');
    html = await read('report.html');
    head = JSON.parse(await read('report.json'));
    url = await desk.lay(html);
  });

  afterAll(async () => {
    await desk.close();
    await rm(folder, { recursive: true, force: true });
  });

  test.for([
    [360, 640],
    [360, 740],
    [800, 900],
    [1600, 900],
  ] as const)('answers at %i × %i pixels in the first view, and is not wider than it', async ([width, height]) => {
    const { page } = await desk.open(url, { width, height });
    for (const answer of ANSWERS) expect(await isInFirstView(page, answer), answer).toBe(true);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
  });

  test.for([360, 800, 1180, 1600])('has room for the words of a finding at %i pixels', async (width) => {
    const { page } = await desk.open(url, { width });
    const box = await page.locator('.findings tbody th').first().boundingBox();
    expect(box?.width).toBeGreaterThan(Math.min(width * 0.4, 480));
    const heading = await page.locator('.findings .group, .findings tbody th a').first().boundingBox();
    expect(heading?.height).toBeLessThan(100);
  });

  test('says what the terminal says, in the same order', async () => {
    const { page } = await desk.open(url);
    const answers = await page.locator('.answer > p:last-child').allTextContents();
    const sentences = verdictOf(head).opening.map(({ text }) => text);
    expect(answers.slice(0, sentences.length)).toEqual(sentences);
  });

  test('asks for nothing but itself, and complains of nothing', async () => {
    const { page, complaints, requests } = await desk.open(url);
    await page.locator('.findings tbody th a').first().click();
    await page.locator('.detail').waitFor();
    expect(requests).toEqual([url]);
    expect(complaints).toEqual([]);
  });

  test.for(['light', 'dark'] as const)('has nothing that axe-core finds wrong in %s colours', async (colorScheme) => {
    const { page } = await desk.open(url, { colorScheme });
    expect(await violations(page)).toEqual([]);
    await page.locator('.findings tbody th a').first().click();
    await page.locator('.detail').waitFor();
    expect(await violations(page)).toEqual([]);
  });

  test('is accessible on a telephone too', async () => {
    const { page } = await desk.open(url, { width: 360, height: 740 });
    expect(await violations(page)).toEqual([]);
  });

  test('is valid HTML', async () => {
    const checker = new HtmlValidate({
      extends: ['html-validate:recommended'],
      rules: {
        // Written by a renderer: texts are long, and no line ends where a person would end it.
        'long-title': 'off',
        'void-style': 'off',
        'no-trailing-whitespace': 'off',
        // Roles that follow from the element, said for readers that do not know it yet.
        'no-redundant-role': 'off',
        // A tag of `aria-label` on a region is what makes it one.
        'aria-label-misuse': ['error', { allowAnyNamable: true }],
      },
    });
    const { results } = await checker.validateString(html);
    expect(
      results.flatMap(({ messages }) => messages.map(({ ruleId, message, line }) => `${line} ${ruleId} ${message}`)),
    ).toEqual([]);
  });

  test('can be read without any script', async () => {
    const { page } = await desk.open(url, { javaScript: false });
    expect(await page.locator('#answer-coverage').innerText()).toContain('covered');
    expect(await page.locator('.findings tbody tr').count()).toBeGreaterThan(20);
    expect(await page.getByText('Without them the list shows its first page').isVisible()).toBe(true);
  });

  test('is printed with its findings and without its controls', async () => {
    const { page } = await desk.open(url);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.filters').isVisible()).toBe(false);
    expect(await page.locator('.findings').isVisible()).toBe(true);
  });

  test('a click on an account of the map leads to its findings', async () => {
    const { page } = await desk.open(url);
    const account = page.locator('.map tbody th a').first();
    const name = await account.innerText();
    await account.click();
    await page.locator('.found').getByText(' of ').waitFor();
    const names = await page.locator('.findings td.col-account').allTextContents();
    expect(new Set(names)).toEqual(new Set([name]));
  });

  test('a click on a rule leads to its findings, and the browser leads back', async () => {
    const { page } = await desk.open(url);
    const all = await page.locator('.found').innerText();
    await page.locator('#rules a[href="#rule=map-tag-missing"]').click();
    await page.locator('.found').getByText(' of ').waitFor();
    const rules = await page.locator('.findings .sub code').allTextContents();
    expect(new Set(rules)).toEqual(new Set(['map-tag-missing']));
    await page.goBack();
    await page.locator('.found').getByText(all, { exact: true }).waitFor();
  });
});
