import { describe, expect, test } from 'vitest';
import { configurationMessage, configurationNotice } from '../../src/report/configuration-notice.ts';

const problems = (count: number) => Array.from({ length: count }, (_, index) => `mapwarden.yaml:${index + 1}:1 wrong`);
const mailOf = (count: number): string =>
  JSON.parse(configurationMessage(configurationNotice('s3://b/k', problems(count), '2026-06-01T00:00:00Z')).message)
    .email;

describe('the notice of a configuration that is wrong', () => {
  test('lists fifty problems, and says how many more there are', () => {
    expect(mailOf(50)).toContain('mapwarden.yaml:50:1 wrong\n\nConfiguration: s3://b/k\n');
    expect(mailOf(51)).toContain('mapwarden.yaml:50:1 wrong\nand 1 more problem\n');
    expect(mailOf(51)).not.toContain('mapwarden.yaml:51:1');
  });

  test('fits into a message whatever is in it', () => {
    const notice = configurationNotice('\u0000'.repeat(9_000), Array(200).fill('\u2028"'.repeat(9_000)), 'now');
    expect(Buffer.byteLength(configurationMessage(notice).message)).toBeLessThan(262_144);
  });
});
