import type { CreatedProfile, ProfilePlan, TagPlan, TagVerification } from '../domain/profile.ts';
import { wrap } from './layout.ts';
import { callerGuide } from './profile-guide.ts';
import { lines, profileLines, row, ruleLines } from './profile-text.ts';
import { shellLines } from './shell-lines.ts';

const WIDTH = 80;

/** What would be created, and the same for the AWS CLI. */
export function profilePlanText(plan: ProfilePlan): string {
  const { order, accountId, region, agreement, models, remarks, command } = plan;
  return lines([
    `To be created in account ${accountId}, ${region}:`,
    ...row('name', [order.name]),
    ...(order.description === '' ? [] : row('description', [order.description])),
    ...row('from', [order.copyFrom]),
    ...row(
      'models',
      models.map(({ id }) => id),
    ),
    ...row('tag', [`${order.tag.key} = ${JSON.stringify(order.tag.value)}`]),
    ...row('agreement', [`${agreement.id} (${agreement.name}), ${agreement.startsOn} to ${agreement.endsOn}`]),
    ...row('note', remarks),
    ...sameWithCli(command),
  ]);
}

/** What was created, how it was found, and what follows for callers. */
export function createdText(created: CreatedProfile): string {
  const { arn, wasThere, judged } = created;
  const createdAt = judged?.profile.createdAt ?? 'at an unknown time';
  const head = wasThere ? `Nothing was created: the same order made ${arn} already, ${createdAt}` : `Created ${arn}`;
  return lines([head, '', ...found(created, arn), '', ...callerGuide(created)]);
}

/** What would be changed on a profile, and the same for the AWS CLI. */
export function tagPlanText({ profile, tag, before, remarks, command }: TagPlan): string {
  const isThere = before === tag.value;
  return lines([
    `${profile.name} in account ${profile.accountId}, ${profile.region}`,
    `  ${profile.arn}`,
    ...row('before', [before === null ? `no ${tag.key}` : `${tag.key} = ${JSON.stringify(before)}`]),
    ...row('after', [`${tag.key} = ${JSON.stringify(tag.value)}${isThere ? ' (unchanged)' : ''}`]),
    ...row('other tags', [`${(profile.tags?.size ?? 0) - (before === null ? 0 : 1)}, which stay as they are`]),
    ...row('note', remarks),
    ...(isThere ? [] : sameWithCli(command)),
  ]);
}

/** How a profile was found after its tag was written. */
export function taggedText(verification: TagVerification, { profile, tag, before }: TagPlan): string {
  const isWritten = before !== tag.value;
  return lines([
    isWritten ? `Tagged ${profile.arn}` : `Nothing was written: ${profile.arn} has the tag already.`,
    '',
    ...found(verification, profile.arn),
    ...(isWritten
      ? [
          '',
          ...wrap(
            'Tags are not retroactive: usage counts from now on, where callers pass this ARN as the model id. Cost Explorer can take 24 hours to show it.',
            WIDTH,
          ),
        ]
      : []),
  ]);
}

function sameWithCli(command: string): readonly string[] {
  return ['', 'The same with the AWS CLI:', '', ...(shellLines(command, WIDTH, '  ') ?? [command])];
}

const UNSEEN = 'AWS took the tag, but it was not seen yet.';
const UNREAD = 'AWS took the tag; whether it shows could not be read.';

/** Why something was not read is told beside the text, with what to do. */
function found({ shows, judged, failure }: TagVerification, arn: string): readonly string[] {
  return [
    ...(judged === null ? [] : [...profileLines(judged), '', ...ruleLines(judged)]),
    ...(shows ? [] : [`${failure === null ? UNSEEN : UNREAD} Look again: mapwarden profile verify ${arn}`]),
  ];
}
