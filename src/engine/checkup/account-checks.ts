import { type Asked, isAnswered } from '../../domain/asked.ts';
import type { Check } from '../../domain/checkup.ts';
import type { Failure } from '../../domain/errors.ts';
import type { Settings } from '../../domain/settings.ts';
import { type About, askedCheck, failureCheck, okCheck, skippedCheck, untriedCheck } from './check.ts';
import type { AccountLook } from './examination.ts';
import { endOf, remedyOf } from './remedies.ts';
import { roleWords } from './role-words.ts';

type Names = Pick<Settings, 'auditRole' | 'remediationRole' | 'externalId' | 'remediation'>;

const LEFT: Readonly<Record<NonNullable<AccountLook['left']>, string>> = {
  inactive: 'The account is suspended, closed or not yet active: an audit leaves it out.',
  excluded: 'The configuration leaves the account out.',
};

/** Everything about each account, in the order of the accounts. */
export function accountChecks(looks: readonly AccountLook[], settings: Names): readonly Check[] {
  const count = (roleOf: (look: AccountLook) => Asked<void> | undefined) =>
    looks.filter((look) => isIn(roleOf(look))).length;
  const entered = count(({ role }) => role);
  const writable = count(({ remediationRole }) => remediationRole);
  return looks.flatMap((look) => [
    auditRoleCheck(look, settings, entered),
    ...(look.left === undefined ? insideChecks(look, settings) : []),
    ...remediationCheck(look, settings, writable),
  ]);
}

function auditRoleCheck({ account, left, isOwn, role }: AccountLook, settings: Names, entered: number): Check {
  const about: About = { id: 'audit-role', account };
  if (left !== undefined) return skippedCheck(about, LEFT[left]);
  if (isOwn) return skippedCheck(about, "The account is the caller's own: it is read without a role.");
  if (role === undefined) return untriedCheck(about, 'Not tried.');
  const { auditRole, externalId } = settings;
  return askedCheck(about, role, {
    ok: `The role ${auditRole} let the caller in ${externalId === undefined ? 'without an external id' : 'with organization.externalId'}.`,
    failed: (failure) =>
      roleWords(failure, {
        role: auditRole,
        setting: 'organization.auditRole',
        hasExternalId: externalId !== undefined,
        elsewhere: entered,
      }),
  });
}

/** What is seen from inside the account. */
function insideChecks(look: AccountLook, settings: Names): readonly Check[] {
  const { account, isOwn, role } = look;
  if (!isOwn && !isIn(role)) {
    const why = 'Not tried: nobody could enter the account.';
    return [untriedCheck({ id: 'bedrock', account }, why), untriedCheck({ id: 'tags', account }, why)];
  }
  const who = isOwn ? 'the caller, whose own account it is' : `the role ${settings.auditRole} of the account`;
  return [...regionsCheck(look, who), ...bedrockChecks(look, who), ...tagChecks(look, who)];
}

function regionsCheck({ account, ownRegions, regionsOnBehalf }: AccountLook, who: string): readonly Check[] {
  if (ownRegions === undefined) return [];
  const isHelped = isIn(regionsOnBehalf);
  const help = isHelped
    ? 'The caller was told on behalf of the account.'
    : 'Nobody else was told either: an audit tries every region without knowing, and takes a rejected token for a region that is off.';
  return [
    askedCheck({ id: 'regions', account, required: !isHelped && !isIn(ownRegions) }, ownRegions, {
      ok: 'The account was told which regions it has.',
      failed: (failure) => ({
        message: `account:ListRegions ${endOf(failure)}. ${help}`,
        remedy: remedyOf(failure, who),
      }),
    }),
  ];
}

/** A check for all regions that ended alike. */
function bedrockChecks({ account, listings }: AccountLook, who: string): readonly Check[] {
  if (listings.length === 0) {
    return [skippedCheck({ id: 'bedrock', account }, 'No region of the account is on in which Bedrock is offered.')];
  }
  const fine = listings.filter(({ listed }) => isAnswered(listed)).map(({ region }) => region);
  const ok = okCheck({ id: 'bedrock', account, regions: fine }, 'Inference profiles may be listed.');
  return [
    ...(fine.length === 0 ? [] : [ok]),
    ...failedListings(listings).map((group) => listingCheck(group, account, who)),
  ];
}

interface ListingGroup {
  readonly failure: Failure;
  readonly regions: string[];
}

function failedListings(listings: AccountLook['listings']): readonly ListingGroup[] {
  const groups = new Map<string, ListingGroup>();
  for (const { region, listed } of listings) {
    if (isAnswered(listed)) continue;
    const { failure } = listed;
    const key = JSON.stringify([failure.outcome, failure.code]);
    const group = groups.get(key) ?? { failure, regions: [] };
    group.regions.push(region);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function listingCheck({ failure, regions }: ListingGroup, account: AccountLook['account'], who: string): Check {
  const message = `${failure.operation} ${endOf(failure)}.`;
  return failureCheck({ id: 'bedrock', account, regions }, message, failure, remedyOf(failure, who));
}

function tagChecks({ account, listings, tags, bulkTags }: AccountLook, who: string): readonly Check[] {
  const about: About = { id: 'tags', account };
  if (tags === undefined) {
    const isSeen = listings.some(({ listed }) => isAnswered(listed));
    return [
      isSeen
        ? skippedCheck(about, 'No profile was seen in the account: there are no tags to read.')
        : untriedCheck(about, 'Not tried: no profile could be listed.'),
    ];
  }
  const direct = askedCheck(about, tags, {
    ok: 'Tags of a profile may be read.',
    failed: (failure) => ({
      message: `${failure.operation} ${endOf(failure)}: targets with profiles are gaps.`,
      remedy: remedyOf(failure, who),
    }),
  });
  if (bulkTags === undefined) return [direct];
  const bulk = askedCheck({ id: 'bulk-tags', account, required: false }, bulkTags, {
    ok: 'Tags of many profiles may be read at once.',
    failed: (failure) => ({
      message: `${failure.operation} ${endOf(failure)}: an audit reads the tags one by one, which takes longer and misses nothing.`,
      remedy: remedyOf(failure, who),
    }),
  });
  return [direct, bulk];
}

function remediationCheck(look: AccountLook, settings: Names, writable: number): readonly Check[] {
  const { account, remediationRole } = look;
  if (remediationRole === undefined) return [];
  const role = settings.remediationRole;
  return [
    askedCheck({ id: 'remediation-role', account }, remediationRole, {
      ok: `The role ${role} let the caller in. Whether it may write the tag shows only when it does.`,
      failed: (failure) =>
        roleWords(failure, {
          role,
          setting: 'organization.remediationRole',
          hasExternalId: settings.externalId !== undefined,
          elsewhere: writable,
        }),
    }),
  ];
}

function isIn(role: Asked<void> | undefined): boolean {
  return role !== undefined && isAnswered(role);
}
