import { payerFailure } from '../app/profile-payer.ts';
import type { ProfileContext, ProfilePorts } from '../app/profile-ports.ts';
import { connectAws } from '../aws/connect.ts';
import { deadlineOf } from '../compose/deadline.ts';
import { placesIn } from '../compose/places-in.ts';
import { VERSION } from '../compose/version.ts';
import type { LoadedConfiguration } from '../config/load.ts';
import { quote } from '../config/problem-text.ts';
import { loadRegionCatalog } from '../config/region-catalog.ts';
import type { Caller } from '../domain/account.ts';
import { type Arn, parseArn } from '../domain/arn.ts';
import { dayOf, type IsoInstant } from '../domain/dates.ts';
import { ConfigError } from '../domain/errors.ts';
import { isRegionName } from '../domain/region-name.ts';
import { printable } from '../report/printable.ts';
import type { Io } from './io.ts';
import { profileFailure, unknownPayerSentence } from './profile-failure.ts';

/** The person's own account in one region. */
export interface ProfileSession {
  readonly ports: ProfilePorts;
  readonly context: ProfileContext;
  readonly partition: string;
}

export interface SessionOptions {
  readonly now?: IsoInstant | undefined;
  readonly concurrency: number;
  readonly deadline?: number | undefined;
}

/** Where the work is: in the region that is named, at the place of a profile, or where the SDK's conventions say. */
export interface SessionPlace {
  readonly region?: string | undefined;
  /** Whose account it must be. */
  readonly owner?: Arn;
}

/**
 * Works in the account of the SDK's own credentials, without any role. Throws ConfigError where no region is known or the
 * account is another one, CannotRunError where AWS does not do its part.
 */
export async function withProfiles<T>(
  options: SessionOptions,
  { region: wanted, owner }: SessionPlace,
  loaded: LoadedConfiguration,
  io: Io,
  work: (session: ProfileSession) => Promise<T>,
): Promise<T> {
  const { signal, clear } = deadlineOf(io.interrupted, options.deadline);
  const aws = await connectAws({
    concurrency: options.concurrency,
    signal,
    userAgent: `mapwarden/${VERSION}`,
    ...(wanted !== undefined && { homeRegion: wanted }),
  });
  const { region } = aws;
  try {
    if (region === undefined) throw noRegion();
    const caller = await aws.organization.caller();
    if (owner) requireOwn(owner, caller);
    const now = () => options.now ?? io.instant();
    const { settings, rules, catalog } = loaded;
    return await work({
      ports: { organization: aws.organization, ...aws.own(caller, region, now), pause: (ms) => io.pause(ms, signal) },
      context: { caller, region, settings, rules, catalog, today: dayOf(now()) },
      partition: partitionOf(caller),
    });
  } catch (error) {
    throw profileFailure(error, { region, catalog: await loadRegionCatalog() });
  } finally {
    clear();
    aws.close();
  }
}

/** The same for work that judges: refuses an organization of another payer than agreements are bound to, as an audit does. */
export async function withJudgedProfiles<T>(
  options: SessionOptions,
  place: SessionPlace,
  loaded: LoadedConfiguration,
  io: Io,
  work: (session: ProfileSession) => Promise<T>,
): Promise<T> {
  return withProfiles(options, place, loaded, io, async (session) => {
    const failure = await payerFailure(session.ports.organization, loaded.settings, placesIn(loaded));
    if (failure) io.stderr.write(`${printable(unknownPayerSentence(failure))}\n`);
    return work(session);
  });
}

function noRegion(): ConfigError {
  const text = 'not given, and neither AWS_REGION nor the profile of the AWS CLI names one; expected a region, such as';
  return new ConfigError([{ place: '--region', path: '', text: `${text} eu-central-1` }]);
}

/** The ARN of an inference profile. Throws ConfigError. */
export function profileArn(text: string): Arn {
  const arn = parseArn(text);
  const isProfile = arn?.service === 'bedrock' && /^(application-)?inference-profile\/./.test(arn.resource);
  if (isProfile && isRegionName(arn.region) && arn.accountId !== '') return arn;
  const what = isProfile && arn.region !== '' ? 'its region is none' : 'this is no inference profile';
  const problem = `${what}; expected the ARN of one, as mapwarden profile list shows it; got ${quote(text)}`;
  throw new ConfigError([{ place: '<arn>', path: '', text: problem }]);
}

function requireOwn({ accountId, partition }: Arn, caller: Caller): void {
  const own = partitionOf(caller);
  if (partition !== own) {
    const other = `it is in the partition ${partition}, and these credentials are of ${own}; expected credentials of an account in ${partition}`;
    throw new ConfigError([{ place: '<arn>', path: '', text: other }]);
  }
  if (accountId === caller.accountId) return;
  const text = `it is of account ${accountId}, and these credentials are of ${caller.accountId} (${caller.arn}); expected credentials of the account that owns it: its people must run this`;
  throw new ConfigError([{ place: '<arn>', path: '', text }]);
}

function partitionOf({ arn }: Caller): string {
  return parseArn(arn)?.partition ?? 'aws';
}
