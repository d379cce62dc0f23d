import type { Arrivals } from './arrivals.ts';
import { SLACK_PREFIX } from './destinations.ts';
import type { Fault, FaultKind } from './faults.ts';
import { parseJson } from './json-text.ts';
import type { RateLimiter } from './rate-limits.ts';
import { areTooLong, SlackPayload } from './slack-blocks.ts';
import type { WireRequest, WireResponse } from './wire.ts';
import type { World } from './world.ts';

/** What the webhooks need of the server. */
export interface SlackSurroundings {
  readonly world: World;
  readonly arrivals: Arrivals;
  faults(): readonly Fault[];
  readonly rateLimiter: RateLimiter;
  /** Messages that a webhook takes at once, and after them one a second; undefined: no limit. */
  readonly burst: number | undefined;
}

const RETRY_AFTER_S = 1;

export function isSlack(path: string): boolean {
  return path.startsWith(SLACK_PREFIX);
}

/**
 * Takes a message as an incoming webhook of Slack would, and says what is wrong in one word (docs.slack.dev, "Sending
 * messages using incoming webhooks" and "Rate limits").
 */
export function serveSlack(request: WireRequest, slack: SlackSurroundings): WireResponse {
  const path = request.path.slice(SLACK_PREFIX.length);
  const webhook = slack.world.slackWebhooks.find((known) => known.path === path);
  if (webhook === undefined) return say(404, 'no_service');
  if (webhook.isArchived === true || strikes(slack, 'slack-gone')) return say(410, 'channel_is_archived');
  if (strikes(slack, 'slack-error')) return say(500, 'rollup_error');
  if (strikes(slack, 'slack-limited') || isOverRate(path, slack)) {
    return say(429, 'rate_limited', { 'retry-after': `${RETRY_AFTER_S}` });
  }
  return receive(request, path, slack);
}

function isOverRate(path: string, { rateLimiter, burst }: SlackSurroundings): boolean {
  return burst !== undefined && !rateLimiter.take('slack', path, { rate: 1, burst });
}

function receive(request: WireRequest, path: string, { arrivals }: SlackSurroundings): WireResponse {
  const isJson = /^application\/json\b/i.test(String(request.headers['content-type'] ?? ''));
  const parsed = isJson && request.method === 'POST' ? SlackPayload.safeParse(parseJson(request.body)) : undefined;
  if (parsed?.success !== true) return say(400, 'invalid_payload');
  const { text = '', blocks = [] } = parsed.data;
  if (text === '' && blocks.length === 0) return say(400, 'no_text');
  if (areTooLong(blocks)) return say(400, 'msg_blocks_too_long');
  arrivals.slack.append({ path, payload: parsed.data });
  return say(200, 'ok');
}

/** Slack belongs to no account and no region: the organization's own account stands for it. */
function strikes({ world, faults }: SlackSurroundings, kind: FaultKind): boolean {
  return faults().some((fault) => fault.kind === kind && ['*', world.managementAccountId].includes(fault.accountId));
}

function say(status: number, word: string, headers: Readonly<Record<string, string>> = {}): WireResponse {
  return { status, headers: { 'content-type': 'text/html', ...headers }, body: word };
}
