import fc from 'fast-check';
import { DEFECTS, type Finding } from '../../src/domain/finding.ts';
import type { Spend, SpendRead } from '../../src/domain/spend.ts';
import type { CoverageGap } from '../../src/domain/target.ts';
import type { ReportContext } from '../../src/report/reporter.ts';
import { aFinding, aGap, anEarlyFinding, aSpend } from '../support/run-builder.ts';

const NASTY = [
  '\u001b[31m',
  '\u001b]8;;http://evil.example\u0007',
  '\u009b2J',
  '\u202e',
  '\u2066',
  '\u200b',
  '\u2028',
  '\n',
  '\r\n',
  '\t',
  '\0',
  '|',
  '\\|',
  '\\',
  '`',
  '```',
  '~~~',
  '*',
  '_',
  '[x](http://evil.example)',
  '![x](//evil.example)',
  '<script>',
  '<!--',
  '&#124;',
  '&lt;',
  '@octocat',
  '#1',
  'https://evil.example',
  'www.evil.example',
  '- ',
  '1. ',
  '> ',
  '# ',
  '=cmd()',
  '+1',
  '-1',
  '"=1',
  "'",
  '"',
  ',',
  ' ',
  'データ基盤',
  '👩‍👩‍👧',
  'e\u0301\u0301\u0301',
  '\ud800',
  '\udc00',
  '$(id)',
];

/** What somebody who may name a resource could name it. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.array(fc.constantFrom(...NASTY, 'name'), { maxLength: 8 }).map((parts) => parts.join('')),
  fc.constantFrom(...NASTY).map((part) => part.repeat(300)),
);

/** What an operator's own rule file could say. */
export const hostileRules: fc.Arbitrary<ReportContext['rules']> = fc
  .record({ title: hostileText, note: hostileText })
  .map((rule) => new Map([['map-tag-missing', { ...rule, severity: 'high' }]]));

/** Any exact amount, with more digits than a float has. */
export const anyAmount: fc.Arbitrary<string> = fc
  .tuple(fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n }), fc.constantFrom('', '.5', '.005', '.0000000001'))
  .map(([whole, rest]) => `${whole}${rest}`);

/** A finding whose every free text is hostile. */
export const hostileFinding: fc.Arbitrary<Finding> = fc
  .record({
    name: hostileText,
    account: hostileText,
    message: hostileText,
    value: hostileText,
    early: fc.boolean(),
    owner: fc.option(hostileText),
    amount: fc.option(anyAmount),
    isAccount: fc.boolean(),
  })
  .map(({ name, account, message, value, early, owner, amount, isAccount }) => {
    const plain = early ? anEarlyFinding(1) : aFinding();
    const arn = plain.resource.arn ?? '';
    return {
      ...plain,
      accountName: account,
      ouPath: value,
      owner,
      message,
      evidence: { 'tag.value': value, 'tag.agreement.id': name },
      resource: {
        ...plain.resource,
        ...(isAccount && { type: 'account' as const }),
        name,
        tags: { 'map-migrated': value },
      },
      lost: amount === null ? null : { amount, currency: 'USD', start: '2026-05-02', end: '2026-06-01' },
      atRisk: amount === null ? null : { amount, currency: value, days: 30, basis: message },
      remediation: {
        kind: 'automatic',
        action: { type: 'put-tag', arn, key: name, value },
        command: `aws bedrock tag-resource --tags 'key=${value.slice(0, 40)}' "${name.slice(0, 20)}" ${account.slice(0, 20)}`,
        note: message,
      },
    };
  });

export const hostileGap: fc.Arbitrary<CoverageGap> = fc
  .record({
    accountName: hostileText,
    code: hostileText,
    message: hostileText,
    remedy: hostileText,
    requestId: hostileText,
  })
  .map(aGap);

/** A bill whose every free text is hostile. */
export const hostileSpend: fc.Arbitrary<Spend> = fc
  .record({ texts: fc.array(hostileText, { maxLength: 40 }), text: hostileText, amount: anyAmount, kind: fc.nat(3) })
  .map(({ texts, text, amount, kind }): Spend => {
    if (kind === 0) return { status: 'not-run' };
    if (kind === 1) return { status: 'unavailable', reason: text, requests: texts.length };
    return hostileBill(texts, text, amount);
  });

function hostileBill(texts: readonly string[], text: string, amount: string): SpendRead {
  const amounts = { total: amount, attributed: amount, misattributed: amount, unattributed: amount, unknown: amount };
  return aSpend({
    status: 'partial',
    missing: texts,
    currency: text,
    metric: text,
    ...amounts,
    lost: amount,
    byAgreement: texts.map((agreementId) => ({
      agreementId,
      tagValue: text,
      total: amount,
      creditEarned: amount,
      creditMissed: null,
    })),
    byMonth: texts.map((_, index) => ({ month: `20${10 + index}-01`, estimated: true, ...amounts })),
    byDefect: DEFECTS.map((defect) => ({ defect, total: amount })),
    unclassedServices: texts.map((service) => ({ service, total: amount })),
    costAllocationTags: [{ key: text, status: 'inactive', updatedAt: null }],
  });
}
