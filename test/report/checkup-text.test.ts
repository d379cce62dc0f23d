import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import type { Check, Checkup } from '../../src/domain/checkup.ts';
import { CheckupDocument } from '../../src/report/checkup-schema.ts';
import { checkupJson, checkupText } from '../../src/report/checkup-text.ts';

const PLAIN = { color: false, width: 80 };

function check(over: Partial<Check> = {}): Check {
  return {
    id: 'audit-role',
    state: 'failed',
    required: true,
    accountId: '111122223333',
    accountName: 'payments',
    regions: [],
    subject: null,
    message: 'It is denied.',
    remedy: 'Create it.',
    failure: { operation: 'sts:AssumeRole', code: 'AccessDenied', requestId: 'request-1', message: 'no' },
    ...over,
  };
}

function checkup(checks: readonly Check[], over: Partial<Checkup> = {}): Checkup {
  return {
    now: '2026-06-01T00:00:00.000Z',
    readiness: 'lacking',
    caller: { arn: 'arn:aws:iam::999988887777:user/me', accountId: '999988887777' },
    organization: { id: 'o-x', managementAccountId: '999988887777' },
    counts: { ok: 0, failed: 1, unknown: 0, skipped: 0 },
    costRequests: 0,
    checks,
    ...over,
  };
}

describe('the text', () => {
  test('tells who asks where the organization is not known, and an account by its id where it has no name', () => {
    const text = checkupText(checkup([check({ accountName: '' })], { organization: null }), PLAIN);
    expect(text).toContain('\nCaller arn:aws:iam::999988887777:user/me.\n');
    expect(text).toContain('  audit-role: 111122223333\n');
  });

  test('begins with the verdict, then tells each failure with what AWS said and what to do', () => {
    expect(checkupText(checkup([check()], { costRequests: 3 }), PLAIN)).toBe(
      [
        'An audit can run, and something would be missing from it: 0 ok, 1 failed, 0',
        'unknown and 0 skipped.',
        'Caller arn:aws:iam::999988887777:user/me, o-x.',
        '',
        'FAILED',
        '  audit-role: payments (111122223333)',
        '    It is denied.',
        '    sts:AssumeRole: AccessDenied (request id request-1): no',
        '    What to do: Create it.',
        '',
        '3 requests to Cost Explorer, at most $0.03.',
        '',
      ].join('\n'),
    );
  });

  test('says once what several accounts have in common, and names the first few', () => {
    const many = Array.from({ length: 7 }, (_, index) =>
      check({ accountId: `11112222000${index}`, accountName: `a${index}` }),
    );

    const text = checkupText(checkup(many), { color: false, width: 200 });

    expect(text.match(/What to do/g)).toHaveLength(1);
    expect(text).toContain(
      'audit-role: 7 accounts: a0 (111122220000), a1 (111122220001), a2 (111122220002), a3 (111122220003), a4 (111122220004) and 2 more',
    );
  });

  test('keeps apart what has another remedy', () => {
    const text = checkupText(checkup([check(), check({ remedy: 'Trust it.' })]), PLAIN);

    expect(text.match(/What to do/g)).toHaveLength(2);
  });

  test('names no account of what is in order, unless it is one', () => {
    const fine = {
      state: 'ok',
      remedy: null,
      failure: null,
      id: 'bedrock',
      regions: ['eu-west-1', 'us-east-1'],
    } as const;
    const text = checkupText(checkup([check(fine), check({ ...fine, accountId: '222233334444' })]), PLAIN);

    expect(text).toContain('bedrock: 2 accounts; 2 regions\n');
    expect(checkupText(checkup([check(fine)]), PLAIN)).toContain('bedrock: payments (111122223333); 2 regions\n');
  });

  test('sets apart what nobody needs, and what is not known', () => {
    const text = checkupText(
      checkup([
        check({ state: 'unknown', message: 'silence' }),
        check({ required: false, message: 'shortcut' }),
        check({ required: false, state: 'unknown', message: 'fog' }),
        check({ state: 'skipped', required: false, message: 'left out' }),
      ]),
      PLAIN,
    );

    expect(text.match(/^[A-Z ,]+$/gm)).toEqual(['UNKNOWN', 'WRONG, BUT NOT NEEDED', 'SKIPPED']);
    expect(text).toMatch(/NOT NEEDED\n(.*\n)+?.*shortcut\n(.*\n)+?.*fog\n/);
  });

  test.for([
    ['ready', 'An audit can run, and nothing that is configured is missing'],
    ['blocked', 'An audit cannot run'],
    ['unknown', 'Whether an audit can run is not known'],
  ] as const)('says %s in words, also without a caller', ([readiness, words]) => {
    const text = checkupText(checkup([], { readiness, caller: null, organization: null }), PLAIN);
    expect(text.startsWith(words)).toBe(true);
    expect(text).not.toContain('Caller');
  });

  test('lets no name and no message steer the terminal, and breaks at the width', () => {
    const hostile = check({
      accountName: '\u001b[31mred\nFAILED',
      subject: 'x\u202e',
      message: `\u0007${'long '.repeat(60)}`,
      id: 'store',
    });

    const text = checkupText(checkup([hostile]), { color: false, width: 50 });

    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    for (const line of text.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(50);
  });

  test('has colors only where they are wanted', () => {
    expect(checkupText(checkup([check()]), { color: true, width: 80 })).toContain('\u001b[');
  });
});

test('the JSON is the whole checkup, and fits the published schema', () => {
  const given = checkup([check(), check({ state: 'ok', remedy: null, failure: null })]);

  const { schemaVersion, tool, ...rest } = CheckupDocument.parse(JSON.parse(checkupJson(given, '1.2.3')));

  expect({ schemaVersion, tool }).toEqual({ schemaVersion: 1, tool: { name: 'mapwarden', version: '1.2.3' } });
  expect(rest).toEqual(given);
});
