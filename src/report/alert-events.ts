import type { EventMessage } from '../domain/alert-messages.ts';
import type { Change, ChangeKind, Digest } from '../domain/alerts.ts';
import { alertDocument, changeEvent } from './alert-document.ts';
import { alertJson, bytesOf } from './alert-json.ts';

/** Beyond so many findings an event each helps nobody: one more event sums up the rest. */
const MOST_CHANGES = 100;
/** EventBridge PutEvents: entries a call, and bytes a call. AWS has come to allow 1 MB; the older bound holds for every bus. */
const MOST_ENTRIES = 10;
const MOST_BYTES = 262_144;

/** No id of a finding. */
const SUMMARY = 'digest';

const DETAIL_TYPES: Readonly<Record<ChangeKind, string>> = {
  new: 'Mapwarden Finding New',
  worsened: 'Mapwarden Finding Worsened',
  stripped: 'Mapwarden Finding Stripped',
  'coverage-lost': 'Mapwarden Finding Coverage Lost',
  reminder: 'Mapwarden Finding Reminder',
  resolved: 'Mapwarden Finding Resolved',
};

/** An event a change, in batches of one call each; the last event is the digest where there are more. */
export function alertEvents(digest: Digest): readonly (readonly EventMessage[])[] {
  const told = digest.changes
    .slice(0, MOST_CHANGES)
    .map((change) => eventOf(digest, change))
    .filter((event) => bytesOfEvent(event) <= MOST_BYTES);
  const more = digest.changes.length - told.length;
  return batches(more === 0 ? told : [...told, summaryOf(digest, more)]);
}

function eventOf(digest: Digest, change: Change): EventMessage {
  const { arn } = change.finding.resource;
  return {
    part: change.finding.id,
    source: 'mapwarden',
    detailType: DETAIL_TYPES[change.kind],
    at: digest.at,
    resources: arn === null ? [] : [arn],
    detail: alertJson(changeEvent(digest, change)),
  };
}

/** Without the signed link: a rule may forward events to anywhere. */
function summaryOf(digest: Digest, more: number): EventMessage {
  const { link: _, ...document } = alertDocument(digest, []);
  const detail = alertJson({ ...document, more });
  return { part: SUMMARY, source: 'mapwarden', detailType: 'Mapwarden Digest', at: digest.at, resources: [], detail };
}

function batches(events: readonly EventMessage[]): readonly (readonly EventMessage[])[] {
  const all: EventMessage[][] = [];
  let current: EventMessage[] = [];
  let bytes = 0;
  for (const event of events) {
    const own = bytesOfEvent(event);
    if (current.length === MOST_ENTRIES || bytes + own > MOST_BYTES || all.length === 0) {
      current = [];
      bytes = 0;
      all.push(current);
    }
    current.push(event);
    bytes += own;
  }
  return all;
}

/** As the EventBridge user guide counts: 14 bytes for the time, and the UTF-8 of everything else. */
function bytesOfEvent({ source, detailType, detail, resources }: EventMessage): number {
  return [source, detailType, detail, ...resources].reduce((sum, text) => sum + bytesOf(text), 14);
}
