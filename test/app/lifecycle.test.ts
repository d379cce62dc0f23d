import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/domain/finding.ts';
import type { Waiver } from '../../src/domain/remediation.ts';
import { finished, management, member, type Scene } from '../support/audit-scene.ts';
import { aProfile, settings } from '../support/builders.ts';
import { memoryStore } from '../support/fakes.ts';
import { broken, day, days, denied, fixed, narrowed, shown, untagged, with1 } from './support/days.ts';

const WAIVER: Waiver = {
  rule: 'map-tag-missing',
  resource: untagged.arn,
  reason: 'being moved',
  owner: 'payments@example.com',
  until: '2026-06-02',
};
describe('over several days a finding', () => {
  test('is new, then open since the first day, then resolved, then forgotten', async () => {
    expect(shown((await days([broken])).findings)).toEqual(['map-tag-missing new 2026-06-01']);
    const second = await days([broken, broken]);
    expect(shown(second.findings)).toEqual(['map-tag-missing open 2026-06-01']);
    expect(second.findings[0]?.lastSeen).toBe(day(2));
    const third = await days([broken, broken, fixed]);
    expect(shown(third.findings)).toEqual(['map-tag-missing resolved 2026-06-01']);
    expect(third.findings[0]?.lastSeen).toBe(day(2));
    expect(third.head.totals).toMatchObject({
      nonCompliant: 0,
      findings: { high: 0 },
      byStatus: { new: 0, open: 0, resolved: 1, suppressed: 0 },
    });
    expect(third.memory).toEqual([]);
    expect((await days([broken, fixed, fixed])).findings).toEqual([]);
  });

  test('is not resolved by not looking, and open again once it is seen', async () => {
    const unseen = await days([broken, denied]);
    expect(shown(unseen.findings)).toEqual(['audit-coverage-gap new 2026-06-02']);
    expect(unseen.memory.map(({ finding }) => finding.ruleId)).toEqual(['audit-coverage-gap', 'map-tag-missing']);
    expect(shown((await days([broken, denied, broken])).findings)).toEqual([
      'audit-coverage-gap resolved 2026-06-02',
      'map-tag-missing open 2026-06-01',
    ]);
    expect(shown((await days([broken, denied, fixed])).findings)).toEqual([
      'audit-coverage-gap resolved 2026-06-02',
      'map-tag-missing resolved 2026-06-01',
    ]);
  });

  test('is resolved where its account has left the organization, and only then', async () => {
    expect(shown((await days([broken, { accounts: [management] }])).findings)).toEqual([
      'map-tag-missing resolved 2026-06-01',
    ]);
    const excluded = settings({ exclude: { ous: [], accounts: [member.id] } });
    expect((await days([broken, { ...fixed, request: { settings: excluded } }])).findings).toEqual([]);
  });

  test('is not resolved by a rule that is switched off', async () => {
    const { findings, memory } = await days([broken, { ...fixed, request: { rules: [] } }]);
    expect(findings).toEqual([]);
    expect(memory.map(({ finding }) => finding.ruleId)).toEqual(['map-tag-missing']);
  });

  test('survives a run with a selection, which looks at less and remembers nothing', async () => {
    const between = await days([broken, narrowed]);
    expect(between.findings).toEqual([]);
    expect(between.memory).toEqual([]);
    expect(shown((await days([broken, narrowed, broken])).findings)).toEqual(['map-tag-missing open 2026-06-01']);
  });

  test('is resolved in a run with a selection where that looked, and told so again by the next whole run', async () => {
    const own: Scene = {
      ...fixed,
      request: { selection: { accounts: [member.id], ous: [], regions: [], rules: [] } },
    };
    expect(shown((await days([broken, own])).findings)).toEqual(['map-tag-missing resolved 2026-06-01']);
    expect(shown((await days([broken, own, fixed])).findings)).toEqual(['map-tag-missing resolved 2026-06-01']);
  });

  test('about an account as a whole is not resolved by a look at one of its regions', async () => {
    const region: Scene = {
      inventory: with1([], []),
      request: { selection: { accounts: [], ous: [], regions: ['eu-west-1'], rules: [] } },
    };
    expect((await days([denied, region])).findings).toEqual([]);
  });

  test('keeps its past when its resource is created anew under another ARN', async () => {
    const anew = aProfile({ id: 'zzzzzzzzzzzz', tags: new Map() });
    expect(shown((await days([broken, { inventory: with1([anew]) }])).findings)).toEqual([
      'map-tag-missing open 2026-06-01',
    ]);
  });

  test('takes its place among the others when it is resolved', async () => {
    const three = ['a', 'b', 'c'].map((id) => aProfile({ id, name: id, tags: new Map() }));
    const two = three.filter(({ id }) => id !== 'b');
    const { findings } = await days([{ inventory: with1(three) }, { inventory: with1(two) }]);
    expect(findings.map(({ resource, status }) => `${resource.id} ${status}`)).toEqual([
      'a open',
      'b resolved',
      'c open',
    ]);
  });
});

describe('a waiver', () => {
  const accepted: Scene = { ...broken, request: { settings: settings({ waivers: [WAIVER] }) } };

  test('suppresses while it holds; its end re-opens the finding and is a finding itself', async () => {
    const second = await days([broken, accepted]);
    expect(shown(second.findings)).toEqual(['map-tag-missing suppressed 2026-06-01']);
    expect(second.findings[0]?.waiver).toEqual(WAIVER);
    expect(second.head.totals).toMatchObject({ suppressed: 1, findings: { high: 0 }, byStatus: { suppressed: 1 } });

    const third = await days([broken, accepted, accepted]);
    expect(shown(third.findings)).toEqual(['map-tag-missing open 2026-06-01', 'waiver-expired new 2026-06-03']);
    expect(third.findings[1]).toMatchObject({
      severity: 'low',
      owner: WAIVER.owner,
      resource: { type: 'waiver', id: expect.stringMatching(/^waiver\/[0-9a-f]{12}$/), arn: null },
      waiver: null,
    });
  });

  test('that is extended or taken out of the configuration has no finding any more', async () => {
    const extended = settings({ waivers: [{ ...WAIVER, until: '2026-12-31' }] });
    expect(
      shown((await days([accepted, accepted, accepted, { ...broken, request: { settings: extended } }])).findings),
    ).toEqual(['map-tag-missing suppressed 2026-06-01', 'waiver-expired resolved 2026-06-03']);
    expect(shown((await days([accepted, accepted, accepted, broken])).findings)).toEqual([
      'map-tag-missing open 2026-06-01',
      'waiver-expired resolved 2026-06-03',
    ]);
  });

  test('that matches nothing in a whole run is a finding; each of two that match is used', async () => {
    const over = { ...WAIVER, resource: '*' };
    const unused = await days([{ ...fixed, request: { settings: settings({ waivers: [WAIVER, WAIVER, over] }) } }]);
    expect(shown(unused.findings)).toEqual(Array(3).fill('waiver-unused new 2026-06-01'));
    expect(new Set(unused.findings.map(({ id }) => id)).size).toBe(3);
    const both = settings({ waivers: [over, WAIVER] });
    expect(shown((await days([{ ...broken, request: { settings: both } }])).findings)).toEqual([
      'map-tag-missing suppressed 2026-06-01',
    ]);
  });

  test.for<readonly [string, Scene, string]>([
    ['part of the organization was not read', denied, 'map-tag-missing'],
    ['a selection narrowed the run', narrowed, 'map-tag-missing'],
    ['its rule could not tell', fixed, 'map-spend-unattributed'],
  ])('may still be needed where %s', async ([, scene, rule]) => {
    const waivers = [{ ...WAIVER, rule, until: '2026-12-31' }];
    const { head, findings } = await days([
      { ...scene, request: { ...scene.request, settings: settings({ waivers }) } },
    ]);
    expect(head.rules.find(({ id }) => id === 'waiver-unused')).toMatchObject({ insufficientData: 1, nonCompliant: 0 });
    expect(findings.map(({ ruleId }) => ruleId)).not.toContain('waiver-unused');
  });
});

test('two audits at once each remember for themselves, and both are the same past for the next', async () => {
  const store = memoryStore();
  await days([broken], store);
  const both = await Promise.all([2, 2].map((n) => finished({ ...broken, store, now: day(n) })));
  for (const { findings, memory } of both) {
    expect(shown(findings)).toEqual(['map-tag-missing open 2026-06-01']);
    expect(memory).toHaveLength(1);
  }
  expect(new Set(both.map(({ head }) => head.runId)).size).toBe(2);
  expect(shown((await finished({ ...fixed, store, now: day(3) })).findings)).toEqual([
    'map-tag-missing resolved 2026-06-01',
  ]);
});

describe('a baseline', () => {
  const known = (severity: Finding['severity'], id: string) => ({
    runId: 'earlier',
    findings: new Map([[id, severity] as const]),
  });

  test.for([
    ['high', 1],
    ['critical', 1],
    ['medium', 0],
  ] as const)('that had a high finding as %s marks %i', async ([severity, marked]) => {
    const [finding] = (await days([broken])).findings;
    const { head, findings } = await days([{ ...broken, request: { baseline: known(severity, finding?.id ?? '') } }]);
    expect(findings.map(({ inBaseline }) => inBaseline)).toEqual([marked === 1]);
    expect(head.totals.findings.high).toBe(1);
    expect(head.baseline).toMatchObject({ runId: 'earlier', findings: { high: marked } });
  });
});
