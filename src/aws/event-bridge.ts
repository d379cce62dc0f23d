import { setTimeout as sleep } from 'node:timers/promises';
import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { EventMessage } from '../domain/alert-messages.ts';
import { AwsError } from '../domain/errors.ts';
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

/** Puts events on a bus, by name or ARN; a batch is one call. Throws AwsError unless the bus took every one. */
export async function putEvents(
  transport: Transport,
  { credentials, homeRegion, pausesMs = PAUSES_MS }: BusOptions,
  bus: string,
  batches: readonly (readonly EventMessage[])[],
): Promise<void> {
  const region = bus.startsWith('arn:') ? recipientOf(bus, PUT_EVENTS).region : homeRegion;
  const client = new EventBridgeClient(transport.clientConfig(region, credentials));
  for (const batch of batches) {
    let left: readonly PutEventsRequestEntry[] = batch.map((event) => entryOf(event, bus));
    for (const pauseMs of [...pausesMs, undefined]) {
      const refused = await put(transport, client, left);
      const [first] = refused;
      if (!first) break;
      const isPassing = refused.every(({ code }) => PASSING.has(code));
      if (!isPassing || pauseMs === undefined) throw notTaken(first, refused.length);
      await pause(pauseMs, transport.signal);
      left = refused.map(({ entry }) => entry);
    }
  }
}

interface Refused {
  readonly entry: PutEventsRequestEntry;
  readonly code: string;
  readonly message: string;
  readonly requestId: string | null;
}

/** The entries that the bus did not take: EventBridge says so entry by entry, in an answer that is otherwise a success. */
async function put(
  transport: Transport,
  client: EventBridgeClient,
  entries: readonly PutEventsRequestEntry[],
): Promise<readonly Refused[]> {
  const command = new PutEventsCommand({ Entries: [...entries] });
  const answer = await transport.call(PUT_EVENTS, (call) => client.send(command, call));
  const { Entries: results, requestId } = checked(PUT_EVENTS, putEventsAnswer, answer);
  if (results.length !== entries.length) {
    const message = `The answer is about ${results.length} events; ${entries.length} were sent.`;
    throw malformed(PUT_EVENTS, requestId, message);
  }
  return entries.flatMap((entry, index) => {
    const result = results[index];
    if (result?.EventId !== undefined && result.ErrorCode === undefined) return [];
    return [{ entry, code: result?.ErrorCode ?? 'Unknown', message: result?.ErrorMessage ?? '', requestId }];
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
