import { createProfile, offlineProblems, planProfile } from '../../app/profile-create.ts';
import { holderOf } from '../../app/profile-judge.ts';
import { CannotRunError } from '../../compose/cannot-run-error.ts';
import { quote } from '../../config/problem-text.ts';
import type { Agreement } from '../../domain/agreement.ts';
import type { IsoInstant } from '../../domain/dates.ts';
import { AwsError, ConfigError, type Problem, requestWords } from '../../domain/errors.ts';
import type { CreatedProfile, ProfilePlan, ProfileSource } from '../../domain/profile.ts';
import { descriptionProblem, nameProblem } from '../../engine/profile-names.ts';
import { geographyHint, readSource } from '../../engine/profile-source.ts';
import { createdText, profilePlanText } from '../../report/profile-change-text.ts';
import type { ExitCode, Io } from '../io.ts';
import { loadFor } from '../load-for.ts';
import { namedAgreement } from '../named-agreement.ts';
import { commonCommand } from '../options.ts';
import { profileFailure } from '../profile-failure.ts';
import { type ProfileSession, withJudgedProfiles } from '../profile-session.ts';
import { regionOption, sayUnread } from './profile-read.ts';

export function profileCreateCommand(io: Io, exit: (code: ExitCode) => void) {
  const command = commonCommand('create', ['config', 'now', 'deadline', 'quiet'])
    .description(
      'Creates an application inference profile with the map tag; without --approve, shows what it would be.',
    )
    .requiredOption('--name <name>', 'of the new profile')
    .requiredOption('--from <arn|model>', 'a foundation model or a system-defined profile, by ARN or id')
    .requiredOption('--agreement <id>', 'whose tag it gets')
    .option('--description <text>', 'for people', '')
    .addOption(regionOption("that of the ARN in --from, else $AWS_REGION, or the AWS profile's"))
    .option('--approve', 'create it', false);
  return command.action(async (options) => {
    const loaded = loadFor(options, io);
    const today = (options.now ?? io.instant()).slice(0, 10);
    const wish = wishOf(options, loaded.settings.agreements, (agreement, source) =>
      offlineProblems({ agreement, catalog: loaded.catalog, today }, source),
    );
    const region = options.region ?? wish.source.region;
    await withJudgedProfiles(options, { region }, loaded, io, async (session) => {
      const { ports, context, partition } = session;
      const place = { partition, accountId: context.caller.accountId, region: context.region };
      const plan = await planned(() => planProfile(ports, { ...context, ...wish, place }), wish.source, place.region);
      io.stdout.write(profilePlanText(plan));
      requireApproval(options.approve);
      // A fixed clock says nothing of how old a profile really is.
      const startedAt = options.now === undefined ? io.instant() : undefined;
      const created = await create(session, plan, startedAt);
      io.stdout.write(`\n${createdText(created)}`);
      sayUnread([created.failure], io);
      exit(created.shows && created.judged?.verdict === 'counts' ? 0 : 1);
    });
  });
}

interface Wish {
  readonly name: string;
  readonly description: string;
  readonly source: ProfileSource;
  readonly agreement: Agreement;
}

/** What is asked for, checked as far as that goes without a call. Throws ConfigError with every problem. */
function wishOf(
  options: Readonly<Record<'name' | 'description' | 'from' | 'agreement', string>>,
  agreements: readonly Agreement[],
  problemsOf: (agreement: Agreement, source: ProfileSource | undefined) => readonly Problem[],
): Wish {
  const { name, description, from } = options;
  const source = readSource(from);
  const named = namedAgreement(options.agreement, agreements);
  const problems = [
    ...located('--name', name, nameProblem(name)),
    ...located('--description', description, description === '' ? undefined : descriptionProblem(description)),
    ...('problem' in source ? located('--from', from, source.problem) : []),
    ...('problem' in named ? [named.problem] : problemsOf(named.agreement, 'problem' in source ? undefined : source)),
  ];
  if ('problem' in source || 'problem' in named || problems.length > 0) throw new ConfigError(problems);
  return { name, description, source, agreement: named.agreement };
}

function located(place: string, given: string, text: string | undefined): readonly Problem[] {
  return text === undefined ? [] : [{ place, path: '', text: `${text}; got ${quote(given)}` }];
}

/** Throws ConfigError unless the person has said yes. */
export function requireApproval(isApproved: boolean): void {
  if (isApproved) return;
  const text = 'not given, so nothing was written; expected it once the above is what you want';
  throw new ConfigError([{ place: '--approve', path: '', text }]);
}

/** The plan; where AWS has no such source, with what may be wrong with it. */
async function planned(plan: () => Promise<ProfilePlan>, source: ProfileSource, region: string): Promise<ProfilePlan> {
  try {
    return await plan();
  } catch (error) {
    if (!(error instanceof AwsError) || error.failure.code !== 'ResourceNotFoundException') throw error;
    throw profileFailure(error, { hint: geographyHint(source, region) });
  }
}

async function create(
  { ports, context }: ProfileSession,
  plan: ProfilePlan,
  startedAt: IsoInstant | undefined,
): Promise<CreatedProfile> {
  try {
    return await createProfile(ports, plan, { ...context, startedAt });
  } catch (error) {
    if (!(error instanceof AwsError) || error.failure.code !== 'ConflictException') throw error;
    const { name } = plan.order;
    const holder = await holderOf(ports, name, context);
    const where = holder === undefined ? '' : `: ${holder.arn}, created ${holder.createdAt ?? 'at an unknown time'}`;
    throw new CannotRunError(
      `Nothing was created: AWS says that a profile named ${quote(name)} exists already${where}${requestWords(error.failure.requestId)}. Look at it with mapwarden profile verify, or choose another --name.`,
      { cause: error },
    );
  }
}
