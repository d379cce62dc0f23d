import { setTimeout as sleep } from 'node:timers/promises';
import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { EventMessage } from '../domain/alert-messages.ts';
import { AwsError } from '../domain/errors.ts';
import type { Receipt } from '../ports/alerts.ts';
import { checked, malformed, putEventsAnswer } from './answers.ts';
import type { Need } from './need.ts';
import { recipientOf } from './recipient.ts';
import type { Credentials, Transport } from './transport.ts';

const PUT_EVENTS = 'events:PutEvents';

export const EVENT_BUS_NEEDS: readonly Need[] = [{ action: PUT_EVENTS, by: ['audit-function'], on: ['{eventBus}'] }];

/** Pauses before entries that were not taken are sent again. */
const PAUSES_MS: readonly number[] = [250, 1_000, 4_000];

/** Codes of an entry that say "later"; every other one says "never". */
const PASSING = new Set(['ThrottlingException', 'InternalFailure', 'InternalException']);

export interface BusOptions {
  readonly credentials: Credentials;
  /** Of a bus that is given by its name. */
  readonly homeRegion: string;
  readonly pausesMs?: readonly number[] | undefined;
}

/** Events for a bus, by its name or ARN; a batch is one call. */
export interface BusPost {
  readonly bus: string;
  readonly batches: readonly (readonly EventMessage[])[];
  /** Left out where nothing is sent a second time. */
  readonly receipt?: Receipt;
}

/**
 * Puts the events on the bus that it does not have yet. Each one that it took is in the receipt before the next call;
 * throws AwsError unless it took them all.
 */
export async function putEvents(
  transport: Transport,
  { credentials, homeRegion, pausesMs = PAUSES_MS }: BusOptions,
  { bus, batches, receipt }: BusPost,
): Promise<void> {
  const region = bus.startsWith('arn:') ? recipientOf(bus, PUT_EVENTS).region : homeRegion;
  const client = new EventBridgeClient(transport.clientConfig(region, credentials));
  const missing = batches
    .map((batch) => batch.filter(({ part }) => !receipt?.accepted.has(part)))
    .filter((batch) => batch.length > 0);
  for (const batch of missing) {
    const posted = batch.map((event) => ({ part: event.part, entry: entryOf(event, bus) }));
    const isLast = batch === missing.at(-1);
    await putBatch({ transport, client, pausesMs }, posted, async (left, refused) => {
      // What has been accepted whole is about to be forgotten.
      if (!isLast || refused.length > 0) await noteTaken(receipt, left, refused);
    });
  }
}

interface Way {
  readonly transport: Transport;
  readonly client: EventBridgeClient;
  readonly pausesMs: readonly number[];
}

/** `answered` is awaited after each call, with what was posted and what of it was refused. */
async function putBatch(
  { transport, client, pausesMs }: Way,
  batch: readonly Posted[],
  answered: (posted: readonly Posted[], refused: readonly Refused[]) => Promise<void>,
): Promise<void> {
  let left = batch;
  for (const pauseMs of [...pausesMs, undefined]) {
    const refused = await put(transport, client, left);
    await answered(left, refused);
    const [first] = refused;
    if (!first) return;
    const isPassing = refused.every(({ code }) => PASSING.has(code));
    if (!isPassing || pauseMs === undefined) throw notTaken(first, refused.length);
    await pause(pauseMs, transport.signal);
    left = refused;
  }
}

async function noteTaken(
  receipt: Receipt | undefined,
  posted: readonly Posted[],
  refused: readonly Refused[],
): Promise<void> {
  const left = new Set(refused.map(({ part }) => part));
  const taken = posted.filter(({ part }) => !left.has(part)).map(({ part }) => part);
  if (taken.length > 0) await receipt?.accept(taken);
}

interface Posted {
  readonly part: string;
  readonly entry: PutEventsRequestEntry;
}

interface Refused extends Posted {
  readonly code: string;
  readonly message: string;
  readonly requestId: string | null;
}

/** The entries that the bus did not take: EventBridge says so entry by entry, in an answer that is otherwise a success. */
async function put(
  transport: Transport,
  client: EventBridgeClient,
  posted: readonly Posted[],
): Promise<readonly Refused[]> {
  const command = new PutEventsCommand({ Entries: posted.map(({ entry }) => entry) });
  const answer = await transport.call(PUT_EVENTS, (call) => client.send(command, call));
  const { Entries: results, requestId } = checked(PUT_EVENTS, putEventsAnswer, answer);
  if (results.length !== posted.length) {
    const message = `The answer is about ${results.length} events; ${posted.length} were sent.`;
    throw malformed(PUT_EVENTS, requestId, message);
  }
  return posted.flatMap((each, index) => {
    const result = results[index];
    if (result?.EventId !== undefined && result.ErrorCode === undefined) return [];
    return [{ ...each, code: result?.ErrorCode ?? 'Unknown', message: result?.ErrorMessage ?? '', requestId }];
  });
}

function entryOf({ source, detailType, at, resources, detail }: EventMessage, bus: string): PutEventsRequestEntry {
  return {
    EventBusName: bus,
    Source: source,
    DetailType: detailType,
    Time: new Date(at),
    Resources: [...resources],
    Detail: detail,
  };
}

/** Cut short at the run's end; the next call then says so. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}

function notTaken({ code, message, requestId }: Refused, refused: number): AwsError {
  return new AwsError({
    outcome: code === 'ThrottlingException' ? 'throttled' : 'failed',
    operation: PUT_EVENTS,
    code,
    requestId,
    message: `The bus did not take ${refused} of the events: ${message}`,
  });
}
