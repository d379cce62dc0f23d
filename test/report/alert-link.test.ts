import { describe, expect, test } from 'vitest';
import type { ReportLink } from '../../src/domain/alerts.ts';
import { amazonQMessage } from '../../src/report/alert-amazon-q.ts';
import { alertEvents } from '../../src/report/alert-events.ts';
import { Alert } from '../../src/report/alert-schema.ts';
import { slackMessage } from '../../src/report/alert-slack.ts';
import { snsMessage } from '../../src/report/alert-sns.ts';
import { linkWords } from '../../src/report/alert-words.ts';
import { slackProblems } from '../../src/report/slack-limits.ts';
import { aDigest, manyChanges } from '../support/alerts.ts';

const LINK: ReportLink = {
  url: 'https://b.example/report.json?X-Amz-Date=1&X-Amz-Signature=2',
  seconds: 86_400,
  endsWithSession: false,
};
const linked = (over: Partial<ReportLink> = {}) => aDigest(undefined, { link: { ...LINK, ...over } });

describe('a signed link', () => {
  test.for<readonly [Partial<ReportLink>, string]>([
    [{}, 'link valid for 24 h'],
    [{ seconds: 604_800 }, 'link valid for 168 h'],
    [{ seconds: 7_199 }, 'link valid for 1 h'],
    [{ seconds: 3_599 }, 'link valid for 59 min'],
    [{ seconds: 60 }, 'link valid for 1 min'],
    [{ endsWithSession: true }, 'link valid for 24 h, or until the session that signed it ends'],
  ])('%j is told with its lifetime', ([over, words]) => {
    expect(linkWords(linked(over))).toBe(`Signed link to the report, ${words}`);
  });

  test('is in the mail, the document, Slack and Amazon Q, and in no event', () => {
    const { email, default: document } = JSON.parse(snsMessage(linked()).message);
    const { content } = JSON.parse(amazonQMessage(linked()).message);

    for (const text of [email, content.description]) expect(text).toContain(`link valid for 24 h: ${LINK.url}`);
    expect(Alert.parse(JSON.parse(document))).toMatchObject({ link: LINK });
    expect(JSON.stringify(slackMessage(linked()))).toContain(
      '<https://b.example/report.json?X-Amz-Date=1&amp;X-Amz-Signature=2|',
    );
    const events = alertEvents({ ...aDigest(manyChanges(101)), link: LINK }).flat();
    expect(JSON.stringify(events)).not.toContain('X-Amz-Signature');
  });

  test('that is too long for a receiver is left out there, and that is said', () => {
    const long = { ...aDigest(manyChanges(60)), link: { ...LINK, url: `https://b.example/${'x'.repeat(7_000)}` } };
    const message = slackMessage(long);

    expect(slackProblems(message)).toEqual([]);
    expect(JSON.stringify(message)).toContain('The signed link is too long for Slack.');
    const { content } = JSON.parse(amazonQMessage(long).message);
    expect(content.description).toContain('The signed link is too long for this message.');
    expect(content.description.length).toBeLessThanOrEqual(8_000);
  });
});

test('without one nothing is said of it', () => {
  expect(linkWords(aDigest())).toBeUndefined();
  expect(snsMessage(aDigest()).message).not.toContain('Signed link');
});
