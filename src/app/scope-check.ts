import { type Account, isAudited, isEmptyScope, isNamedBy, type Scope } from '../domain/account.ts';
import { AwsError, ConfigError, type Problem } from '../domain/errors.ts';
import type { Selection } from '../domain/report.ts';
import type { Settings } from '../domain/settings.ts';
import type { OrganizationPort } from '../ports/organization.ts';

/** Where a member of the configuration stands in its file: `mapwarden.yaml:3:5`. */
export type PlaceOf = (path: readonly (string | number)[]) => string;

interface Named {
  readonly kind: 'account' | 'OU';
  readonly id: string;
  readonly place: string;
  readonly path: string;
}

/**
 * Refuses every account and OU that the organization does not have, all at once: a typo must not become an empty scope
 * that looks clean. An OU without accounts shows in no listing, so an unseen one is asked for.
 */
export async function checkScopes(
  organization: OrganizationPort,
  accounts: readonly Account[],
  settings: Settings,
  selection: Selection | null,
  placeOf: PlaceOf,
): Promise<void> {
  const ids = new Set(accounts.map(({ id }) => id));
  const parents = new Set(accounts.flatMap(({ ouPath }) => ouPath.split('/')));
  const problems: Problem[] = [];
  const all = [...configured(settings, placeOf), ...selected(selection)];
  if (all.some(({ kind }) => kind === 'OU')) requirePaths(accounts);
  for (const named of all) {
    const exists =
      named.kind === 'account'
        ? ids.has(named.id)
        : parents.has(named.id) || (await organization.hasOrganizationalUnit(named.id));
    if (!exists) problems.push(unknown(named));
  }
  if (problems.length > 0) throw new ConfigError(problems);
  refuseEmptyInclude(accounts, settings, placeOf);
  if (selection) refuseEmpty(selection, parents);
}

/** Without its path nobody can tell whether an account is in an OU: it must not look as if it were in none. */
function requirePaths(accounts: readonly Account[]): void {
  const lost = accounts.find((account) => account.ouPath === '' && isAudited(account));
  if (!lost) return;
  throw new AwsError({
    outcome: 'failed',
    operation: 'organizations:ListAccounts',
    code: 'PathsMissing',
    requestId: null,
    message: `AWS did not say in which OU account ${lost.id} is, and OUs are configured or selected.`,
  });
}

/** A configuration that includes nobody would end as complete without a look at anything. */
function refuseEmptyInclude(accounts: readonly Account[], { include }: Settings, placeOf: PlaceOf): void {
  if (isEmptyScope(include) || accounts.some((account) => isNamedBy(include, account))) return;
  const path = ['organization', 'include'];
  const text = 'no account is in it, so there is nothing to audit; expected at least one account';
  throw new ConfigError([{ place: placeOf(path), path: dotted(path), text }]);
}

function configured(settings: Settings, placeOf: PlaceOf): readonly Named[] {
  const inScope = (scope: Scope, path: readonly (string | number)[]): readonly Named[] =>
    (['ous', 'accounts'] as const).flatMap((member) =>
      scope[member].map((id, index): Named => {
        const full = [...path, member, index];
        return { kind: member === 'ous' ? 'OU' : 'account', id, place: placeOf(full), path: dotted(full) };
      }),
    );
  return [
    ...inScope(settings.include, ['organization', 'include']),
    ...inScope(settings.exclude, ['organization', 'exclude']),
    ...settings.agreements.flatMap(({ scope }, index) => inScope(scope, ['agreements', index, 'scope'])),
    ...settings.alerts.routes.flatMap(({ scope }, index) => inScope(scope, ['alerts', 'routes', index])),
    ...(settings.remediation.allowed === 'all' ? [] : inScope(settings.remediation.allowed, ['remediation'])),
  ];
}

function selected(selection: Selection | null): readonly Named[] {
  if (!selection) return [];
  return [
    ...selection.accounts.map((id): Named => ({ kind: 'account', id, place: '--account', path: '' })),
    ...selection.ous.map((id): Named => ({ kind: 'OU', id, place: '--ou', path: '' })),
  ];
}

function dotted(path: readonly (string | number)[]): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`))
    .join('')
    .slice(1);
}

function unknown({ kind, id, place, path }: Named): Problem {
  return {
    place,
    path,
    text: `the organization has no such ${kind}; expected an id from it; got ${JSON.stringify(id)}`,
  };
}

/** An OU that exists and holds no account: nothing would be looked at. */
function refuseEmpty(selection: Selection, parents: ReadonlySet<string>): void {
  const isNarrowed = selection.accounts.length > 0 || selection.ous.length > 0;
  if (!isNarrowed || selection.accounts.length > 0 || selection.ous.some((ou) => parents.has(ou))) return;
  const text = `no account is in it, so there is nothing to audit; got ${selection.ous.map((ou) => JSON.stringify(ou)).join(', ')}`;
  throw new ConfigError([{ place: '--ou', path: '', text }]);
}
