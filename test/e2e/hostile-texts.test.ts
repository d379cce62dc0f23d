import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { type AlertDeskOptions, alertDesk, TOPIC, UNTAGGED } from '../support/alert-scene.ts';
import { brokenWorld } from '../support/remediation-scene.ts';
import { stubEnvironment, temporaryFolder } from '../support/sandbox-scene.ts';
import { goodProfile, MEMBER } from '../support/sandbox-world.ts';

beforeEach(() => stubEnvironment());

/** What a terminal, a chat, a spreadsheet, a browser or a Markdown reader would act on. */
const NASTY =
  "=cmd|'/c calc'!A0 <!channel> <script>x</script> [a](http://e.example) `b` *c* | \u001b[31m\u202e\u0007\r\n# d";
const ACTED_ON = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

test('what AWS says of a failure, and what configuration and tags say, is text wherever it is shown', async () => {
  const options: AlertDeskOptions = {
    world: brokenWorld({
      profiles: [
        UNTAGGED,
        goodProfile({
          accountId: MEMBER,
          id: 'waived000001',
          name: 'waived',
          tags: [{ key: 'team', value: NASTY.slice(0, 60).replaceAll(/[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu, '') }],
        }),
      ],
    }),
    sandbox: {
      failCall: ({ operation, region }) =>
        operation === 'ListInferenceProfiles' && region === 'eu-west-1'
          ? { code: 'AccessDeniedException', status: 403, message: NASTY }
          : undefined,
    },
    change: {
      owners: { accounts: { [MEMBER]: NASTY } },
      waivers: [
        { rule: 'map-tag-missing', resource: '*waived000001', reason: NASTY, owner: NASTY, until: '2026-07-01' },
      ],
    },
  };
  const desk = await alertDesk(options);
  const folder = await temporaryFolder();
  const file = (format: string) => path.join(folder, `report.${format}`);
  const formats = ['csv', 'markdown', 'html', 'junit', 'json'];

  const ended = await desk.audit(
    1,
    '--format',
    'text',
    ...formats.flatMap((each) => ['--format', `${each}=${file(each)}`]),
  );

  expect(ended.code).toBe(4);
  for (const shown of [ended.stdout, ended.stderr]) expect(shown).not.toMatch(ACTED_ON);
  const read = async (format: string) => readFile(file(format), 'utf8');
  const report = JSON.parse(await read('json'));
  expect(report.coverage.gaps[0].message).toContain(NASTY);
  expect(report.findings.find(({ status }: { status: string }) => status === 'suppressed').waiver).toMatchObject({
    reason: NASTY,
    owner: NASTY,
  });
  const [page = ''] = (await read('html')).split('<script');
  for (const text of [await read('markdown'), await read('junit'), page]) expect(text).not.toMatch(ACTED_ON);
  // A cell keeps its exact text but for what a spreadsheet would run.
  expect(await read('csv')).not.toMatch(/(^|,)"?=cmd/m);
  expect(await read('markdown')).not.toMatch(/<script>|\]\(http:\/\/e\.example|^# d/m);
  expect(await read('html')).not.toMatch(/<script>x/);
  const [published] = desk.sandbox.published().filter(({ topicArn }) => topicArn === TOPIC);
  const { email, default: document } = JSON.parse(published?.message ?? '');
  expect(email).not.toMatch(ACTED_ON);
  expect(JSON.parse(document).changes.map(({ finding }: { finding: { owner: string } }) => finding.owner)).toContain(
    NASTY,
  );
  const slack = JSON.stringify(desk.sandbox.slackMessages().map(({ payload }) => payload));
  expect(slack).not.toMatch(/<!channel|<script|\\u001b|\\u202e/);
});
