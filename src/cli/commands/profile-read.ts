import { Option } from '@commander-js/extra-typings';
import { judgeProfile, listJudged, readProfile } from '../../app/profile-judge.ts';
import type { Failure } from '../../domain/errors.ts';
import { ConfigError } from '../../domain/errors.ts';
import type { JudgedProfile } from '../../domain/profile.ts';
import { printable } from '../../report/printable.ts';
import { profileJson, profileListJson, verificationJson } from '../../report/profile-json.ts';
import { profileListText, profileText, verificationText } from '../../report/profile-text.ts';
import { checkPlaces } from '../check-places.ts';
import type { ExitCode, Io } from '../io.ts';
import { loadFor } from '../load-for.ts';
import { commonCommand, regionName } from '../options.ts';
import { unreadSentence } from '../profile-failure.ts';
import { profileArn, withJudgedProfiles, withProfiles } from '../profile-session.ts';
import { writeResult } from '../write-reports.ts';

const ARN = 'of the profile';
const FORMS = ['text', 'json'] as const;

export function profileListCommand(io: Io, exit: (code: ExitCode) => void) {
  const command = commonCommand('list', ['config', 'format', 'now', 'deadline', 'quiet'], FORMS)
    .description('Lists the application inference profiles of a region, and whether MAP would count them.')
    .addOption(regionOption("$AWS_REGION, or the AWS profile's"));
  return command.action(async (options) => {
    await checkPlaces(undefined, options.format);
    const loaded = loadFor(options, io);
    await withJudgedProfiles(options, { region: options.region }, loaded, io, async ({ ports, context }) => {
      const { profiles, failures } = await listJudged(ports, context);
      const { caller, region, today } = context;
      const list = { accountId: caller.accountId, region, day: today, profiles };
      await writeResult(options, io, { text: () => profileListText(list), json: document(profileListJson(list)) });
      sayUnread(failures, io);
      exit(profiles.every(isDecided) ? 0 : 4);
    });
  });
}

export function profileShowCommand(io: Io, exit: (code: ExitCode) => void) {
  const command = commonCommand('show', ['config', 'format', 'deadline', 'quiet'], FORMS)
    .description('Shows an inference profile: the models behind it, when it was created, its tags.')
    .argument('<arn>', ARN);
  return command.action(async (arn, options) => {
    const owner = profileArn(arn);
    await checkPlaces(undefined, options.format);
    const loaded = loadFor(options, io);
    await withProfiles(options, { region: owner.region, owner }, loaded, io, async ({ ports }) => {
      const { profile, failure } = await readProfile(ports, arn);
      await writeResult(options, io, { text: () => profileText(profile), json: document(profileJson(profile)) });
      sayUnread([failure], io);
      exit(failure === null ? 0 : 4);
    });
  });
}

export function profileVerifyCommand(io: Io, exit: (code: ExitCode) => void) {
  const command = commonCommand('verify', ['config', 'format', 'now', 'deadline', 'quiet'], FORMS)
    .description('Judges a profile as an audit would: exit 0 where MAP counts it, else 1.')
    .argument('<arn>', ARN);
  return command.action(async (arn, options) => {
    const owner = profileArn(arn);
    if (!owner.resource.startsWith('application-')) throw systemDefined();
    await checkPlaces(undefined, options.format);
    const loaded = loadFor(options, io);
    await withJudgedProfiles(options, { region: owner.region, owner }, loaded, io, async ({ ports, context }) => {
      const read = await readProfile(ports, arn);
      const { judged, failure } = await judgeProfile(ports, read.profile, context);
      await writeResult(options, io, {
        text: () => verificationText(judged),
        json: document(verificationJson(judged)),
      });
      sayUnread([read.failure, failure], io);
      exit(judged.verdict === 'counts' ? 0 : 1);
    });
  });
}

/** Whether MAP counts it or not, something is known. */
function isDecided({ verdict }: JudgedProfile): boolean {
  return verdict === 'counts' || verdict === 'does-not-count';
}

function document(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** AWS owns it and its tags: no audit looks at it. */
export function systemDefined(): ConfigError {
  const text =
    'this is a system-defined profile, which nobody can tag, so usage of it earns nothing; expected an application inference profile: mapwarden profile create --from makes one of it';
  return new ConfigError([{ place: '<arn>', path: '', text }]);
}

export function regionOption(otherwise: string) {
  return new Option('--region <name>', `the region (default: ${otherwise})`).argParser(regionName);
}

/** Says why something was not read, and what to do. */
export function sayUnread(failures: readonly (Failure | null)[], io: Io): void {
  for (const failure of failures) if (failure) io.stderr.write(`${printable(unreadSentence(failure))}\n`);
}
