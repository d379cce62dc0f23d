import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Digest } from '../../src/domain/alerts.ts';
import { amazonQMessage } from '../../src/report/alert-amazon-q.ts';
import { aChange, aDigest, CONSOLE, manyChanges } from '../support/alerts.ts';
import { aFinding } from '../support/run-builder.ts';
import { hostileDigest } from './alert-hostile.ts';

const notificationOf = (digest: Digest) => JSON.parse(amazonQMessage(digest).message);

/** What "Custom notifications" allows (Amazon Q Developer in chat applications, administrator guide). */
function expectAllowed(digest: Digest): void {
  const message = amazonQMessage(digest);
  expect(message).toMatchObject({ subject: null, structure: 'plain' });
  const { version, source, content } = JSON.parse(message.message);
  expect([version, source]).toEqual(['1.0', 'custom']);
  expect(content.title.length).toBeLessThanOrEqual(250);
  expect(content.description.length).toBeLessThanOrEqual(8_000);
  for (const word of content.keywords) expect(word.length).toBeLessThanOrEqual(75);
  expect(Buffer.byteLength(message.message)).toBeLessThanOrEqual(150_000);
}

describe('the message for Amazon Q', () => {
  test('is a custom notification', () => {
    const digest = aDigest([aChange(), aChange({ kind: 'resolved' }, 2)]);
    expect(notificationOf(digest)).toEqual({
      version: '1.0',
      source: 'custom',
      id: digest.id,
      content: {
        textType: 'client-markdown',
        title: 'mapwarden: 1 new, 1 resolved; worst: high',
        description: `All 10 targets of the organization were read.
Across the organization: $4,487.60 lost, $3,900.10 at risk.
*HIGH new* \`map-tag-missing\` \`payments (111122223333), us-east-1\` \`chat-1 has no map-migrated tag\`
*resolved* \`map-tag-missing\` \`payments (111122223333), us-east-1\` \`chat-2 has no map-migrated tag\`
Report: \`${digest.place}\` ${CONSOLE}`,
        keywords: ['mapwarden', 'high', 'map-tag-missing'],
      },
      metadata: {
        eventType: 'mapwarden-digest',
        summary: 'mapwarden: 1 new, 1 resolved; worst: high',
        additionalContext: { digestId: digest.id, runId: digest.runId },
      },
    });
    expectAllowed(digest);
  });

  test('can be filtered like every other', () => {
    expect(amazonQMessage(aDigest()).attributes).toMatchObject({ kind: 'digest', ruleId: ['map-tag-missing'] });
  });

  test('names a place that is no link in S3', () => {
    expect(notificationOf(aDigest(undefined, { place: '/runs/1', consoleUrl: null })).content.description).toMatch(
      /\nReport: `\/runs\/1`$/,
    );
  });

  test('keeps within what is allowed with 10,000 changes of as many rules', () => {
    const changes = manyChanges(10_000).map(({ kind, finding }, index) => ({
      kind,
      finding: aFinding({ ...finding, ruleId: `rule-${'x'.repeat(100)}-${index}`, message: '&'.repeat(300) }),
    }));
    const digest = aDigest(changes);
    expectAllowed(digest);
    const { content } = notificationOf(digest);
    expect(content.keywords).toHaveLength(10);
    expect(content.description).toMatch(/\nand 9,9\d\d more\nReport: /);
  });

  test('keeps within it whatever things are called, and shows them as code', () => {
    fc.assert(
      fc.property(hostileDigest, (digest) => {
        expectAllowed(digest);
        const { description } = notificationOf(digest).content;
        const prose = description
          .replace(/ https:\/\/\S*$/, '')
          .split('`')
          .filter((_: string, index: number) => index % 2 === 0)
          .join('');
        expect(prose).toMatch(/^[A-Za-z0-9 .,:$*–\n]+$/);
        expect(description).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      }),
      { numRuns: 60 },
    );
  });
});
