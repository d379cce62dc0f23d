import type { Agreement } from '../domain/agreement.ts';
import { AwsError, ConfigError } from '../domain/errors.ts';
import type { TagPlan, TagVerification } from '../domain/profile.ts';
import { strayKeys, taggingObstacles, waiverRemarks } from '../engine/profile-obstacles.ts';
import { putTagCommand } from '../engine/tag-command.ts';
import { unlistedModels } from '../engine/tag-decision.ts';
import { readProfile } from './profile-judge.ts';
import { readPlace } from './profile-place.ts';
import type { ProfileContext, ProfilePorts } from './profile-ports.ts';
import { verifyTag } from './profile-verify.ts';

/**
 * Says what the agreement's tag would change on a profile. Writes nothing. Throws ConfigError with every reason for which
 * it would earn nothing there or do harm, AwsError where the profile or its tags cannot be read.
 */
export async function planTag(
  ports: ProfilePorts,
  arn: string,
  agreement: Agreement,
  context: ProfileContext,
): Promise<TagPlan> {
  const { profile, failure } = await readProfile(ports, arn);
  const place = await readPlace(ports.organization, context.caller.accountId, [agreement]);
  // What AWS refused is the reason: to say besides that the tags are unread would hide it.
  if (failure) throw new AwsError(failure);
  const texts = taggingObstacles(agreement, profile, place, context);
  if (texts.length > 0) throw new ConfigError(texts.map((text) => ({ place: '<arn>', path: '', text })));
  const { key } = context.settings.tag;
  const value = agreement.tagValue;
  return {
    profile,
    tag: { key, value },
    before: profile.tags?.get(key) ?? null,
    remarks: [
      ...strayKeys(profile.tags ?? new Map(), key),
      ...unlistedModels(profile, context.catalog),
      ...waiverRemarks(profile, context.settings.waivers, context.today),
    ],
    command: putTagCommand(profile, key, value) ?? '',
  };
}

/** Puts the tag on, and looks until it shows. Throws AwsError where AWS did not write it. */
export async function tagProfile(
  ports: ProfilePorts,
  plan: TagPlan,
  context: ProfileContext,
): Promise<TagVerification> {
  const { arn } = plan.profile;
  if (plan.before !== plan.tag.value) await ports.tagging.put(arn, plan.tag.key, plan.tag.value);
  return verifyTag(ports, arn, plan.tag, context);
}
