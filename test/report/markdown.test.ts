import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { markdown } from '../../src/report/markdown.ts';
import { code, fenced, prose } from '../../src/report/markdown-escape.ts';
import { aFinding, aGap, anEarlyFinding, aRun, aSpend, collected, type RunParts } from '../support/run-builder.ts';
import { aContext } from './example-run.ts';
import { hostileFinding, hostileGap, hostileRules, hostileSpend, hostileText } from './hostile.ts';

const rendered = (parts: RunParts, overrides = {}) => collected(markdown(aRun(parts), aContext(overrides)));

/** The lines of a report outside of fenced blocks. */
function outsideFences(report: string): readonly string[] {
  let fence = '';
  return report.split('\n').filter((line) => {
    const mark = /^`{3,}/.exec(line)?.[0] ?? '';
    if (fence === '' && mark !== '') {
      fence = mark;
      return false;
    }
    if (fence !== '' && line === fence) {
      fence = '';
      return false;
    }
    return fence === '';
  });
}

/** Cells as GFM divides them: a backslash takes the next character with it. */
function cellsOf(line: string): number {
  return line.replace(/\\./g, '').split('|').length - 2;
}

const withoutCode = (line: string) => line.replace(/`[^`]*`/g, '');

describe('whatever the resources are called', () => {
  test('tables stay whole and nothing becomes markup, a link or a mention', async () => {
    const run = fc.record({
      findings: fc.array(hostileFinding, { maxLength: 4 }),
      gaps: fc.array(hostileGap, { maxLength: 3 }),
      place: hostileText,
      spend: hostileSpend,
    });
    await fc.assert(
      fc.asyncProperty(run, hostileRules, async (parts, rules) => {
        const lines = outsideFences(await rendered(parts, { rules }));

        let columns = 0;
        for (const line of lines) {
          columns = line.startsWith('|') ? columns || cellsOf(line) : 0;
          if (columns > 0) expect(cellsOf(line)).toBe(columns);
          expect(withoutCode(line)).not.toMatch(/[<`]|\]\(|@\w|(?<!&)#\d|:\/\/|www\./);
          expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        }
      }),
    );
  });

  test('prose begins no list, heading, quotation or rule', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(prose(text)).not.toMatch(/^(?:[-+*>=|]|#+ |\d+[.)])/);
      }),
    );
  });

  test('a fence is longer than every run of backticks inside it', () => {
    fc.assert(
      fc.property(fc.array(hostileText.map((text) => text.replace(/[\r\n]/g, ''))), (lines) => {
        const [first = '', ...rest] = fenced(lines, 'sh').split('\n');
        const fence = first.slice(0, -2);

        expect(rest.at(-1)).toBe(fence);
        expect(lines.join('\n')).not.toContain(fence);
      }),
    );
  });
});

describe('a name', () => {
  test.for([
    ['plain', '`plain`'],
    ['a|b', 'a&#124;b'],
    ['a`b', 'a&#96;b'],
    ['@octocat', '`@octocat`'],
    ['', ''],
    ['  ', '"  "'],
    ['a\nb', 'a&#92;nb'],
  ] as const)('%j is shown as %j', ([name, shown]) => {
    expect(code(name)).toBe(shown);
  });

  test('is cut at a character, not inside of one', () => {
    expect(code(`ab${'😀'.repeat(5)}`, 6)).toBe('`ab😀…`');
    expect(code(`a${'😀'.repeat(5)}`, 6)).toBe('`a😀😀…`');
  });
});

describe('the size', () => {
  test('stays below the cap, and the report says how much is not shown, and where it is', async () => {
    const findings = Array.from({ length: 2_000 }, (_, n) => aFinding({ ruleId: `rule-${n % 150}` }, n));
    const gaps = Array.from({ length: 2_000 }, (_, n) => aGap({ code: `Code${n % 120}`, region: `region-${n}` }));

    const report = await rendered({ findings, gaps, place: '/tmp/out' });

    expect(report.length).toBeLessThanOrEqual(60_000);
    expect(report.length).toBeGreaterThan(40_000);
    expect(report).toMatch(/and [\d,]+ more: `findings.ndjson` in `\/tmp\/out`/);
    expect(report).toMatch(/and \d+ more rules: `findings.ndjson`/);
    expect(report).toMatch(/and \d+ more causes: `report.json`/);
    expect(report).toMatch(/and [\d,]+ more targets: `report.json`/);
    expect(report).toContain('## How to reproduce');
  });

  test('is capped for the longest texts too', async () => {
    const long = '|'.repeat(5_000);
    const findings = Array.from({ length: 300 }, (_, n) =>
      aFinding({ ruleId: `${long}${n}`, accountName: long, message: long }, n),
    );
    const gaps = Array.from({ length: 300 }, (_, n) =>
      aGap({ code: `${n}${long}`, accountName: `${n}${long}`, remedy: `${n}${long}` }),
    );

    const texts = Array.from({ length: 300 }, (_, n) => `${n}${long}`);
    const spend = aSpend({
      status: 'partial',
      missing: texts,
      currency: long,
      byAgreement: texts.map((agreementId) => ({
        agreementId,
        tagValue: long,
        total: '1',
        creditEarned: null,
        creditMissed: '1',
      })),
      costAllocationTags: [{ key: long, status: 'inactive', updatedAt: null }],
    });

    expect((await rendered({ findings, gaps, spend, place: long })).length).toBeLessThanOrEqual(60_000);
  });

  test('is no reason to hide what fits', async () => {
    const report = await rendered({ findings: [1, 2, 3].map((n) => aFinding({}, n)) });

    expect(report).not.toMatch(/and [\d,]+ more/);
    expect(report.match(/^\| high \| `map-tag-missing` \| `payments`/gm)).toHaveLength(3);
  });
});

test('accepted findings are a table of their waivers, in which nothing is markup', async () => {
  const waiver = {
    rule: 'map-tag-missing',
    resource: 'arn:*',
    owner: 'a|b',
    until: '2026-12-31',
    reason: '<b>moves</b>',
  };
  const report = await rendered({ findings: [aFinding({ status: 'suppressed', waiver })] });

  expect(report).toContain('## Accepted, not counted');
  expect(report).toContain(
    '| 1 | `map-tag-missing` | `arn:*` | a&#124;b | 2026-12-31 | &#60;b&#62;moves&#60;/b&#62; |',
  );
  expect(report).not.toContain('<b>');
});

describe('the order', () => {
  test('is verdict, coverage, rules, findings, what was not read, origin', async () => {
    const report = await rendered({ findings: [aFinding()], gaps: [aGap()] });

    expect(report.match(/^##? .*$/gm)).toEqual([
      '# INCOMPLETE: 1 of 12 application inference profiles seen is not compliant.',
      '## What to do next',
      '## Coverage',
      '## Findings by rule',
      '## Findings, worst first',
      '## What was not read',
      '## How to reproduce',
    ]);
  });

  test('of findings is worst first', async () => {
    const report = await rendered({
      findings: [
        aFinding({ severity: 'low' }, 1),
        aFinding({ severity: 'critical' }, 2),
        aFinding({ severity: 'medium' }, 3),
      ],
    });
    const rows = [...report.matchAll(/^\| (\w+) \| `map-tag-missing` \| `payments`/gm)].map(([, severity]) => severity);

    expect(rows).toEqual(['critical', 'medium', 'low']);
  });

  test('leaves out what there is nothing to say about', async () => {
    const report = await rendered({});

    expect(report.match(/^## .*$/gm)).toEqual(['## Coverage', '## How to reproduce']);
  });
});

test('agreements accepted too early are one line an agreement, and no rows', async () => {
  const many = Array.from({ length: 25 }, (_, n) =>
    anEarlyFinding(n, { message: `EARLY${n} was accepted on 2024-12-16`, evidence: {} }),
  );

  const report = await rendered({ findings: [...many, ...many] });

  expect(report).toContain('- EARLY1 was accepted on 2024-12-16: 2 findings in 1 account');
  expect(report).toContain('- and 5 more agreements');
  expect(report).not.toContain('## Findings, worst first');
});

test('a row says what the correction is', async () => {
  const arn = 'arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/p';
  const remediation = { kind: 'automatic', command: null, note: '' } as const;
  const report = await rendered({
    findings: [
      aFinding({}, 1),
      aFinding({ remediation: { ...remediation, action: { type: 'remove-tag', arn, key: 'old' } } }, 2),
      aFinding({ remediation: { ...remediation, kind: 'recreate', action: null } }, 3),
      aFinding({ remediation: { ...remediation, kind: 'none', action: null } }, 4),
    ],
  });

  expect(report).toContain('| `map-migrated` = `migABCDE12345` |');
  expect(report).toContain('| remove `old` |');
  expect(report).toContain('| recreate |');
  expect(report).toContain('chat-4 has no map-migrated tag |  |');
});

test('remarks of the verdict and several defects are told', async () => {
  const selection = { accounts: ['111122223333'], ous: [], regions: [], rules: [] };
  const findings = [aFinding({ defect: 'blank' }, 1), aFinding({ defect: 'whitespace' }, 2)];

  const report = await rendered({ selection, findings });

  expect(report).toContain('This run was narrowed to account 111122223333.');
  expect(report).toContain('Defects: 1 blank, 1 whitespace.');
});

test('what AWS did not give is left empty', async () => {
  const report = await rendered({ findings: [aFinding({ accountName: null })], gaps: [aGap({ requestId: null })] });

  expect(report).toContain('| high | `map-tag-missing` |  111122223333 | us-east-1 |');
  expect(report).toContain('| role-denied | `AccessDenied` |  |');
});
