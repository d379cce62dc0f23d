import { type Asked, isAnswered } from '../../domain/asked.ts';
import type { Check } from '../../domain/checkup.ts';
import { type About, failureCheck, okCheck, skippedCheck, untriedCheck, wrongCheck } from './check.ts';
import type { TaggerSigns } from './examination.ts';

const LIMIT = 'One that writes the same tag, or has not run since, cannot be told from here.';

/**
 * Whether somebody else writes tags. What is known comes from the store alone: a tag that mapwarden set right and that
 * was wrong again when it was read. To look into CloudTrail or for other tools' roles would need further permissions.
 */
export function taggerCheck(signs: Asked<TaggerSigns>): Check {
  const about: About = { id: 'other-tagger', required: false };
  if (!isAnswered(signs)) {
    const message = 'Whether tags stayed is not known: the runs of the store could not be read.';
    const check = failureCheck(about, message, signs.failure, 'See the check store; mapwarden history shows the runs.');
    return { ...check, state: 'unknown' };
  }
  const { applied, latest, lastAppliedAt, stripped } = signs.answer;
  if (applied === 0) {
    return skippedCheck(
      about,
      'mapwarden has written no tag from this store: there is nothing to tell another tagger by.',
    );
  }
  const resources = applied === 1 ? 'the one resource' : `the ${applied} resources`;
  if (latest === null || (lastAppliedAt !== null && latest.now <= lastAppliedAt)) {
    const message = `No whole audit has looked at ${resources} since mapwarden set the tag right.`;
    return { ...untriedCheck(about, message), remedy: 'Audit again, without a selection.' };
  }
  if (stripped > 0) {
    return wrongCheck(
      about,
      `Of ${resources} on which mapwarden set the tag right, ${stripped} had it wrong again in run ${latest.runId}: something else writes tags there.`,
      'Find what it is before you apply again: infrastructure as code, a tag bot, a tag policy tool. The findings of that run name the resources; docs/remediation.md says what to look for.',
    );
  }
  if (!latest.isComplete) {
    const message = `Run ${latest.runId} saw no tag gone of ${resources} that mapwarden set right, and did not see everything.`;
    return { ...untriedCheck(about, message), remedy: 'Close the gaps of that run and audit again.' };
  }
  return okCheck(about, `No tag was gone in run ${latest.runId} of ${resources} that mapwarden set right. ${LIMIT}`);
}
