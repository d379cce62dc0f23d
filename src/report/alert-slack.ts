import type { KnownBlock } from '@slack/types';
import type { Change, Digest } from '../domain/alerts.ts';
import { codeSpan, escapeMrkdwn } from './alert-code-span.ts';
import { alertJson } from './alert-json.ts';
import { andMore, changeWords, headline, linkOf, linkWords, standing } from './alert-words.ts';
import { clip } from './clip.ts';
import { type SlackMessage, slackProblems } from './slack-limits.ts';

/** More than anybody reads in a channel, and few enough for Slack's 50 blocks. */
const MOST_CHANGES = 40;
const LONGEST_HEADER = 150;

/** The body for an incoming webhook. */
export function slackBody(digest: Digest): string {
  return alertJson(slackMessage(digest));
}

/** As many of the worst changes as Slack takes. */
export function slackMessage(digest: Digest): SlackMessage {
  const sections = digest.changes.slice(0, MOST_CHANGES).map((change) => section(changeText(change)));
  const write = (shown: number) => messageOf(digest, sections.slice(0, shown));
  let shown = sections.length;
  while (shown > 0 && slackProblems(write(shown)).length > 0) shown -= 1;
  return write(shown);
}

function messageOf(digest: Digest, sections: readonly KnownBlock[]): SlackMessage {
  const more = digest.changes.length - sections.length;
  return {
    text: `${escapeMrkdwn(headline(digest))}; report: ${codeSpan(digest.place, 500)}`,
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: clip(headline(digest), LONGEST_HEADER), emoji: false } },
      section(standing(digest).map(escapeMrkdwn).join('\n')),
      ...sections,
      ...(more > 0 ? [section(`*${andMore(more)}*`)] : []),
      section(`Report: ${addressOf(digest)}`),
      ...signedLink(digest),
      { type: 'context', elements: [mrkdwn(`Run ${codeSpan(digest.runId, 80)}, digest ${codeSpan(digest.id, 80)}`)] },
    ],
  };
}

function changeText(change: Change): string {
  const { label, rule, where, message, remarks } = changeWords(change);
  const about = remarks.map((remark) => codeSpan(remark, 120)).join(' ');
  return [`*${label}* ${codeSpan(rule, 80)} in ${codeSpan(where, 200)}`, codeSpan(message, 300), about]
    .filter((line) => line !== '')
    .join('\n');
}

function addressOf(digest: Digest): string {
  const link = linkOf(digest);
  const place = codeSpan(digest.place, 500);
  return link === undefined ? place : `${place} <${escapeMrkdwn(link)}|open in the console>`;
}

/** Whoever has it can read the report, so it is shown and never unfurled. */
function signedLink(digest: Digest): readonly KnownBlock[] {
  if (!digest.link) return [];
  const block = section(`<${escapeMrkdwn(digest.link.url)}|${linkWords(digest)}>`);
  const isTooLong = slackProblems({ text: 'x', blocks: [block] }).length > 0;
  return [isTooLong ? section('The signed link is too long for Slack.') : block];
}

function section(text: string): KnownBlock {
  return { type: 'section', text: mrkdwn(text) };
}

/** `verbatim`: addresses and names of channels in the text stay text. */
function mrkdwn(text: string) {
  return { type: 'mrkdwn', text, verbatim: true } as const;
}
