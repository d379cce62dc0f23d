import type {
  PutEventsRequest,
  PutEventsRequestEntry,
  PutEventsResponse,
  PutEventsResultEntry,
} from '@aws-sdk/client-eventbridge';
import { type Call, strikes } from './call.ts';
import { DIALECTS } from './dialect.ts';
import { SandboxError } from './errors.ts';
import { parseJsonObject } from './json-text.ts';
import { requestIdOf } from './request-id.ts';

/** All entries together must be smaller (EventBridge API reference, PutEvents). */
const MAX_REQUEST_BYTES = 1_048_576;
const MAX_DETAIL_TYPE = 128;
/** An entry's `Time`, in EventBridge's own reckoning (user guide, "Calculating PutEvents event entry size"). */
const TIME_BYTES = 14;

/**
 * Takes what it can of the entries; what it cannot is told in the answer and not by an error. As in AWS an event for a
 * bus that does not exist is taken and lost (EventBridge user guide, "Sending events with PutEvents").
 */
export function putEvents(input: PutEventsRequest, call: Call): PutEventsResponse {
  const entries = input.Entries ?? [];
  const size = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
  if (size >= MAX_REQUEST_BYTES) {
    throw new SandboxError(DIALECTS.events.invalidInput, 'Total size of the entries in the request is over the limit.');
  }
  const isPartial = strikes(call, 'events-partial');
  const results = entries.map((entry, index) => {
    if (isPartial && index % 2 === 1) return refused('ThrottlingException', 'Rate exceeded');
    return put(entry, call);
  });
  return { FailedEntryCount: results.filter(({ ErrorCode }) => ErrorCode !== undefined).length, Entries: results };
}

function sizeOf(entry: PutEventsRequestEntry): number {
  const { Source = '', DetailType = '', Detail = '', Resources = [], Time } = entry;
  const texts = [Source, DetailType, Detail, ...Resources];
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), Time === undefined ? 0 : TIME_BYTES);
}

function put(entry: PutEventsRequestEntry, call: Call): PutEventsResultEntry {
  const { Source = '', DetailType = '', Detail = '', Resources = [], EventBusName = 'default' } = entry;
  for (const [name, text] of Object.entries({ Source, DetailType, Detail })) {
    if (text === '') return invalid(name, `${name} is a required argument.`);
  }
  if (DetailType.length > MAX_DETAIL_TYPE) {
    return invalid('DetailType', `DetailType is longer than ${MAX_DETAIL_TYPE} characters.`);
  }
  if (Source.startsWith('aws.')) return refused('NotAuthorizedForSourceException', 'Not authorized for the source.');
  const detail = parseJsonObject(Detail);
  if (detail === undefined) return refused('MalformedDetail', 'Detail is malformed.');
  const { accountId } = call.identity;
  const { region } = call;
  const ordinal = call.arrivals.events.records().length;
  const eventId = requestIdOf({ service: 'events', operation: 'event', region, accountId, input: [ordinal, entry] });
  const eventBusName = busOf(EventBusName, call);
  if (eventBusName !== undefined) {
    const source = { source: Source, detailType: DetailType, detail, resources: Resources };
    call.arrivals.events.append({ eventId, eventBusName, accountId, region, ...source });
  }
  return { EventId: eventId };
}

function invalid(name: string, reason: string): PutEventsResultEntry {
  return refused('InvalidArgument', `Parameter ${name} is not valid. Reason: ${reason}`);
}

function refused(ErrorCode: string, ErrorMessage: string): PutEventsResultEntry {
  return { ErrorCode, ErrorMessage };
}

/** The name of a bus of the caller, by its name or ARN; undefined where there is none. */
function busOf(nameOrArn: string, call: Call): string | undefined {
  const prefix = `arn:aws:events:${call.region}:${call.identity.accountId}:event-bus/`;
  const arn = nameOrArn.startsWith('arn:') ? nameOrArn : `${prefix}${nameOrArn}`;
  const isKnown = arn === `${prefix}default` || call.estate.world.eventBuses.some((bus) => bus.arn === arn);
  return isKnown && arn.startsWith(prefix) ? arn.slice(prefix.length) : undefined;
}
