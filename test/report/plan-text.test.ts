import { readFile, writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { REFUSAL_REASONS } from '../../src/domain/plan.ts';
import { applyText } from '../../src/report/apply-text.ts';
import { planText } from '../../src/report/plan-text.ts';
import {
  APPLY_CONTEXT,
  aPlan,
  aPlanAction,
  aPlanContext,
  examplePlan,
  exampleResults,
  RUN_ID,
} from './example-plan.ts';
import { hostileText } from './hostile.ts';

const UPDATE = process.env['MAPWARDEN_UPDATE_GOLDEN'] === '1';

test.for([
  ['plan.txt', () => planText(examplePlan(), aPlanContext())],
  ['applied.txt', () => applyText({ operation: 'apply', runId: RUN_ID, results: exampleResults() }, APPLY_CONTEXT)],
] as const)('%s reads as reviewed', async ([name, render]) => {
  const file = new URL(`golden/${name}`, import.meta.url);
  const text = render();
  if (UPDATE) await writeFile(file, text);
  expect(text).toBe(await readFile(file, 'utf8'));
});

describe('the text of a plan', () => {
  test('begins with the count of changes, accounts and refusals, and the coverage', () => {
    const actions = [aPlanAction(), aPlanAction({}, 2), aPlanAction({ accountId: '444455556666' }, 3)];
    const context = aPlanContext({ width: 200 });
    const first = (plan: Parameters<typeof planText>[0]) => planText(plan, context).split('\n')[0];

    expect(first(aPlan({ actions }))).toBe(
      `3 changes in 2 accounts; 0 findings refused; run ${RUN_ID}, coverage complete.`,
    );
    expect(first(aPlan({ actions: actions.slice(0, 1), coverageComplete: false }))).toBe(
      `1 change in 1 account; 0 findings refused; run ${RUN_ID}, coverage INCOMPLETE.`,
    );
    expect(first(aPlan())).toBe(`Nothing to change; 0 findings refused; run ${RUN_ID}, coverage complete.`);
  });

  test('gives no command where there is nothing to apply', () => {
    expect(planText(aPlan(), aPlanContext())).not.toContain('mapwarden apply');
  });

  test('says nothing of the mode where writing is switched on and somewhere allowed', () => {
    const remediation = { mode: 'apply', allowed: 'all' } as const;
    const text = planText(aPlan({ actions: [aPlanAction()] }), aPlanContext({ remediation }));
    expect(text).not.toContain('mode:');
    expect(text).not.toContain('allow-list');
    expect(text).toContain('mapwarden apply');
  });

  test.for([
    ['at 24 hours nothing', '2026-06-02T00:00:00.000Z', false],
    ['beyond them that it is old', '2026-06-02T00:00:00.001Z', true],
  ] as const)('says of the age of the run: %s', ([, createdAt, isOld]) => {
    expect(planText(aPlan({ createdAt }), aPlanContext()).includes('more than 24 hours')).toBe(isOld);
  });

  test('says what every reason for a refusal means', () => {
    const refusals = REFUSAL_REASONS.map((reason, n) => ({
      findingId: `f${n}`,
      reason,
      arn: null,
      detail: 'Because.',
    }));
    const text = planText(aPlan({ refusals }), aPlanContext({ width: 200 }));
    for (const reason of REFUSAL_REASONS) expect(text).toMatch(new RegExp(`^  1 ${reason}: .+\\.$`, 'm'));
  });

  test('shows a tag called like a member of every object as what it is', () => {
    const tags = Object.fromEntries([['toString', 'x']]);
    const own = aPlanAction({
      action: { type: 'put-tag', arn: 'arn:a', key: 'constructor', value: 'migABCDE12345' },
      before: tags,
      after: { ...tags, constructor: 'migABCDE12345' },
    });
    expect(planText(aPlan({ actions: [own] }), aPlanContext())).toContain('constructor: (none) → migABCDE12345');
  });

  test('tells that a misspelt key stays', () => {
    const own = aPlanAction({ defect: 'key-typo', before: { mapmigrated: 'x' } });
    expect(planText(aPlan({ actions: [own] }), aPlanContext())).toContain('the misspelt key stays');
  });

  test('has nothing in it that a terminal acts upon, whatever things are called', () => {
    fc.assert(
      fc.property(hostileText, hostileText, hostileText, (name, value, key) => {
        const action = aPlanAction({
          name,
          accountName: name,
          reason: value,
          defect: 'key-case',
          before: Object.fromEntries([[key, value]]),
          action: { type: 'put-tag', arn: `arn:${name}`, key, value },
        });
        const refusals = [{ findingId: name, reason: 'waived' as const, arn: name, detail: value }];
        const text = planText(aPlan({ actions: [action], refusals }), aPlanContext({ place: name, command: value }));
        expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      }),
    );
  });

  test('gives its command whatever characters are in a path', () => {
    const command = "mapwarden apply 'out\u001b[31m/plan.json' --approve";
    const text = planText(aPlan({ actions: [aPlanAction()] }), aPlanContext({ command }));
    expect(text).toContain("    mapwarden apply $'out\\033[31m/plan.json' --approve\n");
  });

  test('is coloured where that is asked for, and else not', () => {
    expect(planText(examplePlan(), aPlanContext({ color: true }))).toContain('\u001b[1mCHANGES\u001b[0m');
    expect(planText(examplePlan(), aPlanContext())).not.toContain('\u001b');
  });
});

test('docs/remediation.md has a row for each reason for a refusal, in the order of the plan', async () => {
  const page = await readFile(new URL('../../docs/remediation.md', import.meta.url), 'utf8');
  const [, section = ''] = page.split('## Why a finding is refused');
  const [table = ''] = section.split('\n## ');
  expect([...table.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, reason]) => reason)).toEqual([...REFUSAL_REASONS]);
});
