import { describe, expect, test } from 'vitest';
import { auditExitCode } from '../../src/engine/exit-code.ts';
import { finished, member, run } from '../support/audit-scene.ts';
import { aProfile, settings } from '../support/builders.ts';
import { collect, fakeInventory } from '../support/fakes.ts';

const untagged = aProfile({ accountId: member.id, tags: new Map() });
const inventory = () => fakeInventory({ [`${member.id}/us-east-1`]: [untagged] });
const waiver = {
  rule: 'map-tag-missing',
  resource: `arn:aws:bedrock:*:${member.id}:*`,
  reason: 'it goes away before the summer',
  owner: 'payments',
  until: '2026-06-01',
};

describe('a finding that somebody accepted', () => {
  const accepted = () => finished({ inventory: inventory(), request: { settings: settings({ waivers: [waiver] }) } });

  test('stays in the report as suppressed, with its waiver', async () => {
    const { findings } = await accepted();
    expect(findings.filter(({ ruleId }) => ruleId === 'map-tag-missing')).toMatchObject([
      { status: 'suppressed', waiver, resource: { arn: untagged.arn } },
    ]);
  });

  test('counts neither among the findings nor against the resource nor for the exit code', async () => {
    const open = (await finished({ inventory: inventory() })).head;
    const { head } = await accepted();
    expect(open.totals).toMatchObject({ nonCompliant: 1, suppressed: 0, findings: { high: 1 } });
    expect(head.totals).toMatchObject({ nonCompliant: 0, suppressed: 1, findings: { high: 0 } });
    expect([auditExitCode(open, 'high'), auditExitCode(head, 'high')]).toEqual([1, 0]);
  });

  test('counts again on the day after', async () => {
    const waivers = [{ ...waiver, until: '2026-05-31' }];
    const { head } = await finished({ inventory: inventory(), request: { settings: settings({ waivers }) } });
    expect(head.totals).toMatchObject({ nonCompliant: 1, suppressed: 0 });
  });
});

test('a tag that an earlier run applied and that is gone is told as stripped', async () => {
  const { result, store } = await run({ inventory: inventory() });
  const first = await result;
  const ledger = await store.openLedger(first);
  const action = { type: 'put-tag', arn: untagged.arn, key: 'map-migrated', value: 'migABCDE12345' } as const;
  await ledger.append({
    at: '2026-06-01T12:30:00.000Z',
    operation: 'apply',
    planHash: 'a'.repeat(64),
    actionId: 'a1',
    arn: untagged.arn,
    action,
    outcome: 'applied',
    before: {},
    after: { 'map-migrated': 'migABCDE12345' },
    code: null,
    deniedBy: null,
    requestId: null,
    message: null,
  });

  const again = await (await run({ inventory: inventory(), store })).result;
  const [finding] = (await collect(again.findings())).filter(({ resource }) => resource.arn === untagged.arn);

  expect(finding?.stripped).toEqual({ times: 1, appliedAt: '2026-06-01T12:30:00.000Z', runId: first.head.runId });
  expect(finding?.remediation.note).toContain('is gone again');
});
