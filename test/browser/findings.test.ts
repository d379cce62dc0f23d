import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { html } from '../../src/report/html/html.tsx';
import { aContext } from '../report/example-run.ts';
import { manyFindings } from '../support/many-findings.ts';
import { aRun, collected } from '../support/run-builder.ts';
import { type Desk, openDesk, violations } from './support/browser.ts';

const FINDINGS = manyFindings(10_000);
const TWO_MEGABYTES = 2 * 1024 * 1024;

describe('a report of 10,000 findings', () => {
  let desk: Desk;
  let report: string;
  let url: string;

  beforeAll(async () => {
    desk = await openDesk();
    report = await collected(html(aRun({ findings: FINDINGS }), aContext()));
    url = await desk.lay(report);
  });

  afterAll(() => desk.close());

  const found = (page: Page, text: string) => page.locator('.found').getByText(text, { exact: true }).waitFor();
  const number = (value: number) => value.toLocaleString('en-US');
  const countOf = (fits: (finding: (typeof FINDINGS)[number]) => boolean) => number(FINDINGS.filter(fits).length);

  test('is at most two megabytes', () => {
    expect(Buffer.byteLength(report)).toBeLessThanOrEqual(TWO_MEGABYTES);
  });

  test('shows a hundred a page, and the pages one after the other', async () => {
    const { page, complaints, requests } = await desk.open(url);
    await found(page, '10,000 findings');
    expect(await page.locator('.findings tbody tr').count()).toBe(100);
    const first = await page.locator('.findings tbody tr').first().innerText();
    await page.getByRole('link', { name: 'Next' }).first().click();
    await page.getByText('Page 2 of 100').first().waitFor();
    expect(await page.locator('.findings tbody tr').count()).toBe(100);
    expect(await page.locator('.findings tbody tr').first().innerText()).not.toBe(first);
    expect([complaints, requests]).toEqual([[], [url]]);
  });

  test('filters by severity, rule, region, agreement and defect, with true counts', async () => {
    const { page } = await desk.open(url);
    await page.getByRole('button', { name: /^critical/ }).click();
    await page.getByRole('button', { name: /^low/ }).click();
    const isWanted = ({ severity }: { severity: string }) => severity === 'critical' || severity === 'low';
    await found(page, `${countOf(isWanted)} of 10,000 findings`);
    await page.getByLabel('Rule', { exact: true }).selectOption('map-tag-missing');
    await page.getByLabel('Region', { exact: true }).selectOption('eu-west-1');
    await page.getByLabel('Defect', { exact: true }).selectOption('whitespace');
    const expected = countOf(
      (finding) =>
        isWanted(finding) &&
        finding.ruleId === 'map-tag-missing' &&
        finding.region === 'eu-west-1' &&
        finding.defect === 'whitespace',
    );
    await found(page, `${expected} of 10,000 findings`);
    await page.getByRole('link', { name: 'Clear all' }).click();
    await found(page, '10,000 findings');
    await page.getByLabel('Agreement', { exact: true }).selectOption('FGHIJ67890');
    await found(page, `${countOf(({ evidence }) => evidence['tag.agreement.id'] === 'FGHIJ67890')} of 10,000 findings`);
  });

  test('an OU stands for everything below it', async () => {
    const { page } = await desk.open(url);
    const ou = FINDINGS[0]?.ouPath?.split('/')[2] ?? '';
    await page.getByLabel('OU', { exact: true }).selectOption(ou);
    await found(page, `${countOf(({ ouPath }) => ouPath?.split('/').includes(ou) === true)} of 10,000 findings`);
  });

  test('a link shows again what was searched, filtered, sorted and grouped', async () => {
    const { page } = await desk.open(url);
    await page.getByLabel('Search').fill('claims whitespace');
    await page.getByLabel('Sort by').selectOption('account');
    await page.getByLabel('Group by').selectOption('rule');
    await page.getByRole('button', { name: /^high/ }).click();
    const fits = (each: (typeof FINDINGS)[number]) =>
      each.severity === 'high' && each.defect === 'whitespace' && each.resource.name.startsWith('claims-');
    expect(FINDINGS.some(fits)).toBe(true);
    await page.locator('.group').first().waitFor();
    const seen = await page.locator('#explorer').innerText();

    const again = await desk.open(page.url());
    expect(await again.page.locator('#explorer').innerText()).toBe(seen);
    expect(await again.page.getByLabel('Search').inputValue()).toBe('claims whitespace');
  });

  test('groups fold up and open again, and their headings count all that is in them', async () => {
    const { page } = await desk.open(url, { fragment: '#group=severity' });
    const critical = page.locator('.group button').first();
    expect(await critical.innerText()).toBe(`critical ${countOf(({ severity }) => severity === 'critical')}`);
    await critical.click();
    await page.locator('.group button[aria-expanded=false]').waitFor();
    expect(await page.locator('.findings tbody tr:not(.group) .severity').first().innerText()).toBe('high');
    await page.locator('.group button').first().click();
    await page.locator('.group button[aria-expanded=true]').first().waitFor();
    expect(await page.locator('.findings tbody tr:not(.group) .severity').first().innerText()).toBe('critical');
  });

  test('columns sort one way and the other', async () => {
    const { page } = await desk.open(url);
    await page.locator('thead').getByRole('link', { name: 'Region' }).click();
    await page.locator('th.col-region[aria-sort=ascending]').waitFor();
    expect(await page.locator('td.col-region').first().innerText()).toBe('ap-northeast-1');
    await page.locator('thead').getByRole('link', { name: 'Region' }).click();
    await page.locator('th.col-region[aria-sort=descending]').waitFor();
    expect(await page.locator('td.col-region').first().innerText()).toBe('us-west-2');
  });

  test('a finding opens with its evidence and a command to copy, by keyboard alone', async () => {
    const { page } = await desk.open(url);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const link = page.locator('.findings tbody th a').first();
    const message = await link.innerText();
    const finding = FINDINGS.find((each) => each.message === message);
    await link.focus();
    await page.keyboard.press('Enter');
    await page.locator('.detail').waitFor();
    expect(await page.evaluate('document.activeElement.id')).toBe('detail-title');
    const shown = await page.locator('.detail').innerText();
    expect(shown).toContain(finding?.resource.arn);
    expect(shown).toContain(String(finding?.evidence['tag.value']));
    await page.getByRole('button', { name: 'Copy command' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Copied').waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(finding?.remediation.command);
    await page.keyboard.press('Escape');
    await page.locator('.detail').waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement.id')).toBe(`finding-${finding?.id}`);
  });

  test('the link of a finding opens it', async () => {
    const { id = '', message = '' } = FINDINGS[9_999] ?? {};
    const { page } = await desk.open(url, { fragment: `#finding=${id}` });
    expect(await page.locator('#detail-title').innerText()).toBe(message);
  });

  test('what fits nothing is said so, and an address that nobody understands shows all', async () => {
    const { page } = await desk.open(url, { fragment: '#q=nowhere-to-be-found' });
    await page.getByText('No finding fits these filters.').waitFor();
    const odd = await desk.open(url, { fragment: '#sort=%ff&page=-3&group=x&finding=none&severity=' });
    await found(odd.page, '10,000 findings');
  });

  test('is accessible with a group, a filter and a page of its own', async () => {
    const { page } = await desk.open(url, { fragment: '#group=account&severity=high&page=2', width: 800 });
    expect(await violations(page)).toEqual([]);
  });
});
