import { describe, expect, test } from 'vitest';
import type { FaultKind } from '../../src/sandbox/faults.ts';
import type { Sandbox } from '../../src/sandbox/server.ts';
import { MANAGEMENT, MEMBER, open, smallWorld } from './support.ts';

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

async function post(sandbox: Sandbox, payload: unknown, change: RequestInit & { readonly path?: string } = {}) {
  const { path = '', ...init } = change;
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const url = `${sandbox.destinations.slackUrl}${path}`;
  const answer = await fetch(url, { method: 'POST', headers: JSON_TYPE, body, ...init });
  return { status: answer.status, text: await answer.text(), retryAfter: answer.headers.get('retry-after') };
}

const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const plain = (text: string) => ({ type: 'plain_text', text });
const section = (length: number) => ({ type: 'section', text: mrkdwn('s'.repeat(length)) });
const button = (change: object = {}) => ({ type: 'button', text: plain('Open'), url: 'https://a.example', ...change });
const blocks = (...list: readonly object[]) => ({ blocks: list });

describe('a webhook', () => {
  test('takes a message and keeps it', async () => {
    const sandbox = await open();
    const payload = {
      text: 'Two findings',
      blocks: [
        { type: 'header', text: plain('mapwarden') },
        {
          type: 'section',
          block_id: 'one',
          text: mrkdwn('*bold*'),
          fields: [plain('a'), mrkdwn('b')],
          accessory: button(),
        },
        { type: 'divider' },
        {
          type: 'context',
          elements: [mrkdwn('run'), { type: 'image', image_url: 'https://a.example/i.png', alt_text: 'i' }],
        },
        { type: 'actions', elements: [button({ style: 'primary', action_id: 'open', value: '1' })] },
        { type: 'image', image_url: 'https://a.example/i.png', alt_text: 'i', title: plain('t') },
        { type: 'markdown', text: '**bold**' },
      ],
      unfurl_links: false,
    };

    const answer = await post(sandbox, payload);
    const shown = await fetch(`${sandbox.url}/_sandbox/slack`);

    expect(answer).toMatchObject({ status: 200, text: 'ok' });
    expect(sandbox.slackMessages()).toMatchObject([
      { sequence: 1, path: new URL(sandbox.destinations.slackUrl).pathname.replace('/_slack/services/', ''), payload },
    ]);
    expect(await shown.json()).toEqual(sandbox.slackMessages());
    expect(sandbox.metrics().requests).toBe(0);
  });

  test.for<[string, object]>([
    ['text of 40,000 characters', { text: 't'.repeat(40_000) }],
    ['50 blocks', blocks(...Array(50).fill({ type: 'divider' }))],
    ['a section of 3,000', blocks(section(3000))],
    ['10 fields', blocks({ type: 'section', fields: Array(10).fill(mrkdwn('f')) })],
    ['a field of 2,000', blocks({ type: 'section', fields: [mrkdwn('f'.repeat(2000))] })],
    ['a header of 150', blocks({ type: 'header', text: plain('h'.repeat(150)) })],
    ['10 elements of context', blocks({ type: 'context', elements: Array(10).fill(mrkdwn('c')) })],
    ['25 buttons', blocks({ type: 'actions', elements: Array(25).fill(button()) })],
    ['a button of 75', blocks({ type: 'actions', elements: [button({ text: plain('b'.repeat(75)) })] })],
    [
      'a URL of 3,000',
      blocks({ type: 'actions', elements: [button({ url: 'https://a.example/'.padEnd(3000, 'u') })] }),
    ],
    ['a block id of 255', blocks({ ...section(1), block_id: 'i'.repeat(255) })],
    ['13,200 characters of blocks', blocks(...Array(4).fill(section(3000)), section(1200))],
  ])('takes %s', async ([, payload]) => {
    expect(await post(await open(), payload)).toMatchObject({ status: 200, text: 'ok' });
  });

  test.for<[string, unknown]>([
    ['no JSON', '{'],
    ['a list', []],
    ['text of 40,001 characters', { text: 't'.repeat(40_001) }],
    ['text that is a number', { text: 1 }],
    ['blocks that are text', { blocks: '[]' }],
    ['51 blocks', blocks(...Array(51).fill({ type: 'divider' }))],
    ['an unknown block', blocks({ type: 'table_of_contents' })],
    ['a section of 3,001', blocks(section(3001))],
    ['an empty section', blocks(section(0))],
    ['a section of nothing', blocks({ type: 'section' })],
    ['11 fields', blocks({ type: 'section', fields: Array(11).fill(mrkdwn('f')) })],
    ['a field of 2,001', blocks({ type: 'section', fields: [mrkdwn('f'.repeat(2001))] })],
    ['a header of 151', blocks({ type: 'header', text: plain('h'.repeat(151)) })],
    ['a header in mrkdwn', blocks({ type: 'header', text: mrkdwn('h') })],
    ['11 elements of context', blocks({ type: 'context', elements: Array(11).fill(mrkdwn('c')) })],
    ['26 buttons', blocks({ type: 'actions', elements: Array(26).fill(button()) })],
    ['a button of 76', blocks({ type: 'actions', elements: [button({ text: plain('b'.repeat(76)) })] })],
    ['a button in mrkdwn', blocks({ type: 'actions', elements: [button({ text: mrkdwn('b') })] })],
    [
      'a URL of 3,001',
      blocks({ type: 'actions', elements: [button({ url: 'https://a.example/'.padEnd(3001, 'u') })] }),
    ],
    ['a URL that is none', blocks({ type: 'actions', elements: [button({ url: 'report.json' })] })],
    ['a block id of 256', blocks({ ...section(1), block_id: 'i'.repeat(256) })],
    ['a block id twice', blocks({ ...section(1), block_id: 'i' }, { ...section(1), block_id: 'i' })],
    ['a member that Slack does not know', blocks({ ...section(1), colour: 'red' })],
  ])('refuses %s as invalid_payload', async ([, payload]) => {
    const sandbox = await open();

    expect(await post(sandbox, payload)).toMatchObject({ status: 400, text: 'invalid_payload' });
    expect(sandbox.slackMessages()).toEqual([]);
  });

  test('refuses blocks that are too long together', async () => {
    const payload = blocks(...Array(4).fill(section(3000)), section(1201));

    expect(await post(await open(), payload)).toMatchObject({ status: 400, text: 'msg_blocks_too_long' });
  });

  test.for<object>([{}, { text: '' }, { blocks: [] }, { username: 'bot' }])('says no_text to %j', async (payload) => {
    expect(await post(await open(), payload)).toMatchObject({ status: 400, text: 'no_text' });
  });

  test('takes JSON by POST and nothing else', async () => {
    const sandbox = await open();
    const form = { headers: { 'content-type': 'application/x-www-form-urlencoded' } };

    expect(await post(sandbox, { text: 'a' }, form)).toMatchObject({ status: 400, text: 'invalid_payload' });
    expect(await post(sandbox, { text: 'a' }, { method: 'PUT' })).toMatchObject({
      status: 400,
      text: 'invalid_payload',
    });
  });

  test('of another path is no service', async () => {
    expect(await post(await open(), { text: 'a' }, { path: 'x' })).toMatchObject({ status: 404, text: 'no_service' });
  });

  test('of an archived channel is gone', async () => {
    const sandbox = await open({}, smallWorld({ slackWebhooks: [{ path: 'T0/B0/x', isArchived: true }] }));

    expect(await post(sandbox, { text: 'a' })).toMatchObject({ status: 410, text: 'channel_is_archived' });
  });

  test('takes so many at once, and after that one a second', async () => {
    const sandbox = await open({ slackBurst: 2 });
    const answers = [];
    for (let round = 0; round < 3; round += 1) answers.push(await post(sandbox, { text: `${round}` }));
    await new Promise((resolve) => setTimeout(resolve, 1050));

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(answers[2]).toMatchObject({ text: 'rate_limited', retryAfter: '1' });
    expect((await post(sandbox, { text: 'again' })).status).toBe(200);
    expect(sandbox.slackMessages()).toHaveLength(3);
  });

  test.for<[FaultKind, number, string, string | null]>([
    ['slack-limited', 429, 'rate_limited', '1'],
    ['slack-gone', 410, 'channel_is_archived', null],
    ['slack-error', 500, 'rollup_error', null],
  ])('is struck by the fault %s for the management account', async ([kind, status, text, retryAfter]) => {
    const sandbox = await open({ faults: [{ kind, accountId: MANAGEMENT }] });

    const answer = await post(sandbox, { text: 'a' });
    sandbox.setFaults([{ kind, accountId: MEMBER }]);

    expect(answer).toEqual({ status, text, retryAfter });
    expect((await post(sandbox, { text: 'a' })).status).toBe(200);
    expect(sandbox.slackMessages()).toHaveLength(1);
  });
});
