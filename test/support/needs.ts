import { readdirSync, readFileSync } from 'node:fs';
import { OBJECT_NEEDS } from '../../src/aws/bucket.ts';
import { BULK_TAGS_NEEDS } from '../../src/aws/bulk-tags.ts';
import { BILLING_NEEDS } from '../../src/aws/cost-explorer.ts';
import { EVENT_BUS_NEEDS } from '../../src/aws/event-bridge.ts';
import { INVENTORY_NEEDS } from '../../src/aws/inventory.ts';
import { INVOKE_NEEDS } from '../../src/aws/invoke.ts';
import type { Asker, Need } from '../../src/aws/need.ts';
import { ORGANIZATION_NEEDS } from '../../src/aws/organization.ts';
import { PARAMETER_NEEDS } from '../../src/aws/parameter.ts';
import { PROFILES_NEEDS } from '../../src/aws/profiles.ts';
import { REGIONS_NEEDS } from '../../src/aws/regions.ts';
import { S3_OUTBOX_NEEDS } from '../../src/aws/s3-outbox.ts';
import { S3_STORE_NEEDS } from '../../src/aws/s3-store.ts';
import { SCHEDULER_NEEDS } from '../../src/aws/scheduler.ts';
import { SECRET_NEEDS } from '../../src/aws/secret.ts';
import { SESSION_NEEDS } from '../../src/aws/sessions.ts';
import { SNS_NEEDS } from '../../src/aws/sns.ts';
import { TAGGING_NEEDS } from '../../src/aws/tagging.ts';
import { WEBHOOK_NEEDS } from '../../src/aws/webhook-secret.ts';
import type { Stack } from './stack.ts';

/** What every adapter declares. */
export const NEEDS: readonly Need[] = [
  BILLING_NEEDS,
  BULK_TAGS_NEEDS,
  EVENT_BUS_NEEDS,
  INVENTORY_NEEDS,
  INVOKE_NEEDS,
  OBJECT_NEEDS,
  ORGANIZATION_NEEDS,
  PARAMETER_NEEDS,
  PROFILES_NEEDS,
  REGIONS_NEEDS,
  S3_OUTBOX_NEEDS,
  S3_STORE_NEEDS,
  SCHEDULER_NEEDS,
  SECRET_NEEDS,
  SESSION_NEEDS,
  SNS_NEEDS,
  TAGGING_NEEDS,
  WEBHOOK_NEEDS,
].flat();

/** What the names in braces stand for. A name that is left out makes its needs none. */
export type Names = Readonly<Record<string, string | readonly string[]>>;

/** One action on one pattern of resources: `s3:GetObject arn:aws:s3:::runs/*`. */
export type Grant = string;

/** What somebody must be allowed, in byte order. */
export function grantsNeeded(asker: Asker, names: Names): readonly Grant[] {
  const grants = NEEDS.filter(({ by }) => by.includes(asker)).flatMap(({ action, on }) =>
    patternsOf(on, names).map((resource) => `${action} ${resource}`),
  );
  return [...new Set(grants)].sort();
}

function patternsOf(on: Need['on'], names: Names): readonly string[] {
  if (typeof on === 'string') return ['*'];
  return on.flatMap((pattern) => {
    const [, whole] = /^\{(\w+)\}$/.exec(pattern) ?? [];
    if (whole !== undefined) return [names[whole] ?? []].flat();
    const inside = [...pattern.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    if (inside.some((name) => names[name] === undefined)) return [];
    return [`arn:aws:${pattern.replace(/\{(\w+)\}/g, (_, name: string) => String(names[name]))}`];
  });
}

/** A statement as policies have it; lists of one may be given as the one. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: unknown;
}

/** The statements of a role of the stack, from the policies within it. */
export function statementsOf(stack: Stack, roleId: string): readonly Statement[] {
  const { Policies = [] } = Object(stack.resources[roleId]?.properties);
  return Policies.flatMap(
    ({ PolicyDocument }: { readonly PolicyDocument: unknown }) => Object(PolicyDocument).Statement,
  );
}

/** What the statements allow, in byte order. */
export function grantsOf(statements: readonly Statement[]): readonly Grant[] {
  const grants = statements.flatMap(({ Action, Resource }) =>
    [Action].flat().flatMap((action) => [Resource].flat().map((resource) => `${action} ${resource}`)),
  );
  return [...new Set(grants)].sort();
}

/** The actions that adapters name, by file: what is written `'service:Action'`. */
export function actionsNamed(): ReadonlyMap<string, readonly string[]> {
  const folder = new URL('../../src/aws/', import.meta.url);
  return new Map(
    readdirSync(folder).map((file) => {
      const text = readFileSync(new URL(file, folder), 'utf8');
      return [file, [...text.matchAll(/'([a-z][a-z0-9]*:[A-Z]\w+)'/g)].map(([, action = '']) => action)] as const;
    }),
  );
}
