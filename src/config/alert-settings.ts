import { createHash } from 'node:crypto';
import { isEmptyScope } from '../domain/account.ts';
import type { AlertSettings, Route } from '../domain/alerts.ts';
import type { Configuration } from './schema.ts';

type Alerts = Configuration['alerts'];

/** Who is told what. The routes of the list come first, so that their places are those in the file. */
export function alertSettingsOf(alerts: Alerts): AlertSettings {
  const { presignedLinkHours: linkHours } = alerts;
  const everything = { scope: { ous: [], accounts: [] }, owners: [], minSeverity: alerts.minSeverity };
  const listed = alerts.routes.map(({ ous, accounts, owners, minSeverity, topicArn, format }) =>
    withId({
      channel: format === 'json' ? 'sns' : format,
      target: topicArn,
      scope: { ous, accounts },
      owners,
      minSeverity: minSeverity ?? alerts.minSeverity,
    }),
  );
  const { sns, slack, eventBridge } = alerts;
  return {
    routes: [
      ...listed,
      ...(sns ? [withId({ channel: 'sns', target: sns.topicArn, ...everything })] : []),
      ...(slack ? [withId({ channel: 'slack', target: slack.webhookSecretArn, ...everything })] : []),
      ...(eventBridge ? [withId({ channel: 'event-bridge', target: eventBridge.busName, ...everything })] : []),
    ].map((each) => (linkHours !== undefined && isForAll(each) ? { ...each, linkHours } : each)),
    remindAfterDays: alerts.remindAfterDays,
  };
}

/**
 * The same receiver and filter have the same id, wherever in the file and in whichever order they stand: a route that
 * was moved is not told everything anew, and one that is written twice is told once.
 */
function withId(route: Omit<Route, 'id'>): Route {
  const { channel, target, scope, owners, minSeverity } = route;
  const parts = [channel, target, set(scope.ous), set(scope.accounts), set(owners), minSeverity];
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  return { id: `${channel}-${hash.slice(0, 12)}`, ...route };
}

/** The report has the bill and the findings of everybody, which a team need not see. */
function isForAll({ scope, owners }: Route): boolean {
  return isEmptyScope(scope) && owners.length === 0;
}

function set(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort();
}
