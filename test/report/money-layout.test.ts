import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { markdown } from '../../src/report/markdown.ts';
import { text } from '../../src/report/text.ts';
import { aFinding, aRun, aSpend, aSpendFinding, collected, type RunParts } from '../support/run-builder.ts';
import { aContext } from './example-run.ts';

const asText = (parts: RunParts, overrides = {}) => collected(text(aRun(parts), aContext(overrides)));
const asMarkdown = (parts: RunParts) => collected(markdown(aRun(parts), aContext()));
const ESC = '\u001b';

describe('as text', () => {
  test('amounts stand in columns, flush right', async () => {
    const report = await asText({ spend: aSpend() });

    expect(report).toContain('  unattributed (no map tag)                   $4,180.22   34.8 %\n');
    expect(report).toContain('  attributed (a tag that counts)              $7,500.00   62.5 %\n');
  });

  test('a table that is too wide is a paragraph a row, and every amount is whole', async () => {
    const spend = aSpend({
      byAgreement: [],
      byAccount: [],
      byMonth: [{ month: '2026-05', estimated: false, ...huge }],
      ...huge,
    });

    const report = await asText({ spend }, { width: 40 });

    expect(report).toContain('2026-05: total $123,456,789,012.00,\n');
    expect(report).not.toContain('…');
    for (const line of report.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(40);
  });

  test('a short name leaves its room to a long one', async () => {
    const agreement = {
      agreementId: 'A',
      tagValue: 'y'.repeat(50),
      total: '1',
      creditEarned: null,
      creditMissed: null,
    };

    expect(await asText({ spend: aSpend({ byAgreement: [agreement] }) })).toContain(`  A          ${'y'.repeat(50)}  `);
  });

  test('names are cut, amounts are not', async () => {
    const agreement = { agreementId: 'x'.repeat(99), tagValue: 'migX', creditEarned: null, creditMissed: null };

    const report = await asText({ spend: aSpend({ byAgreement: [{ ...agreement, total: '123456.78' }] }) });

    expect(report).toMatch(/^ {2}x+… {2}migX +\$123,456\.78$/m);
  });

  test('a finding tells what it costs, and who is told', async () => {
    const owned = await asText({ findings: [aSpendFinding('1234.5', { owner: 'a\n' })] }, { width: 120 });
    const free = await asText({ findings: [aFinding({ owner: 'payments@example.com' })] });
    const plain = await asText({ findings: [aFinding()] });

    expect(owned).toContain('\n      $1,234.50 lost, $3,900.10 at risk in the next 30 days, owner a\\n\n');
    expect(owned).toContain('HIGH  map-spend-unattributed  1 finding in 1 account, $1,234.50 lost\n');
    expect(free).toContain('\n      owner payments@example.com\n');
    expect(plain).not.toMatch(/owner|lost/);
  });

  test('money comes before what was not read, which comes before findings', async () => {
    const report = await asText({ spend: aSpend(), findings: [aFinding()] });

    expect(report.indexOf('MONEY')).toBeGreaterThan(0);
    expect(report.indexOf('MONEY')).toBeLessThan(report.indexOf('FINDINGS, WORST FIRST'));
    expect(await asText({ findings: [aFinding()] })).not.toContain('MONEY');
  });

  test('a dead cost allocation tag is the first line, in red', async () => {
    const spend = aSpend({ costAllocationTags: [{ key: 'map-migrated', status: 'inactive', updatedAt: null }] });

    expect(await asText({ spend }, { color: true })).toMatch(
      new RegExp(`^${ESC}\\[1;31mmap-migrated is not an active cost allocation tag: no tag reaches the bill\\.`),
    );
  });

  test('what could not be read is a warning, with its reason', async () => {
    const spend = { status: 'unavailable', reason: 'Cost Explorer is not enabled.', requests: 0 } as const;

    const report = await asText({ spend }, { color: true });

    expect(report).toContain(`${ESC}[1;33m  Cost Explorer is not enabled.${ESC}[0m`);
    expect(report).toContain('How much money is at stake is unknown. Cost Explorer is not enabled.');
  });
});

describe('as Markdown', () => {
  test('the title is money, unless the run is incomplete', async () => {
    const report = await asMarkdown({ spend: aSpend(), findings: [aFinding()] });

    expect(report).toMatch(/^# &#36;4,487\.60 of Bedrock spend in 30 days carries no valid map tag/);
    expect(report.match(/^##? .*$/gm)?.slice(1)).toEqual([
      '## What to do next',
      '## Money',
      '## Coverage',
      '## Findings by rule',
      '## Findings, worst first',
      '## How to reproduce',
    ]);
  });

  test('tables have columns of money and owners only where there are any', async () => {
    const with_ = await asMarkdown({ findings: [aSpendFinding('1234.5', { owner: 'me' })] });
    const without = await asMarkdown({ findings: [aFinding()] });

    expect(with_).toContain('| severity | rule | findings | accounts | lost | what must hold |');
    expect(with_).toContain('| what is wrong | remedy | lost | at risk | owner |');
    expect(with_).toContain('| manual | &#36;1,234.50 | &#36;3,900.10 | `me` |');
    expect(without).toContain('| severity | rule | findings | accounts | what must hold |');
    expect(without).toContain('| what is wrong | remedy |\n');
  });

  test('a section that is too long ends with where the rest is', async () => {
    const long = '|'.repeat(5_000);
    const byAgreement = Array.from({ length: 9 }, (_, n) => ({
      agreementId: `${n}${long}`,
      tagValue: long,
      total: '1',
      creditEarned: null,
      creditMissed: null,
    }));

    const report = await asMarkdown({ spend: aSpend({ byAgreement }) });

    expect(report).toMatch(/and more: `report\.json` in `mapwarden-out/);
    expect(await asMarkdown({ spend: aSpend() })).not.toContain('and more');
  });
});

const huge = {
  total: '123456789012',
  attributed: '123456789012',
  misattributed: '0',
  unattributed: '0',
  unknown: '0',
};
