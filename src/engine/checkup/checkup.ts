import { isAnswered } from '../../domain/asked.ts';
import {
  CHECK_IDS,
  CHECK_STATES,
  type Check,
  type CheckId,
  type CheckState,
  type Checkup,
  type Readiness,
} from '../../domain/checkup.ts';
import type { Settings } from '../../domain/settings.ts';
import { accountChecks } from './account-checks.ts';
import { alertChecks } from './alert-checks.ts';
import { billChecks } from './bill-checks.ts';
import { skippedCheck, untriedCheck } from './check.ts';
import type { Examination, Known } from './examination.ts';
import { credentialsCheck, organizationChecks, storeCheck, trustedAccessCheck } from './organization-checks.ts';
import { taggerCheck } from './tagger-check.ts';

/** Without these an audit ends at once. */
const BLOCKING: ReadonlySet<CheckId> = new Set(['credentials', 'organization', 'accounts', 'scopes', 'store']);

/** What nobody can ask without being known. */
const NEEDS_CALLER: readonly CheckId[] = [
  'organization',
  'accounts',
  'scopes',
  'audit-role',
  'bedrock',
  'cost-explorer',
  'cost-allocation-tag',
];

/** What was asked before an audit, as checks. */
export function checkupOf(examination: Examination, settings: Settings): Checkup {
  const { now, caller, known } = examination;
  const told = known && isAnswered(known.organization) ? known.organization.answer : null;
  const all = [
    credentialsCheck(caller),
    storeCheck(examination.store),
    taggerCheck(examination.signs),
    ...(known ? knownChecks(known, settings) : NEEDS_CALLER.map(unaskedCheck)),
  ];
  const checks = CHECK_IDS.flatMap((id) => all.filter((check) => check.id === id));
  return {
    now,
    readiness: readinessOf(checks),
    caller: isAnswered(caller) ? caller.answer : null,
    organization: told,
    counts: countsOf(checks),
    costRequests: known?.bill.requests ?? 0,
    checks,
  };
}

function unaskedCheck(id: CheckId): Check {
  return untriedCheck({ id }, 'Not asked: AWS did not say who is asking.');
}

function knownChecks(known: Known, settings: Settings): readonly Check[] {
  const { looks, bill, receivers } = known;
  return [
    ...organizationChecks(known),
    ...accountChecks(looks, settings),
    ...remediationRemark(known, settings),
    trustedAccessCheck(known),
    ...billChecks(bill, settings),
    ...alertChecks(receivers),
  ];
}

/** Why no account was asked for the role that writes. */
function remediationRemark({ looks }: Known, { remediation }: Settings): readonly Check[] {
  if (looks.some(({ remediationRole }) => remediationRole !== undefined)) return [];
  const why =
    remediation.mode === 'report'
      ? 'The configuration has remediation.mode: report: nothing is ever written.'
      : "The configuration allows writing in no account that was looked at, other than the caller's own.";
  return [skippedCheck({ id: 'remediation-role' }, why)];
}

function readinessOf(checks: readonly Check[]): Readiness {
  const some = (state: CheckState, isMeant: (check: Check) => boolean) =>
    checks.some((check) => check.state === state && isMeant(check));
  const isBlocking = ({ id }: Check) => BLOCKING.has(id);
  if (some('failed', isBlocking)) return 'blocked';
  if (some('unknown', isBlocking)) return 'unknown';
  const isRequired = ({ required }: Check) => required;
  return some('failed', isRequired) || some('unknown', isRequired) ? 'lacking' : 'ready';
}

function countsOf(checks: readonly Check[]): Checkup['counts'] {
  const counted = CHECK_STATES.map((state) => [state, checks.filter((check) => check.state === state).length]);
  // fromEntries forgets its keys; they are all of CHECK_STATES.
  return Object.fromEntries(counted) as Record<CheckState, number>;
}
