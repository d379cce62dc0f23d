import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TargetOutcome } from '../../../src/domain/outcome.ts';
import type { RunPoint } from '../../../src/domain/run-history.ts';
import { runPoint } from '../../../src/engine/run-point.ts';
import { html } from '../../../src/report/html/html.tsx';
import { percentOf } from '../../../src/report/html/percent.ts';
import {
  aFinding,
  aGap,
  aHead,
  anEarlyFinding,
  aRun,
  aSpend,
  aSpendFinding,
  collected,
  type RunParts,
} from '../../support/run-builder.ts';
import { aContext, exampleRun } from '../example-run.ts';
import { hostileFinding, hostileGap, hostileRules, hostileSpend } from '../hostile.ts';

const render = (parts: RunParts = {}, context = aContext()) => collected(html(aRun(parts), context));

/** What a person reads of it: without tags, script and data. */
function readable(page: string): string {
  const body = page.slice(page.indexOf('<body>'), page.indexOf('<script'));
  return body
    .replaceAll(/<[^>]*>/g, '\n')
    .replaceAll('&amp;', '&')
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll(/\n+/g, '\n');
}

const figures = (page: string) =>
  [...page.matchAll(/<b>([^<]*)<\/b> ([^<]*)<\/span>/g)].map(([, value, what]) => `${value} ${what}`);

describe('the page', () => {
  test('allows exactly the script and the style that are in it', async () => {
    const page = await render();
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
    const hash = (text: string | undefined) =>
      `sha256-${createHash('sha256')
        .update(text ?? '')
        .digest('base64')}`;
    const [, script] = /<script>([\s\S]*?)<\/script>/.exec(page) ?? [];
    const [, style] = /<style>([\s\S]*?)<\/style>/.exec(page) ?? [];
    expect(policy).toBe(
      `default-src 'none'; script-src '${hash(script)}'; style-src '${hash(style)}'; base-uri 'none'; form-action 'none'`,
    );
    expect(page.startsWith('<!DOCTYPE html>\n<html lang="en">')).toBe(true);
    expect(page).not.toMatch(/ style="| on\w+="|url\(|@import|src=/);
  });

  test('has no element that a name or value brought', async () => {
    const parts = fc.record({
      findings: fc.array(hostileFinding, { maxLength: 2 }),
      gaps: fc.array(hostileGap, { maxLength: 2 }),
      spend: hostileSpend,
      rules: hostileRules,
    });
    await fc.assert(
      fc.asyncProperty(parts, async ({ rules, ...run }) => {
        const page = await render(run, aContext({ rules }));
        const tags = [...page.slice(page.indexOf('<body>'), page.indexOf('<script>')).matchAll(/<\/?([^\s>]*)/g)];
        for (const [, name = ''] of tags) expect(name).toMatch(KNOWN);
        expect(page.match(/<script/g)).toHaveLength(2);
      }),
      { numRuns: 60 },
    );
  });

  test('has the example whole', async () => {
    const text = readable(await collected(html(exampleRun(), aContext())));
    expect(text).toContain(
      'INCOMPLETE: 7 of 78 targets could not be read: this is not a verdict on the whole organization.',
    );
    expect(text).toContain('6 targets role-denied: the audit role could not be assumed');
    expect(text).toContain('Spend by service and model was not read.');
    expect(text).toContain('EARLY00000 was accepted on 2024-12-16');
    expect(text).toContain('3 runs of the whole organization that are stored, up to this one.');
  });
});

/** All that the page is made of. */
const KNOWN =
  /^(?:body|header|main|section|article|nav|search|h[1-4]|p|div|span|b|i|a|code|pre|time|ol|ul|li|dl|dt|dd|table|caption|thead|tbody|tr|th|td|details|summary|figure|figcaption|svg|title|defs|path|rect|use|label|input|select|option|button|fieldset|legend|script)$/;

describe('what is not known', () => {
  test('is not zero: nobody was judged', async () => {
    const page = await render({ spend: aSpend({ judged: false, lost: null, atRisk: null }) });
    expect(figures(page)).toEqual(
      expect.arrayContaining(['$4,500.00 without a valid tag', '- at risk: not judged', '62.5 % compliant by dollars']),
    );
    expect(readable(page)).toContain('not judged');
  });

  test('is told where the bill could not be read', async () => {
    const page = await render({ spend: { status: 'unavailable', reason: 'Grant ce:GetCostAndUsage.', requests: 1 } });
    expect(readable(page)).toContain('How much money is at stake is unknown. Grant ce:GetCostAndUsage.');
    expect(figures(page)).toEqual(expect.arrayContaining(['- unknown', '- compliant by dollars: unknown']));
  });

  test('is told where nobody asked', async () => {
    const page = await render();
    expect(readable(page)).toContain('Nobody asked: this run did not read the bill.');
    expect(figures(page)).toContain('- not asked');
    expect(page).not.toContain('id="money"');
  });

  test('is no share of nothing', async () => {
    const none = { total: '0', attributed: '0', misattributed: '0', unattributed: '0' };
    const page = await render({
      outcomes: { scanned: 0 },
      spend: aSpend({ ...none, lost: '0', atRisk: '0', byAccount: [] }),
    });
    expect(figures(page)).toEqual(expect.arrayContaining(['- covered', '- compliant by dollars: unknown']));
  });

  test.for([
    [1, 3, '33.3 %'],
    ['9999', '10000', '99.9 %'],
    ['1', '1', '100.0 %'],
    [0, 0, undefined],
  ] as const)('%s of %s is %s: rounded down, so that only all is 100', ([part, whole, expected]) => {
    expect(percentOf(part, whole)).toBe(expected);
  });
});

describe('the headline', () => {
  test('has the figures of its sentences, also of what is in no finding', async () => {
    expect(figures(await render({ spend: aSpend() }))).toEqual([
      '$4,487.60 lost',
      '$3,900.10 at risk',
      '62.5 % compliant by dollars',
      '100.0 % covered',
    ]);
    expect(figures(await render({ spend: aSpend({ lost: '0', atRisk: '0' }) }))).toEqual(
      expect.arrayContaining(['$4,500.00 without a valid tag', '$0.00 at risk']),
    );
  });

  test('begins with a tag that does not count at all', async () => {
    const dead = [{ key: 'map-migrated', status: 'inactive', updatedAt: null }] as const;
    const text = readable(await render({ spend: aSpend({ costAllocationTags: dead }) }));
    expect(text.indexOf('map-migrated is not an active cost allocation tag')).toBeLessThan(
      text.indexOf('Was everything covered?'),
    );
    expect(text).toContain('Activate map-migrated as a cost allocation tag');
  });

  test('has nothing to do where there is nothing', async () => {
    const text = readable(await render());
    expect(text).toContain('Nothing: there is nothing to do.');
    expect(text).toContain('Coverage is complete: all 10 targets were read.');
  });
});

describe('a report with little in it', () => {
  test('says of a narrowed run what is covered', async () => {
    const selection = { accounts: [], ous: [], regions: ['us-east-1'], rules: [] };
    expect(figures(await render({ selection }))).toContain('100.0 % of the selection covered');
  });

  test('has no filters where there is nothing to filter', async () => {
    const page = await render();
    expect(page).toContain('There are no findings.');
    expect(page).not.toContain('<search');
  });

  test('cuts short in the headline what AWS says at length of a bill that was not read', async () => {
    const reason = `Cost Explorer answered: ${'very '.repeat(200)}long`;
    const page = await render({ spend: { status: 'unavailable', reason, requests: 1 } });
    const answer = /id="answer-money"[\s\S]*?<p>([^<]*)<\/p><\/article>/.exec(page)?.[1] ?? '';
    expect(answer).toMatch(/^How much money is at stake is unknown\. Cost Explorer answered: very .*…$/);
    expect(answer.length).toBeLessThan(300);
    expect(page).toContain(reason);
  });
});

describe('the trend', () => {
  const point = (now: string, parts: RunParts): RunPoint => runPoint({ ...aHead(parts), now });

  test('needs two runs', async () => {
    const past = async () => [point('2026-06-01T00:00:00.000Z', {})];
    expect(readable(await render({}, aContext({ past })))).toContain('the trend begins with this one');
  });

  test('has none of a run with a selection', async () => {
    const selection = { accounts: ['111122223333'], ous: [], regions: [], rules: [] };
    const text = readable(await render({ selection }, aContext({ past: async () => [] })));
    expect(text).toContain('This run was narrowed by a selection: it is no point of a trend.');
  });

  test('is broken where a run does not know, and says - for it', async () => {
    const spend = aSpend();
    const runs = [
      point('2026-05-18T00:00:00.000Z', { spend }),
      point('2026-05-25T00:00:00.000Z', { spend: { status: 'not-run' }, outcomes: {} }),
      point('2026-06-01T00:00:00.000Z', { spend: aSpend({ judged: false }) }),
    ];
    const page = await render({ spend }, aContext({ past: async () => runs }));
    expect(page).toContain('At risk: $3,900.10 on 2026-05-18, - on 2026-06-01');
    expect(page).toMatch(/<title>Compliant by dollars: 62\.5 %.*?class="curve" d="M[\d.,]+ZM[\d.,]+Z"/);
  });
});

describe('much', () => {
  test('of 500 accounts in 30 regions is a map of a few rows, each gap in it', async () => {
    const regions = Array.from({ length: 30 }, (_, n) => `eu-region-${n}`);
    const byAccount = Array.from({ length: 500 }, (_, n) => {
      const gap: TargetOutcome = n % 100 === 0 ? 'role-denied' : 'scanned';
      return {
        accountId: String(100_000_000_000 + n),
        accountName: `team-${n}`,
        ouPath: 'o',
        regions: { [gap]: regions },
      };
    });
    const head = aHead();
    const page = await render({ head: { coverage: { ...head.coverage, byAccount } } });
    expect(page.match(/class="with-gap"/g)).toHaveLength(1);
    expect(readable(page)).toContain('5 accounts');
    expect(readable(page)).toContain('495 accounts');
    expect(Buffer.byteLength(page)).toBeLessThan(150_000);
  });

  test('of accounts that all ended otherwise is cut after 150 rows, and the rest counted', async () => {
    const byAccount = Array.from({ length: 200 }, (_, n) => ({
      accountId: String(100_000_000_000 + n),
      accountName: `team-${n}`,
      ouPath: 'o',
      regions: {
        failed: Array.from({ length: 8 }, (_, bit) => bit)
          .filter((bit) => n & (1 << bit))
          .map((bit) => `r-${bit}`),
      },
    }));
    const { coverage } = aHead();
    const text = readable(await render({ head: { coverage: { ...coverage, byAccount } } }));
    expect(text).toMatch(/and 50 more accounts with \d+ gaps: coverage\.byAccount in report\.json/);
  });

  test('is cut, and what is cut is counted', async () => {
    const gaps = Array.from({ length: 201 }, (_, n) =>
      aGap({ accountId: String(100_000_000_000 + n), accountName: `team-${n}` }),
    );
    const amounts = { total: '1', attributed: '0', misattributed: '0', unattributed: '1', unknown: '0' };
    const many = <T>(make: (n: number) => T) => Array.from({ length: 30 }, (_, n) => make(n));
    const spend = aSpend({
      byAccount: many((n) => ({ accountId: String(n), accountName: '', ...amounts })),
      byService: many((n) => ({ service: `Service ${n}`, ...amounts })),
      byMonth: many((n) => ({ month: `20${10 + n}-01`, estimated: n === 29, ...amounts })),
    });
    const waived = Array.from({ length: 101 }, (_, n) =>
      aFinding(
        {
          status: 'suppressed',
          waiver: { rule: 'r', resource: `x-${n}`, reason: 'y', owner: 'z', until: '2027-01-01' },
        },
        n,
      ),
    );
    const text = readable(await render({ gaps, spend, findings: waived }));
    for (const rest of [
      'and 1 more target:',
      'and 15 more accounts',
      'and 10 more services',
      'and 16 more earlier months',
      'and 1 more in findings.ndjson',
    ]) {
      expect(text).toContain(rest);
    }
  });
});

test('findings by rule have their amounts where there are any', async () => {
  const text = readable(
    await render({ findings: [aSpendFinding('12.5'), anEarlyFinding(2), aFinding({ accountId: null }, 3)] }),
  );
  expect(text).toContain('$12.50');
  expect(text).toContain('map-agreement-accepted-too-early');
});
