import { beforeEach, expect, test } from 'vitest';
import { alertDesk, CHAT, TOPIC, UNTAGGED } from '../support/alert-scene.ts';
import { brokenWorld } from '../support/remediation-scene.ts';
import { stubEnvironment } from '../support/sandbox-scene.ts';
import { goodProfile, MEMBER } from '../support/sandbox-world.ts';

beforeEach(() => stubEnvironment());

/** SNS Publish: message, subject and attributes together. */
const MOST_BYTES = 262_144;

test('10,000 findings are one digest on every channel, within the limits of each', async () => {
  const profiles = Array.from({ length: 10_000 }, (_, index) =>
    goodProfile({ accountId: MEMBER, id: `untagged${String(index).padStart(4, '0')}`, tags: [] }),
  );
  const desk = await alertDesk({ world: brokenWorld({ profiles }), sandbox: { pageSize: 1_000, strict: false } });

  const { sns, chat, slack, events } = await desk.day(1);

  expect(sns).toHaveLength(1);
  expect([...chat, ...slack]).toEqual(Array(2).fill('mapwarden: 10,000 new; worst: high'));
  expect(events).toEqual([...Array(100).fill('Mapwarden Finding New'), 'Mapwarden Digest']);
  const [digest] = await desk.digests();
  expect(digest?.counts.new).toBe(10_000);
  expect(digest).toMatchObject({ more: 10_000 - (digest?.changes.length ?? 0) });
  expect(desk.sandbox.events().at(-1)?.detail).toMatchObject({ more: 9_900, changes: [] });
  for (const { message, subject, attributes } of desk.sandbox.published()) {
    const counted = Object.entries(attributes).map(([name, { type, value }]) => name + type + value);
    expect(Buffer.byteLength([subject, message, ...counted].join(''))).toBeLessThanOrEqual(MOST_BYTES);
    expect(attributes['accountId']?.value).toBe(`["${MEMBER}"]`);
  }
});

const NAME = '<!channel> *x* `y` & <@U012AB3CD> |https://e.example';
const BLANK = ` ${'x'.repeat(127)} ${'@'.repeat(126)} `;
const OWNER = 'a\u001b[31m\u202e\n<!here> `z`\u2028';

test('hostile text of accounts, tags and configuration arrives as text', async () => {
  const tags = [{ key: 'map-migrated', value: BLANK }];
  const accounts = brokenWorld().accounts.map((account) =>
    account.id === MEMBER ? { ...account, name: NAME } : account,
  );
  const world = { ...brokenWorld({ profiles: [{ ...UNTAGGED, tags, everTagged: true }] }), accounts };
  const desk = await alertDesk({ world, change: { owners: { accounts: { [MEMBER]: OWNER } } } });

  await desk.day(1);

  const [digest] = await desk.digests();
  const finding = { accountName: NAME, owner: OWNER, resource: { tags: { 'map-migrated': BLANK } } };
  expect(digest?.changes).toMatchObject([{ finding }]);
  expect(desk.sandbox.events()).toMatchObject([{ detail: { change: { finding } } }]);

  const published = desk.sandbox.published();
  const { email } = JSON.parse(published.find(({ topicArn }) => topicArn === TOPIC)?.message ?? '');
  const { content } = JSON.parse(published.find(({ topicArn }) => topicArn === CHAT)?.message ?? '');
  const slack = JSON.stringify(desk.sandbox.slackMessages()[0]?.payload);
  expect(email).toContain(NAME);
  for (const text of [email, content.description, slack]) expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}]/u);
  for (const text of [content.description, slack]) {
    expect(text).toContain('&lt;!channel&gt; *x* ˋyˋ &amp; &lt;@U012AB3CD&gt;');
    expect(text).toContain('&lt;!here&gt; ˋzˋ');
    expect(text).not.toMatch(/<[!@]/);
  }
});
