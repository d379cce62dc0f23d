import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { text } from '../../src/report/text.ts';
import { aFinding, aGap, anEarlyFinding, aRun, collected, type RunParts } from '../support/run-builder.ts';
import { aContext, exampleRun } from './example-run.ts';
import { hostileFinding, hostileGap, hostileRules, hostileSpend, hostileText } from './hostile.ts';

const rendered = (parts: RunParts, overrides = {}) => collected(text(aRun(parts), aContext(overrides)));
const ESC = '\u001b';

describe('whatever the resources are called', () => {
  test('the report has no control character and no line that is too wide', async () => {
    const run = fc.record({
      findings: fc.array(hostileFinding, { maxLength: 5 }),
      gaps: fc.array(hostileGap, { maxLength: 3 }),
      place: hostileText,
      spend: hostileSpend,
    });
    await fc.assert(
      fc.asyncProperty(run, hostileRules, fc.constantFrom(40, 80, 133), async (parts, rules, width) => {
        const report = await rendered(parts, { width, rules });

        for (const line of report.split('\n')) {
          expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
          expect(stringWidth(line)).toBeLessThanOrEqual(width);
        }
      }),
      // A report of hostile texts takes a tenth of a second.
      { numRuns: 40 },
    );
  });

  test('colour adds escape codes and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(hostileFinding, { maxLength: 3 }), hostileSpend, async (findings, spend) => {
        const plain = await rendered({ findings, spend });
        const colored = await rendered({ findings, spend }, { color: true });

        expect(colored).toContain(ESC);
        expect(colored.replaceAll(new RegExp(`${ESC}\\[[\\d;]*m`, 'g'), '')).toBe(plain);
      }),
      { numRuns: 40 },
    );
  });
});

describe('the first line', () => {
  test('says that nothing carries the map tag', async () => {
    const report = await rendered({ totals: { resources: 0, byType: {}, compliant: 0 } });

    expect(report.split('\n')[0]).toMatch(/^No application inference profile exists in the 10 targets/);
    expect(report).toContain('Create an application inference profile');
  });

  test('says that coverage is incomplete', async () => {
    expect(await rendered({ gaps: [aGap()] })).toMatch(/^INCOMPLETE: /);
  });

  test.for([
    ['green when everything was read and is right', {}, '1;32'],
    ['no green with a gap', { gaps: [aGap()] }, '1;33'],
    ['no green with a carrier that was not judged', { totals: { insufficientData: 1 } }, '1;33'],
    [
      'no green with a finding on something that is no carrier',
      { totals: { findings: { critical: 1, high: 0, medium: 0, low: 0, informational: 0 } } },
      '1;33',
    ],
    [
      'green in spite of information',
      { totals: { findings: { critical: 0, high: 0, medium: 0, low: 0, informational: 1 } } },
      '1;32',
    ],
    ['no green without a carrier', { totals: { resources: 0, compliant: 0 } }, '1;33'],
  ] as const)('is %s', async ([, parts, code]) => {
    expect((await rendered(parts, { color: true })).startsWith(`${ESC}[${code}m`)).toBe(true);
  });
});

describe('findings', () => {
  test('show a few examples and count the others', async () => {
    const report = await rendered({ findings: [1, 2, 3, 4, 5].map((n) => aFinding({}, n)) });

    expect(report).toContain('HIGH  map-tag-missing  5 findings in 1 account');
    expect(report).toContain('chat-3 has no map-migrated tag');
    expect(report).not.toContain('chat-4');
    expect(report).toContain('and 2 more');
  });

  test('of an agreement accepted too early are one line an agreement', async () => {
    const other = { 'tag.agreement.id': 'EARLY11111' };
    const findings = [
      ...[1, 2, 3].map((n) => anEarlyFinding(n)),
      anEarlyFinding(4, {
        evidence: other,
        message: 'EARLY11111 was accepted on 2024-01-01',
        accountId: '222233334444',
      }),
    ];

    const report = await rendered({ findings });

    expect(report).toContain('- EARLY00000 was accepted on 2024-12-16: 3 findings in 1 account\n');
    expect(report).toContain('- EARLY11111 was accepted on 2024-01-01: 1 finding in 1 account\n');
    expect(report).not.toContain('chat-1');
  });

  test('that are suppressed or resolved are counted apart', async () => {
    const findings = [aFinding({ status: 'suppressed' }), aFinding({ status: 'resolved' }, 2)];

    const report = await rendered({ findings }, { width: 120 });

    expect(report).toContain('Not counted: 1 finding suppressed by waivers, 1 finding resolved since the last run.');
    expect(report).not.toContain('map-tag-missing');
  });

  test('that somebody accepted are told by waiver, with owner, reason and end', async () => {
    const waiver = {
      rule: 'map-tag-missing',
      resource: '*',
      owner: 'payments',
      until: '2026-12-31',
      reason: 'it moves',
    };
    const findings = [1, 2].map((n) => aFinding({ status: 'suppressed', waiver }, n));

    const report = await rendered({ findings }, { width: 120 });

    expect(report).toContain(
      'ACCEPTED, NOT COUNTED\n  map-tag-missing on *: 2 findings accepted by payments until 2026-12-31: it moves\n',
    );
  });

  test('of more waivers than a person would read are in the file', async () => {
    const findings = Array.from({ length: 21 }, (_, n) =>
      aFinding({
        status: 'suppressed',
        waiver: { rule: `rule-${n}`, resource: '*', owner: 'o', until: '2026-12-31', reason: 'r' },
      }),
    );

    expect(await rendered({ findings })).toContain('  and 1 more in findings.ndjson');
  });

  test('of a rule show its defects when there are several', async () => {
    const report = await rendered({
      findings: [
        aFinding({ defect: 'blank' }, 1),
        aFinding({ defect: 'whitespace' }, 2),
        aFinding({ defect: 'whitespace' }, 3),
      ],
    });

    expect(report).toContain('Defects: 2 whitespace, 1 blank');
  });

  test('of an unknown rule are shown without its title', async () => {
    const report = await rendered({ findings: [aFinding({ ruleId: 'cost-center' })] });

    expect(report).toContain('HIGH  cost-center  1 finding in 1 account');
    expect(report).not.toContain('Rule:');
  });

  test('show no command that could not be copied', async () => {
    const remediation = { ...aFinding().remediation, command: 'aws \u001b[2J' };
    const tooLong = { ...aFinding().remediation, command: `aws '${'x'.repeat(100)}'` };

    expect(await rendered({ findings: [aFinding({ remediation })] })).not.toContain('Correction');
    expect(await rendered({ findings: [aFinding({ remediation: tooLong })] })).not.toContain('Correction');
  });
});

describe('gaps', () => {
  test('of one cause are one paragraph, with its accounts and regions', async () => {
    const accounts = ['a', 'b', 'c', 'd', 'e'].map((name, index) =>
      aGap({ accountName: name, accountId: `00000000000${index}` }),
    );

    const report = await rendered({ gaps: accounts });

    expect(report).toContain('5 targets role-denied: the audit role could not be assumed');
    expect(report).toContain('sts:AssumeRole, which answered AccessDenied');
    expect(report).toContain('a (000000000000), b (000000000001), c (000000000002) and 2 more');
    expect(report).toContain('remedy    Deploy the role MapwardenAudit to the account.');
  });

  test('with many remedies show the first three', async () => {
    const gaps = [1, 2, 3, 4, 5].map((n) => aGap({ remedy: `Remedy ${n}.` }));

    const report = await rendered({ gaps });

    expect(report).toContain('Remedy 3.');
    expect(report).not.toContain('Remedy 4.');
    expect(report).toContain('and 2 more in report.json');
  });
});

test('the words of success never appear while anything is unread', async () => {
  const reports = [
    await collected(text(exampleRun(), aContext())),
    await rendered({ gaps: [aGap()] }),
    await rendered({ totals: { insufficientData: 1 } }),
  ];

  for (const report of reports) expect(report).not.toMatch(/\bclean\b|all good|Coverage is complete: all .* carry/i);
});

test('a narrowed run says so', async () => {
  const selection = { accounts: ['111122223333'], ous: [], regions: [], rules: [] };

  expect(await rendered({ selection })).toContain('This run was narrowed to account 111122223333.');
});

test('the report tells where its files are', async () => {
  expect(await rendered({ place: '/tmp/out' })).toContain('/tmp/out');
});

test('an account without a name is told by its id', async () => {
  expect(await rendered({ findings: [aFinding({ accountName: null })] })).toContain('(111122223333)');
});
