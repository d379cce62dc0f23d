import { planTag, tagProfile } from '../../app/profile-tag.ts';
import { ConfigError } from '../../domain/errors.ts';
import { taggedText, tagPlanText } from '../../report/profile-change-text.ts';
import type { ExitCode, Io } from '../io.ts';
import { loadFor } from '../load-for.ts';
import { namedAgreement } from '../named-agreement.ts';
import { commonCommand } from '../options.ts';
import { profileArn, withJudgedProfiles } from '../profile-session.ts';
import { requireApproval } from './profile-create.ts';
import { sayUnread, systemDefined } from './profile-read.ts';

export function profileTagCommand(io: Io, exit: (code: ExitCode) => void) {
  const command = commonCommand('tag', ['config', 'now', 'deadline', 'quiet'])
    .description('Puts the map tag on a profile that exists; without --approve, shows what would change.')
    .argument('<arn>', 'of the profile')
    .requiredOption('--agreement <id>', 'whose tag it gets')
    .option('--approve', 'write it', false);
  return command.action(async (arn, options) => {
    const owner = profileArn(arn);
    if (!owner.resource.startsWith('application-')) throw systemDefined();
    const loaded = loadFor(options, io);
    const named = namedAgreement(options.agreement, loaded.settings.agreements);
    if ('problem' in named) throw new ConfigError([named.problem]);
    await withJudgedProfiles(options, { region: owner.region, owner }, loaded, io, async ({ ports, context }) => {
      const plan = await planTag(ports, arn, named.agreement, context);
      io.stdout.write(tagPlanText(plan));
      if (plan.before !== plan.tag.value) requireApproval(options.approve);
      const tagged = await tagProfile(ports, plan, context);
      io.stdout.write(`\n${taggedText(tagged, plan)}`);
      sayUnread([tagged.failure], io);
      exit(tagged.shows && tagged.judged?.verdict === 'counts' ? 0 : 1);
    });
  });
}
