import { BedrockClient, ListInferenceProfilesCommand } from '@aws-sdk/client-bedrock';
import pLimit, { type LimitFunction } from 'p-limit';
import { parseArn } from '../domain/arn.ts';
import type { Carrier, Model } from '../domain/carrier.ts';
import type { IsoInstant } from '../domain/dates.ts';
import { AwsError } from '../domain/errors.ts';
import type { Target } from '../domain/target.ts';
import type { Confirmation, InventoryEntry, InventoryPort } from '../ports/inventory.ts';
import { checked, type ListedProfile, malformed, profilesAnswer } from './answers.ts';
import { readTagsInBulk } from './bulk-tags.ts';
import { isExpired } from './errors.ts';
import { type Need, NOT_NAMEABLE } from './need.ts';
import { pages } from './pages.ts';
import { readTags } from './read-tags.ts';
import type { Sessions } from './sessions.ts';
import type { Credentials, Transport } from './transport.ts';

const LIST = 'bedrock:ListInferenceProfiles';

export const INVENTORY_NEEDS: readonly Need[] = [
  { action: LIST, by: ['audit-function', 'audit-role', 'person'], on: NOT_NAMEABLE },
  {
    action: 'bedrock:ListTagsForResource',
    by: ['audit-function', 'audit-role', 'person'],
    on: ['bedrock:*:{account}:application-inference-profile/*'],
  },
];

/** The most that AWS allows a page of profiles. An account has up to 1,000 a region unless it asked for more. */
const PAGE_SIZE = 1_000;

/** Reads of single resources in one account and region at a time; AWS publishes no rate for them. */
const PARALLEL_READS = 4;

/** A resource this young may be unknown to some of AWS's servers still. */
const YOUNG_MS = 10 * 60_000;

export interface InventoryOptions {
  readonly sessions: Sessions;
  readonly now: () => IsoInstant;
}

/** What reads one target: one client, so that its rate limiter learns from every call there. */
interface Reader {
  readonly credentials: Credentials;
  readonly client: BedrockClient;
  readonly limit: LimitFunction;
}

/** Application inference profiles and their tags. */
export function createInventory(transport: Transport, { sessions, now }: InventoryOptions): InventoryPort {
  const readers = new WeakMap<Target, Reader>();

  const readerOf = (target: Target, credentials: Credentials): Reader => {
    const known = readers.get(target);
    if (known?.credentials === credentials) return known;
    const client = new BedrockClient(transport.clientConfig(target.region, credentials));
    const reader = { credentials, client, limit: pLimit(PARALLEL_READS) };
    readers.set(target, reader);
    return reader;
  };

  const confirmWith = ({ client, limit }: Reader, carrier: Carrier, mayRenew: boolean): Promise<Confirmation> =>
    limit(async () => {
      try {
        return { state: 'read', carrier: { ...carrier, tags: await readTags(transport, client, carrier.arn) } };
      } catch (error) {
        // Fresh credentials may help once; after that, what was listed stays, unread.
        if (mayRenew && isExpired(error)) throw error;
        return unconfirmed(error, carrier, now());
      }
    });

  return {
    list: (target) => {
      let mayRenew = true;
      return sessions.use(target.account.id, async (credentials) => {
        const isFirst = mayRenew;
        mayRenew = false;
        const reader = readerOf(target, credentials);
        const carriers = await listProfiles(transport, reader.client, target);
        const bulk = await readTagsInBulk(transport, target.region, credentials, carriers, isFirst);
        const confirmations = await Promise.all(
          carriers.map(async (carrier): Promise<Confirmation & { readonly provisional: boolean }> => {
            const tags = bulk.get(carrier.arn);
            if (tags) return { state: 'read', carrier: { ...carrier, tags }, provisional: true };
            return { ...(await confirmWith(reader, carrier, isFirst)), provisional: false };
          }),
        );
        const unread = confirmations.find((confirmation) => confirmation.state === 'unread');
        return { entries: confirmations.flatMap(entryOf), ...(unread && { failure: unread.failure }) };
      });
    },

    confirm: (target, carrier) =>
      sessions.use(target.account.id, (credentials) => confirmWith(readerOf(target, credentials), carrier, true)),
  };
}

function entryOf(confirmation: Confirmation & { readonly provisional: boolean }): readonly InventoryEntry[] {
  if (confirmation.state === 'gone') return [];
  return [{ carrier: confirmation.carrier, provisional: confirmation.provisional }];
}

function unconfirmed(error: unknown, carrier: Carrier, now: IsoInstant): Confirmation {
  if (!(error instanceof AwsError)) throw error;
  const { failure } = error;
  if (failure.code === 'ResourceNotFoundException' && !isYoung(carrier, now)) return { state: 'gone' };
  const { tags: _, ...untagged } = carrier;
  return { state: 'unread', carrier: untagged, failure };
}

async function listProfiles(transport: Transport, client: BedrockClient, target: Target): Promise<readonly Carrier[]> {
  const fetch = async (nextToken: string | undefined) => {
    // Without typeEquals AWS lists the system-defined profiles only, which nobody can tag.
    const command = new ListInferenceProfilesCommand({ typeEquals: 'APPLICATION', maxResults: PAGE_SIZE, nextToken });
    return checked(LIST, profilesAnswer, await transport.call(LIST, (call) => client.send(command, call)));
  };
  const carriers = new Map<string, Carrier>();
  for await (const page of pages(LIST, fetch, ({ nextToken }) => nextToken)) {
    for (const summary of page.inferenceProfileSummaries) {
      const carrier = carrierOf(summary, target, page.requestId);
      carriers.set(carrier.arn, carrier);
    }
  }
  return [...carriers.values()];
}

function carrierOf(summary: ListedProfile | null, target: Target, requestId: string | null): Carrier {
  const arn = summary?.inferenceProfileArn;
  const parts = arn === undefined ? undefined : parseArn(arn);
  if (!summary || arn === undefined || !parts?.resource.startsWith('application-inference-profile/')) {
    throw malformed(LIST, requestId, 'The listing has an entry that is no application inference profile.');
  }
  if (parts.accountId !== target.account.id || parts.region !== target.region) {
    const message = `The listing names ${arn}, which is not of this account and region.`;
    throw new AwsError({ outcome: 'failed', operation: LIST, code: 'IdentityMismatch', requestId, message });
  }
  const models = modelsOf(summary);
  return {
    type: 'inference-profile',
    arn,
    id: summary.inferenceProfileId ?? parts.resource.slice(parts.resource.indexOf('/') + 1),
    name: summary.inferenceProfileName ?? '',
    accountId: parts.accountId,
    region: parts.region,
    ...(summary.createdAt && { createdAt: summary.createdAt.toISOString() }),
    ...(models.length > 0 && { models }),
  };
}

/**
 * A profile across regions has the same model once a region. Where one of them cannot be read, none are given: a rule
 * about every model must not be answered by a part of them.
 */
export function modelsOf(summary: Pick<ListedProfile, 'models'>): readonly Model[] {
  const resources = summary.models.map((model) => parseArn(model?.modelArn ?? '')?.resource);
  if (resources.includes(undefined)) return [];
  // Any other model, such as an imported one, keeps its kind: no list of models has it, and it must not vanish.
  const ids = new Set(resources.map((resource = '') => resource.replace(/^foundation-model\//, '')));
  return [...ids].sort().map((id) => ({ id, provider: id.split('.', 1)[0] ?? '' }));
}

function isYoung(carrier: Carrier, now: IsoInstant): boolean {
  return carrier.createdAt !== undefined && Math.abs(Date.parse(now) - Date.parse(carrier.createdAt)) < YOUNG_MS;
}
