import fc from 'fast-check';
import type { Finding } from '../../src/domain/finding.ts';
import type { CoverageGap } from '../../src/domain/target.ts';
import type { ReportContext } from '../../src/report/reporter.ts';
import { aFinding, aGap, anEarlyFinding } from '../support/run-builder.ts';

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

/** A finding whose every free text is hostile. */
export const hostileFinding: fc.Arbitrary<Finding> = fc
  .record({ name: hostileText, account: hostileText, message: hostileText, value: hostileText, early: fc.boolean() })
  .map(({ name, account, message, value, early }) => {
    const plain = early ? anEarlyFinding(1) : aFinding();
    const arn = plain.resource.arn ?? '';
    return {
      ...plain,
      accountName: account,
      ouPath: value,
      message,
      evidence: { 'tag.value': value, 'tag.agreement.id': name },
      resource: { ...plain.resource, name, tags: { 'map-migrated': value } },
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
