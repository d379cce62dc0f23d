import { canonicalJson } from '../domain/canonical-json.ts';
import type { IsoInstant } from '../domain/dates.ts';
import type { Plan, PlanAction } from '../domain/plan.ts';
import type { Settings } from '../domain/settings.ts';
import { isTooLarge } from './plan.ts';
import { planHash } from './plan-hash.ts';

/** A plan older than this may speak of a state that is long gone. */
const STALE_MS = 24 * 60 * 60_000;

/** So many actions are told one by one. */
const MOST_STRANGERS = 5;

/** What the person who applies a plan says to it. */
export interface Approval {
  readonly approved: boolean;
  /** The most actions that the person wants; undefined for the plan's own length. */
  readonly maxChanges?: number;
  /** Ids of the only actions wanted; none for all. */
  readonly only: readonly string[];
  readonly acceptStale: boolean;
  readonly acceptIncomplete: boolean;
}

/** What the tool knows itself, whatever the plan says. */
export interface Ground {
  readonly settings: Pick<Settings, 'sha256' | 'remediation'>;
  /** The plan that the run gives under the present configuration, now, without breaker and cap. */
  readonly derived: Plan;
  /** Carriers whose tags the run read. */
  readonly carriersRead: number;
  readonly now: IsoInstant;
}

/** Why a guard refuses, with the place in the person's words. */
export interface GuardProblem {
  readonly place: string;
  readonly text: string;
}

/** The actions that were asked for, in the plan's order. */
export function selectedActions({ actions }: Plan, only: readonly string[]): readonly PlanAction[] {
  return only.length === 0 ? actions : actions.filter(({ id }) => only.includes(id));
}

/**
 * Every guard that refuses to carry the plan out; none where it may be. The plan is not trusted: whatever it asks for
 * must be what the run gives anew, so that nobody can put a value into it.
 */
export function guardProblems(plan: Plan, approval: Approval, ground: Ground): readonly GuardProblem[] {
  const { hash, ...content } = plan;
  if (planHash(content) !== hash) {
    return [{ place: 'PLAN', text: 'the plan was changed since it was made: its hash does not hold; plan again' }];
  }
  if (plan.configurationSha256 !== ground.settings.sha256) {
    return [{ place: 'PLAN', text: 'the configuration has changed since the plan was made; plan again' }];
  }
  return [
    ...modeProblems(approval, ground),
    ...stateProblems(plan, approval, ground),
    ...sizeProblems(plan, approval, ground),
  ];
}

function modeProblems({ approved }: Pick<Approval, 'approved'>, { settings }: Pick<Ground, 'settings'>) {
  return problemsOf([
    [
      settings.remediation.mode !== 'apply',
      'remediation.mode',
      'the configuration allows no writing; expected apply; got report',
    ],
    [!approved, '--approve', 'nothing is written without it'],
  ]);
}

/** The guards that an undo keeps to as well. */
export function undoProblems(
  count: number,
  approval: Pick<Approval, 'approved'>,
  ground: Pick<Ground, 'settings'>,
): readonly GuardProblem[] {
  const { maxChanges } = ground.settings.remediation;
  return [...modeProblems(approval, ground), ...problemsOf([tooMany('remediation.maxChanges', count, maxChanges)])];
}

function stateProblems(plan: Plan, { acceptStale, acceptIncomplete }: Approval, { derived, now }: Ground) {
  const age = Math.abs(Date.parse(now) - Date.parse(plan.createdAt));
  const strangers = plan.actions.filter((each) => !isDerived(each, derived));
  return problemsOf([
    [
      age > STALE_MS && !acceptStale,
      '--accept-stale',
      `the plan is of ${plan.createdAt}, more than 24 hours from now; audit and plan again, or accept that`,
    ],
    [
      !(plan.coverageComplete && derived.coverageComplete) && !acceptIncomplete,
      '--accept-incomplete',
      'the run did not see the whole organization; read its gaps first, or accept that',
    ],
    ...strangers.slice(0, MOST_STRANGERS).map((each): Candidate => [true, 'PLAN', strangerText(each, derived)]),
    [
      strangers.length > MOST_STRANGERS,
      'PLAN',
      `and ${strangers.length - MOST_STRANGERS} more actions that the run and the configuration do not ask for`,
    ],
  ]);
}

/** Word for word: what a person read before approving must be what the run says. */
function isDerived(action: PlanAction, derived: Plan): boolean {
  const own = derived.actions.find(({ id }) => id === action.id);
  return own !== undefined && canonicalJson(own) === canonicalJson(action);
}

function strangerText({ id, findingId }: PlanAction, derived: Plan): string {
  const refusal = derived.refusals.find((each) => each.findingId === findingId);
  const why = refusal ? ` (${refusal.reason}: ${refusal.detail})` : '';
  return `the run and the configuration do not ask for action ${id}${why}; plan again`;
}

function sizeProblems(plan: Plan, { only, maxChanges }: Approval, { settings, carriersRead }: Ground) {
  const { maxChangePercent } = settings.remediation;
  const known = new Set(plan.actions.map(({ id }) => id));
  const unknown = only.filter((id) => !known.has(id));
  const { length } = selectedActions(plan, only);
  return problemsOf([
    [unknown.length > 0, '--only', `the plan has no such action: ${unknown.join(', ')}`],
    [known.size < plan.actions.length, 'PLAN', 'an action stands in the plan twice; plan again'],
    [
      isTooLarge(plan.actions.length, carriersRead, maxChangePercent),
      'remediation.maxChangePercent',
      `${plan.actions.length} actions are more than ${maxChangePercent} % of the ${carriersRead} carriers read; plan again`,
    ],
    ...(maxChanges === undefined ? [] : [tooMany('--max-changes', length, maxChanges)]),
    tooMany('remediation.maxChanges', length, settings.remediation.maxChanges),
  ]);
}

type Candidate = readonly [isTrue: boolean, place: string, text: string];

function tooMany(place: string, count: number, most: number): Candidate {
  const text = `${count} changes are asked for, and at most ${most} are allowed; raise it where that is what you want`;
  return [count > most, place, text];
}

function problemsOf(candidates: readonly Candidate[]): readonly GuardProblem[] {
  return candidates.filter(([isTrue]) => isTrue).map(([, place, text]) => ({ place, text }));
}
