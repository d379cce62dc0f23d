import type { KnownBlock } from '@slack/types';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { slackBody, slackMessage } from '../../src/report/alert-slack.ts';
import { changeWords } from '../../src/report/alert-words.ts';
import { type SlackMessage, slackProblems } from '../../src/report/slack-limits.ts';
import { aChange, aDigest, CONSOLE, manyChanges } from '../support/alerts.ts';
import { aFinding } from '../support/run-builder.ts';
import { hostileDigest } from './alert-hostile.ts';

/** The texts of all sections, in Slack's markup. */
function sectionsOf({ blocks }: SlackMessage): readonly string[] {
  return blocks.flatMap((block) => (block.type === 'section' && block.text ? [block.text.text] : []));
}

describe('the message for Slack', () => {
  test('has a header, what was read, each change, and the place of the report', () => {
    const finding = aFinding({
      owner: 'payments@example.com',
      atRisk: { amount: '12.3', currency: 'USD', days: 30, basis: 'b' },
    });
    const digest = aDigest([aChange({ finding }), aChange({ kind: 'resolved' }, 2)]);
    const message = slackMessage(digest);
    expect(message.text).toBe(`mapwarden: 1 new, 1 resolved; worst: high; report: \`${digest.place}\``);
    expect(message.blocks[0]).toEqual({
      type: 'header',
      text: { type: 'plain_text', text: 'mapwarden: 1 new, 1 resolved; worst: high', emoji: false },
    });
    expect(sectionsOf(message)).toEqual([
      'All 10 targets of the organization were read.\nAcross the organization: $4,487.60 lost, $3,900.10 at risk.',
      '*HIGH new* `map-tag-missing` in `payments (111122223333), us-east-1`\n`chat-1 has no map-migrated tag`\n`$12.30 at risk` `owner: payments@example.com`',
      '*resolved* `map-tag-missing` in `payments (111122223333), us-east-1`\n`chat-2 has no map-migrated tag`',
      `Report: \`${digest.place}\` <${CONSOLE}|open in the console>`,
    ]);
    expect(message.blocks.at(-1)).toEqual({
      type: 'context',
      elements: [{ type: 'mrkdwn', text: `Run \`20260601T000000Z-abc123\`, digest \`${digest.id}\``, verbatim: true }],
    });
    expect(JSON.parse(slackBody(digest))).toEqual(message);
  });

  test.for([
    null,
    'javascript:alert(1)',
    'https://x.example/a|b',
    'https://x.example/<',
    'https://x y',
    'https://x.example/\u001b[31m',
    'https://x.example/\u202e',
    'https://x.example/ä',
  ])('makes no link of %j', (consoleUrl) => {
    expect(slackBody(aDigest(undefined, { consoleUrl }))).not.toContain('|open');
  });

  test('writes the ampersands of a link as Slack wants them', () => {
    expect(sectionsOf(slackMessage(aDigest(undefined, { consoleUrl: 'https://x.example/?a=1&b=2' }))).at(-1)).toContain(
      '<https://x.example/?a=1&amp;b=2|open in the console>',
    );
  });

  test.for([1, 40, 10_000])('keeps within what Slack takes with %i changes', (count) => {
    const message = slackMessage(aDigest(manyChanges(count)));
    expect(slackProblems(message)).toEqual([]);
    const shown = sectionsOf(message).filter((text) => text.startsWith('*HIGH new*')).length;
    expect(shown).toBeGreaterThan(Math.min(count, 30) - 1);
    const more = sectionsOf(message).filter((text) => /^\*and [\d,]+ more\*$/.test(text));
    expect(more).toEqual(shown === count ? [] : [`*and ${(count - shown).toLocaleString('en-US')} more*`]);
  });

  test('tells the worst where not all have room', () => {
    const changes = manyChanges(60).map(({ kind, finding }, index) => ({
      kind,
      finding: {
        ...finding,
        message: `${finding.message} ${'&'.repeat(300)}`,
        severity: index === 59 ? 'critical' : 'low',
      } as const,
    }));
    const message = slackMessage(aDigest(changes));
    expect(slackProblems(message)).toEqual([]);
    expect(sectionsOf(message)[1]).toContain('chat-60');
    expect(sectionsOf(message).at(-2)).toMatch(/^\*and \d+ more\*$/);
  });
});

/** Text in Slack's markup as a reader sees it: pieces that are code, and pieces that are not. */
function rendered(text: string): { readonly code: readonly string[]; readonly prose: string } {
  const decode = (escaped: string) => escaped.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
  const pieces = text.split('`');
  return {
    code: pieces.filter((_, index) => index % 2 === 1).map(decode),
    prose: pieces.filter((_, index) => index % 2 === 0).join('`'),
  };
}

/** What a reader may see of a text, whose backticks look a little different. */
const seen = (text: string) => (text.trim() === '' ? [] : [text.trim().replaceAll('`', 'ˋ')]);

test('whatever things are called, Slack takes the message and shows them as text', () => {
  fc.assert(
    fc.property(hostileDigest, (digest) => {
      const message = slackMessage(digest);
      expect(slackProblems(message)).toEqual([]);
      const body = slackBody(digest);
      expect(JSON.parse(body)).toEqual(message);

      const sections = sectionsOf(message);
      const shown = sections.filter((text) => /^\*(CRITICAL|HIGH|resolved)/.test(text));
      expect(shown.length).toBeGreaterThan(0);
      for (const [index, text] of shown.entries()) {
        const { code, prose } = rendered(text);
        const change = digest.changes[index];
        const words = change && changeWords(change);
        expect(prose).toMatch(/^\*(resolved|(CRITICAL|HIGH) [a-z ]+)\* ` in [–`\n ]+$/);
        expect(code).toEqual(words && [words.rule, words.where, words.message, ...words.remarks].flatMap(seen));
      }
      for (const text of [...sections, message.text]) {
        expect(text.replace(/ <https:\/\/[^<>|]*\|open in the console>$/, '')).not.toMatch(/[<>]|&(?!(amp|lt|gt);)/);
        expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      }
    }),
    { numRuns: 60 },
  );
});

describe('the limits of Slack', () => {
  const text = (length: number) => ({ type: 'mrkdwn', text: 'x'.repeat(length) }) as const;
  const plain = (length: number) => ({ type: 'plain_text', text: 'x'.repeat(length) }) as const;
  const section = (length: number): KnownBlock => ({ type: 'section', text: text(length) });
  const divider: KnownBlock = { type: 'divider' };
  const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

  test.for<[name: string, text: number, blocks: KnownBlock[], problems: string[]]>([
    ['the longest fallback', 4_000, [divider], []],
    ['a longer one', 4_001, [divider], ['the fallback has 4001 characters; expected at most 4000']],
    ['no fallback', 0, [divider], ['the fallback is empty']],
    ['the most blocks', 1, times(50, divider), []],
    ['one more', 1, times(51, divider), ['51 blocks; expected at most 50']],
    ['the longest header', 1, [{ type: 'header', text: plain(150) }], []],
    [
      'a longer header',
      1,
      [divider, { type: 'header', text: plain(151) }],
      ['block 1: the header has 151 characters; expected at most 150'],
    ],
    ['the longest section', 1, [section(3_000)], []],
    ['a longer section', 1, [section(3_001)], ['block 0: the text has 3001 characters; expected at most 3000']],
    ['an empty section', 1, [section(0)], ['block 0: the text is empty']],
    ['a section of nothing', 1, [{ type: 'section' }], ['block 0: a section needs a text or fields']],
    ['the most fields', 1, [{ type: 'section', fields: times(10, text(9)) }], []],
    ['more fields', 1, [{ type: 'section', fields: times(11, text(9)) }], ['block 0: 11 fields; expected at most 10']],
    ['the longest field', 1, [{ type: 'section', fields: [text(2_000)] }], []],
    [
      'a longer field',
      1,
      [{ type: 'section', fields: [text(2_001)] }],
      ['block 0: a field has 2001 characters; expected at most 2000'],
    ],
    ['the most elements', 1, [{ type: 'context', elements: times(10, text(9)) }], []],
    [
      'more elements',
      1,
      [{ type: 'context', elements: times(11, text(9)) }],
      ['block 0: 11 elements; expected at most 10'],
    ],
    [
      'an element without text',
      1,
      [{ type: 'context', elements: [{ type: 'image', image_url: 'https://x.example', alt_text: 'x' }] }],
      [],
    ],
    [
      'a longer element',
      1,
      [{ type: 'context', elements: [text(2_001)] }],
      ['block 0: an element has 2001 characters; expected at most 2000'],
    ],
    ['too much in all', 1, times(5, section(2_500)), ['12771 characters in all blocks; expected at most 12000']],
  ])('%s', ([, length, blocks, problems]) => {
    expect(slackProblems({ text: 'x'.repeat(length), blocks })).toEqual(problems);
  });
});
