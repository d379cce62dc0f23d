import { AwsError, type Failure } from '../domain/errors.ts';
import type { TagVerification } from '../domain/profile.ts';
import { judgeProfile } from './profile-judge.ts';
import type { ProfileContext, ProfilePorts } from './profile-ports.ts';
import { type Reading, readWhile } from './read-while.ts';

/** Looks until the tag shows on the profile, and judges it. What AWS does not say is part of the result. */
export async function verifyTag(
  ports: ProfilePorts,
  arn: string,
  tag: { readonly key: string; readonly value: string },
  context: ProfileContext,
): Promise<TagVerification> {
  const shows = (reading: Reading) => 'tags' in reading && reading.tags.get(tag.key) === tag.value;
  const reading = await readWhile(ports, arn, (each) => ('failure' in each ? isNotFound(each.failure) : !shows(each)));
  if ('failure' in reading) return { shows: false, judged: null, failure: reading.failure };
  try {
    const profile = { ...(await ports.profiles.get(arn)), tags: reading.tags };
    return { shows: shows(reading), ...(await judgeProfile(ports, profile, context)) };
  } catch (error) {
    if (error instanceof AwsError) return { shows: shows(reading), judged: null, failure: error.failure };
    throw error;
  }
}

/** Just created, a profile may be unknown to some of AWS's servers still. */
function isNotFound({ code }: Failure): boolean {
  return code === 'ResourceNotFoundException';
}
