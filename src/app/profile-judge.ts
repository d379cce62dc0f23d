import type { Carrier } from '../domain/carrier.ts';
import { AwsError, type Failure } from '../domain/errors.ts';
import type { Evaluation } from '../domain/evaluation.ts';
import type { JudgedProfile, Profile } from '../domain/profile.ts';
import type { AccountPlace } from '../engine/profile-obstacles.ts';
import { evaluateProfile, judgementOf } from '../engine/profile-verdict.ts';
import { explainRule } from './explain.ts';
import { readPlace } from './profile-place.ts';
import type { ProfileContext, ProfilePorts } from './profile-ports.ts';
import { readTarget } from './read-target.ts';

export interface ProfileList {
  /** By name and ARN. */
  readonly profiles: readonly JudgedProfile[];
  /** Why some tags, or the place of the account, could not be read. */
  readonly failures: readonly Failure[];
}

/** Judges all application inference profiles of the region, as an audit does. Throws AwsError where they cannot be listed. */
export async function listJudged(ports: ProfilePorts, context: ProfileContext): Promise<ProfileList> {
  const place = await placeOf(ports, context);
  const { judged, failure } = await readTarget(ports.inventory, targetOf(context), (carrier) =>
    evaluateProfile(carrier, { ...context, place }),
  );
  if (failure && judged.length === 0) throw new AwsError(failure);
  const profiles = judged.map(({ carrier, evaluations }) => resultOf(carrier, evaluations, place, context));
  return {
    profiles: profiles.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)),
    failures: [failure, place.failure].filter((each) => each !== undefined),
  };
}

function keyOf({ profile: { name, arn } }: JudgedProfile): string {
  return `${name}\n${arn}`;
}

/** The profile of the region that has the name; undefined where there is none, or AWS does not say. */
export async function holderOf(
  ports: ProfilePorts,
  name: string,
  context: ProfileContext,
): Promise<Carrier | undefined> {
  try {
    const { entries } = await ports.inventory.list(targetOf(context));
    return entries.find(({ carrier }) => carrier.name === name)?.carrier;
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}

function targetOf({ caller, region }: ProfileContext) {
  // Listing asks for the account by its id only.
  return { account: { id: caller.accountId, name: '', state: 'ACTIVE', ouPath: '' }, region };
}

/** A profile with its tags. What could not be read of them is left out, with the reason. */
export interface ReadProfile {
  readonly profile: Profile;
  readonly failure: Failure | null;
}

/** A profile as AWS shows it now. Throws AwsError where AWS does not show it. */
export async function readProfile(ports: ProfilePorts, arn: string): Promise<ReadProfile> {
  const profile = await ports.profiles.get(arn);
  // AWS owns it, so it has no tags of ours to be read.
  if (profile.kind === 'system-defined') return { profile, failure: null };
  try {
    return { profile: { ...profile, tags: await ports.tagging.read(arn) }, failure: null };
  } catch (error) {
    if (error instanceof AwsError && error.failure.outcome !== 'not-reached')
      return { profile, failure: error.failure };
    throw error;
  }
}

/** Judges one profile by the rules in force, with the place of the account where that could not be read. */
export async function judgeProfile(
  ports: ProfilePorts,
  profile: Carrier,
  context: ProfileContext,
): Promise<{ readonly judged: JudgedProfile; readonly failure: Failure | null }> {
  const place = await placeOf(ports, context);
  const evaluations = evaluateProfile(profile, { ...context, place });
  return { judged: resultOf(profile, evaluations, place, context), failure: place.failure ?? null };
}

function placeOf({ organization }: ProfilePorts, { caller, settings }: ProfileContext): Promise<AccountPlace> {
  return readPlace(organization, caller.accountId, settings.agreements);
}

function resultOf(
  profile: Carrier,
  evaluations: readonly Evaluation[],
  place: AccountPlace,
  context: ProfileContext,
): JudgedProfile {
  const { rules, today } = context;
  const byRule = new Map(evaluations.map((evaluation) => [evaluation.ruleId, evaluation]));
  const explained = rules.flatMap((rule) => {
    const evaluation = byRule.get(rule.definition.id);
    return evaluation ? [{ ...explainRule(rule, evaluation), evaluation }] : [];
  });
  return {
    profile,
    day: today,
    ...judgementOf(profile, evaluations, { ...context, place }),
    rules: explained,
  };
}
