import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Finding } from '../../src/domain/finding.ts';
import { html } from '../../src/report/html/html.tsx';
import { aContext } from '../report/example-run.ts';
import { aFinding, aGap, aRun, aSpend, collected } from '../support/run-builder.ts';
import { type Desk, isInFirstView, openDesk, violations } from './support/browser.ts';

const ATTACKS = [
  '</script><script>window.broken = true</script>',
  '"><img src=x onerror="window.broken = true">',
  '<svg onload="window.broken = true"><style>*{display:none}</style></svg>',
  "</title></style><iframe src='https://evil.example'></iframe>",
  '<!--<script>',
  'javascript:window.broken = true',
  '\u202e\u2066reversed\u200b\u0000\u001b[31m\ud800',
  '{{constructor.constructor("window.broken = true")()}}',
  '&lt;b&gt;&#60;i&#62;',
  '__proto__',
  'x'.repeat(3_000),
];

/** A finding whose every text is an attack. */
function hostile(text: string, n: number): Finding {
  const plain = aFinding({}, n);
  return {
    ...plain,
    ruleId: text,
    accountName: text,
    ouPath: `${text}/${text}`,
    region: text,
    owner: text,
    message: `message ${n}: ${text}`,
    evidence: { [text]: text, 'tag.agreement.id': text, nested: { [text]: [text] } },
    resource: { ...plain.resource, name: text, models: [text], tags: { [text]: text } },
    remediation: { ...plain.remediation, command: `aws x --tags 'key=${text.replaceAll("'", '')}'`, note: text },
  };
}

describe('a report of an organization that is hostile', () => {
  let desk: Desk;
  let url: string;

  beforeAll(async () => {
    desk = await openDesk();
    const rule = { title: ATTACKS[0] ?? '', severity: 'high' as const, note: ATTACKS[1] ?? '' };
    const run = aRun({
      findings: ATTACKS.map(hostile),
      gaps: ATTACKS.map((text, index) =>
        aGap({
          accountId: String(111_111_111_111 + index),
          accountName: text,
          region: text,
          code: text,
          message: text,
          remedy: text,
        }),
      ),
      spend: aSpend({
        status: 'partial',
        missing: ATTACKS,
        byService: ATTACKS.map((service) => ({
          service,
          total: '1',
          attributed: '0',
          misattributed: '0',
          unattributed: '1',
          unknown: '0',
        })),
        unclassedServices: ATTACKS.map((service) => ({ service, total: '1' })),
      }),
      place: ATTACKS[1] ?? '',
    });
    url = await desk.lay(await collected(html(run, aContext({ rules: new Map(ATTACKS.map((id) => [id, rule])) }))));
  });

  afterAll(() => desk.close());

  test('runs nothing, loads nothing and shows every text as text', async () => {
    const { page, complaints, requests } = await desk.open(url);
    for (const [n, attack] of ATTACKS.entries()) {
      const link = page.getByRole('link', { name: `message ${n}: ` });
      await link.click();
      await page.locator('#detail-title').getByText(`message ${n}: `).waitFor();
      if (attack.startsWith('<')) expect(await page.locator('#detail-title').innerText()).toContain(attack);
      await page.keyboard.press('Escape');
    }
    expect(await page.evaluate('window.broken')).toBeUndefined();
    expect(await page.locator('img, iframe, object, embed, b:has-text("<")').count()).toBe(0);
    expect(await page.locator('script').count()).toBe(2);
    expect(await page.locator('style').count()).toBe(1);
    expect(complaints).toEqual([]);
    expect(requests).toEqual([url]);
  });

  test('lets nobody turn the direction of a text, or hide a part of it', async () => {
    const { page } = await desk.open(url);
    const text = await page.evaluate('document.body.innerText');
    expect(text).not.toMatch(/[\p{Cf}\p{Cs}]/u);
    expect(text).toContain('\\u202e\\u2066reversed\\u200b\\u0000\\u001b[31m\\ud800');
  });

  test('filters by hostile values, and its address holds them', async () => {
    const { page } = await desk.open(url);
    const [attack = ''] = ATTACKS;
    await page.getByLabel('Rule', { exact: true }).selectOption(attack);
    await page.locator('.found').getByText(`1 of ${ATTACKS.length} findings`, { exact: true }).waitFor();
    const again = await desk.open(page.url());
    await again.page.locator('.found').getByText(`1 of ${ATTACKS.length} findings`, { exact: true }).waitFor();
    expect(again.complaints).toEqual([]);
  });

  test.for([
    [360, 740],
    [800, 900],
    [1600, 900],
  ] as const)('answers at %i × %i pixels in the first view all the same', async ([width, height]) => {
    const { page } = await desk.open(url, { width, height });
    for (const answer of ['#answer-coverage', '#answer-money', '#answer-first']) {
      expect(await isInFirstView(page, answer), answer).toBe(true);
    }
  });

  test('stays accessible and no wider than a telephone', async () => {
    const { page } = await desk.open(url, { width: 360, height: 740 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    expect(await violations(page)).toEqual([]);
  });

  test('amounts of any length stay in their column on a telephone', async () => {
    const amount = '98765432109.87';
    const all = { total: amount, attributed: '1', misattributed: '1', unattributed: amount, unknown: '0' };
    const spend = aSpend({
      ...all,
      currency: 'EUR',
      lost: amount,
      atRisk: amount,
      byMonth: [{ month: '2026-05', estimated: false, ...all }],
      byAccount: [{ accountId: '111122223333', accountName: 'payments', ...all }],
    });
    const file = await desk.lay(await collected(html(aRun({ findings: [aFinding()], spend }), aContext())));
    const { page } = await desk.open(file, { width: 360, height: 740 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    const boxes = await page.locator('#money .bars tbody tr').first().locator('.amount').all();
    const [left, right] = await Promise.all(boxes.map((each) => each.boundingBox()));
    expect(left && right && left.x + left.width <= right.x).toBe(true);
    for (const answer of ['#answer-coverage', '#answer-money', '#answer-first']) {
      expect(await isInFirstView(page, answer), answer).toBe(true);
    }
  });

  test('its policy lets no other script run, whoever puts it there', async () => {
    const { page, complaints } = await desk.open(url);
    await page.evaluate(`
      const script = document.createElement('script');
      script.textContent = 'window.broken = true';
      document.body.append(script);
      document.body.setAttribute('onclick', 'window.broken = true');
      document.body.click();
    `);
    expect(await page.evaluate('window.broken')).toBeUndefined();
    expect(complaints.join('\n')).toContain('Content Security Policy');
  });
});
