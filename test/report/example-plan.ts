import type { ActionResult } from '../../src/domain/action-result.ts';
import type { Plan, PlanAction } from '../../src/domain/plan.ts';
import type { PlanTextContext } from '../../src/report/plan-text.ts';
import { aGap, aHead, NOW } from '../support/run-builder.ts';

export const RUN_ID = '20260601T000000Z-abc123';
const FOLDER = `mapwarden-out/runs/date=2026-06-01/${RUN_ID}`;

export function anArn(n: number, accountId = '111122223333'): string {
  return `arn:aws:bedrock:us-east-1:${accountId}:application-inference-profile/profile${String(n).padStart(5, '0')}`;
}

export function aPlanAction(over: Partial<PlanAction> = {}, n = 1): PlanAction {
  const arn = anArn(n, over.accountId);
  return {
    id: `abcdef${String(n).padStart(6, '0')}`,
    findingId: `finding-${n}`,
    ruleId: 'map-tag-missing',
    accountId: '111122223333',
    accountName: 'payments',
    region: 'us-east-1',
    name: `chat-${n}`,
    defect: 'missing',
    action: { type: 'put-tag', arn, key: 'map-migrated', value: 'migABCDE12345' },
    before: { team: 't1' },
    after: { 'map-migrated': 'migABCDE12345', team: 't1' },
    reason: 'Agreement ABCDE12345 is the only one for account 111122223333. It was accepted on 2025-02-03.',
    ...over,
  };
}

export function aPlan(over: Partial<Plan> = {}): Plan {
  return {
    schemaVersion: 1,
    runId: RUN_ID,
    createdAt: '2026-06-01T08:00:00.000Z',
    configurationSha256: 'a1'.repeat(32),
    coverageComplete: true,
    hash: 'b2'.repeat(32),
    actions: [],
    refusals: [],
    ...over,
  };
}

/** One of most things: what the golden file shows. */
export function examplePlan(): Plan {
  const value = 'migABCDE12345';
  const elsewhere = { accountId: '444455556666', accountName: 'データ基盤' };
  const old = (n: number) => ({
    findingId: `finding-${n}`,
    reason: 'created-before-acceptance' as const,
    arn: anArn(n),
    detail: `The resource was created on 2024-01-0${n - 3}, not after ABCDE12345 was accepted on 2025-02-03.`,
  });
  return aPlan({
    coverageComplete: false,
    configurationSha256: 'c3'.repeat(32),
    createdAt: '2026-06-03T08:00:00.000Z',
    actions: [
      aPlanAction(),
      aPlanAction(
        {
          name: 'chat\u202e-2',
          defect: 'key-case',
          before: { 'Map-Migrated': 'x y', team: 't1' },
          after: { 'Map-Migrated': 'x y', 'map-migrated': value, team: 't1' },
        },
        2,
      ),
      aPlanAction(
        {
          ...elsewhere,
          defect: 'whitespace',
          before: { 'map-migrated': `${value} ` },
          after: { 'map-migrated': value },
        },
        3,
      ),
    ],
    refusals: [
      ...[4, 5, 6, 7, 8].map(old),
      {
        findingId: 'finding-9',
        reason: 'waived',
        arn: anArn(9),
        detail: 'The finding is accepted by me until 2027-01-01.',
      },
      {
        findingId: 'finding-10',
        reason: 'waived',
        arn: null,
        detail: 'The finding is accepted by me until 2027-01-01.',
      },
    ],
  });
}

export function aPlanContext(over: Partial<PlanTextContext> = {}): PlanTextContext {
  return {
    color: false,
    width: 80,
    head: { ...aHead(), now: NOW, coverage: { ...aHead().coverage, gaps: [aGap(), aGap({ region: 'eu-west-1' })] } },
    place: `${FOLDER}/plan.json`,
    remediation: { mode: 'report', allowed: { accounts: [], ous: [] } },
    command: `mapwarden apply ${FOLDER}/plan.json --approve --accept-incomplete --config 'my file.yaml'`,
    ...over,
  };
}

export function aResult(over: Partial<ActionResult> = {}, n = 1): ActionResult {
  const { id, action } = aPlanAction({}, n);
  return {
    actionId: id,
    arn: action.arn,
    action,
    outcome: 'applied',
    code: null,
    deniedBy: null,
    requestId: null,
    message: null,
    ...over,
  };
}

/** Every outcome, and every word of advice but those of an undo. */
export function exampleResults(): readonly ActionResult[] {
  const scp = {
    code: 'AccessDeniedException',
    deniedBy: 'service-control-policy',
    message: 'with an explicit deny',
  } as const;
  return [
    aResult({ requestId: 'request-1' }, 1),
    aResult({ outcome: 'unchanged' }, 2),
    aResult({ outcome: 'refused', ...scp, requestId: 'request-3' }, 3),
    aResult({ outcome: 'refused', ...scp, requestId: 'request-4' }, 4),
    aResult({ outcome: 'refused', code: 'AccessDenied', deniedBy: 'policy', message: 'no role' }, 5),
    aResult({ outcome: 'refused', code: 'ThrottlingException', message: 'Rate exceeded' }, 6),
    aResult({ outcome: 'conflicted', code: 'TagsChanged', message: 'What the resource bears has changed.' }, 7),
    aResult({ outcome: 'conflicted', code: 'Stripped', message: 'The tag is gone again.' }, 8),
    aResult({ outcome: 'conflicted', code: 'ResourceNotFoundException', message: 'not found' }, 9),
    aResult({ outcome: 'unknown', code: 'NotVisible', message: 'It does not show.' }, 10),
    aResult({ outcome: 'not-reached', code: null }, 11),
    aResult(
      { outcome: 'unknown', code: 'IdentityMismatch', message: 'Nothing was written: it was somebody else.' },
      12,
    ),
  ];
}

export const APPLY_CONTEXT = {
  color: false,
  width: 80,
  ledger: `${FOLDER}/ledger.ndjson`,
  undoCommand: `mapwarden undo ${FOLDER} --approve`,
} as const;
