import { beforeEach, describe, expect, test } from 'vitest';
import { alertDesk, NOTHING, STORES, TAGGED, TOPIC, told, UNTAGGED } from '../support/alert-scene.ts';
import { stubEnvironment } from '../support/sandbox-scene.ts';
import { MEMBER, OTHER } from '../support/sandbox-world.ts';

beforeEach(() => stubEnvironment());

const NEW = told(['new map-tag-missing'], 'mapwarden: 1 new; worst: high', ['Mapwarden Finding New']);
const RESOLVED = told(['resolved map-tag-missing'], 'mapwarden: 1 resolved', ['Mapwarden Finding Resolved']);
const STRIPPED = told(['stripped map-tag-missing'], 'mapwarden: 1 stripped; worst: high', [
  'Mapwarden Finding Stripped',
]);
const REMINDER = told(['reminder map-tag-missing'], 'mapwarden: 1 still open; worst: high', [
  'Mapwarden Finding Reminder',
]);

describe.each(STORES)('with runs in a store of type %s, over several days', (store) => {
  test('a finding is told once on every channel, and its end once', async () => {
    const desk = await alertDesk({ store });

    expect(await desk.day(1)).toEqual(NEW);
    expect(await desk.day(2)).toEqual(NOTHING);
    await desk.retag(UNTAGGED);
    expect(await desk.day(3)).toEqual(RESOLVED);
    expect(await desk.day(4)).toEqual(NOTHING);
  });

  test('a tag that was applied and is gone again is told as stripped, each time', async () => {
    const desk = await alertDesk({ store });
    const repair = async (day: number) => {
      const now = ['--now', `2026-06-0${day}T13:00:00.000Z`, '--quiet'];
      expect(await desk.run(['plan', ...now])).toMatchObject({ code: 0, stderr: '' });
      expect(await desk.run(['apply', 'latest', '--approve', ...now])).toMatchObject({ code: 0, stderr: '' });
    };

    expect(await desk.day(1)).toEqual(NEW);
    await repair(1);
    expect(await desk.day(2)).toEqual(RESOLVED);
    await desk.retag(UNTAGGED, {});
    expect(await desk.day(3)).toEqual(STRIPPED);
    expect(await desk.day(4)).toEqual(NOTHING);
    await repair(4);
    await desk.retag(UNTAGGED, {});
    expect(await desk.day(5)).toEqual(STRIPPED);
  });

  test('a tag that somebody else had set right and somebody takes away is told as stripped, each time', async () => {
    const desk = await alertDesk({ store });
    await desk.day(1);
    await desk.retag(TAGGED, {});
    expect(await desk.day(2)).toEqual(STRIPPED);
    expect(await desk.day(3)).toEqual(NOTHING);
    await desk.retag(TAGGED);
    expect(await desk.day(4)).toEqual(RESOLVED);
    await desk.retag(TAGGED, { 'map-migrated': 'todo' });
    expect((await desk.day(5)).sns).toEqual(['stripped map-tag-value-malformed']);
  });

  test('a role that is lost is told as such, and neither resolves nor repeats what cannot be seen', async () => {
    const desk = await alertDesk({ store });
    await desk.day(1);

    desk.sandbox.setFaults([{ kind: 'role-denied', accountId: MEMBER }]);
    expect(await desk.day(2)).toEqual(
      told(['coverage-lost audit-coverage-gap'], 'mapwarden: 1 coverage lost; worst: high', [
        'Mapwarden Finding Coverage Lost',
      ]),
    );
    expect(await desk.day(3)).toEqual(NOTHING);
    desk.sandbox.setFaults([]);
    expect(await desk.day(4)).toEqual({ ...RESOLVED, sns: ['resolved audit-coverage-gap'] });
    await desk.retag(UNTAGGED);
    expect(await desk.day(5)).toEqual(RESOLVED);
  });

  test('a waiver is silent while it lasts, and its finding is told anew once it has ended', async () => {
    const desk = await alertDesk({ store });
    expect(await desk.day(1)).toEqual(NEW);
    const waiver = { rule: 'map-tag-missing', resource: '*', reason: 'moves', owner: 'a@example.com' };

    await desk.configure({ waivers: [{ ...waiver, until: '2026-06-03' }] });
    expect(await desk.day(2)).toEqual(NOTHING);
    expect(await desk.day(3)).toEqual(NOTHING);
    expect(await desk.day(4)).toEqual(NEW);
    expect(await desk.day(5)).toEqual(NOTHING);
  });

  test('what stays open is told again after remindAfterDays, and then after as many', async () => {
    const desk = await alertDesk({ store });
    await desk.day(1);

    expect(await desk.day(7)).toEqual(NOTHING);
    expect(await desk.day(8)).toEqual(REMINDER);
    expect(await desk.day(14)).toEqual(NOTHING);
    expect(await desk.day(15)).toEqual(REMINDER);
  });
});

describe('who asks for alerts', () => {
  test('is told how many were sent', async () => {
    const desk = await alertDesk();

    const { stderr } = await desk.run(['audit', '--alert', '--no-spend', '--now', '2026-06-01']);
    const { stderr: second } = await desk.run(['audit', '--alert', '--no-spend', '--now', '2026-06-02']);

    expect(stderr).toMatch(/^4 alerts sent\.$/m);
    expect(second).not.toContain('alert');
  });

  test('gets what was found while nobody asked, and nothing is sent until then', async () => {
    const desk = await alertDesk();
    await desk.run(['audit', '--no-spend', '--quiet', '--now', '2026-06-01']);
    expect(await desk.news()).toEqual(NOTHING);

    expect(await desk.day(2)).toEqual(NEW);
    await desk.retag(UNTAGGED);
    await desk.run(['audit', '--no-spend', '--quiet', '--now', '2026-06-03']);
    expect(await desk.news()).toEqual(NOTHING);
    expect(await desk.day(4)).toEqual(RESOLVED);
    expect(await desk.day(5)).toEqual(NOTHING);
  });

  test('of a selection sends nothing, of earlier runs neither, and is told so', async () => {
    const desk = await alertDesk();
    desk.sandbox.setFaults([{ kind: 'sns-denied', accountId: '*' }]);
    await desk.audit(1);
    desk.sandbox.setFaults([]);
    await desk.news();

    const { code, stderr } = await desk.run([
      'audit',
      '--alert',
      '--account',
      MEMBER,
      '--no-spend',
      '--now',
      '2026-06-02',
    ]);

    expect(code).toBe(1);
    expect(stderr).toContain('Nobody is told what this run finds');
    expect(await desk.news()).toEqual(NOTHING);
  });

  test('after a deadline that cut the audit short is told what it found, and that this is not all', async () => {
    const desk = await alertDesk();
    desk.sandbox.setFaults([{ kind: 'hang', accountId: OTHER }]);

    expect((await desk.audit(1, '--deadline', '2')).code).toBe(4);
    desk.sandbox.setFaults([]);

    const [digest] = await desk.digests();
    expect(digest).toMatchObject({ coverage: { complete: false }, counts: { new: 1, 'coverage-lost': 0 } });
    await desk.news();
    expect(await desk.day(2)).toEqual(NOTHING);
  });

  test('for a team sends it its own findings, without the bill of the organization', async () => {
    const routes = [{ topicArn: TOPIC, accounts: [MEMBER] }];
    const desk = await alertDesk({ change: { alerts: { routes } } });
    await desk.run(['audit', '--alert', '--quiet', '--now', '2026-06-01']);

    expect(await desk.digests()).toMatchObject([{ money: null, coverage: { complete: true }, counts: { new: 1 } }]);
  });
});
