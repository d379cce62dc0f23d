import { beforeEach, expect, test } from 'vitest';
import { alertDesk, TOPIC } from '../support/alert-scene.ts';
import { stubEnvironment } from '../support/sandbox-scene.ts';
import { MEMBER } from '../support/sandbox-world.ts';

beforeEach(() => stubEnvironment());

const HOURS = 24;

/** What the receivers of the world are, with a lifetime for links or none. */
async function deskWith(store: 'directory' | 's3', hours: number | undefined, route: object = {}) {
  const desk = await alertDesk({ store });
  const { secretArn, eventBusName: busName } = desk.sandbox.destinations;
  const alerts = {
    sns: { topicArn: TOPIC },
    slack: { webhookSecretArn: secretArn },
    eventBridge: { busName },
    ...(hours !== undefined && { presignedLinkHours: hours }),
    ...route,
  };
  await desk.configure({ alerts });
  await desk.audit(1);
  const mails = desk.sandbox.published().map(({ message }): string => JSON.parse(message).email);
  return { desk, mails, slack: JSON.stringify(desk.sandbox.slackMessages()), events: desk.sandbox.events() };
}

test('a link that was asked for reads the report for whoever has it, and its lifetime is told', async () => {
  const { desk, mails, slack, events } = await deskWith('s3', HOURS);

  const [digest] = await desk.digests();
  expect(digest?.link).toMatchObject({ seconds: HOURS * 3_600, endsWithSession: expect.any(Boolean) });
  const url = digest?.link?.url ?? '';
  expect(new URL(url).searchParams.get('X-Amz-Expires')).toBe(String(HOURS * 3_600));
  const answer = await (await fetch(url)).text();
  expect(answer).toContain(`"runId": "${digest?.runId}"`);

  expect(mails[0]).toContain(`link valid for ${HOURS} h`);
  expect(mails[0]).toContain(url);
  expect(slack).toContain(`link valid for ${HOURS} h`);
  expect(JSON.stringify(events)).not.toContain('X-Amz-Signature');
});

test.for(['directory', 's3'] as const)('without being asked for, there is none with runs in %s', async (store) => {
  const { desk, mails, slack } = await deskWith(store, undefined);

  expect((await desk.digests())[0]?.link).toBeUndefined();
  for (const text of [...mails, slack]) expect(text).not.toMatch(/X-Amz-|link valid/);
});

test('for runs in a folder there is none', async () => {
  const { desk, mails } = await deskWith('directory', HOURS);

  expect((await desk.digests())[0]?.link).toBeUndefined();
  expect(mails[0]).not.toContain('link valid');
});

test('a team, which need not see the whole bill, gets none', async () => {
  const routes = [{ topicArn: TOPIC, accounts: [MEMBER] }];
  const { desk } = await deskWith('s3', HOURS, { sns: undefined, routes });

  expect((await desk.digests())[0]?.link).toBeUndefined();
});
