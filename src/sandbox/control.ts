import * as z from 'zod';
import type { EventRecord, InvocationRecord, PublishedRecord, ScheduleRecord, SlackRecord } from './arrivals.ts';
import { type Fault, formatFault, parseFault } from './faults.ts';
import { parseJson } from './json-text.ts';
import type { Metrics } from './metrics.ts';
import type { WireRequest, WireResponse } from './wire.ts';
import type { WriteRecord } from './write-log.ts';

/** What can be asked of the server itself while it runs. */
export interface Controls {
  metrics(): Metrics;
  writes(): readonly WriteRecord[];
  published(): readonly PublishedRecord[];
  events(): readonly EventRecord[];
  slackMessages(): readonly SlackRecord[];
  schedules(): readonly ScheduleRecord[];
  invocations(): readonly InvocationRecord[];
  setTags(arn: string, tags: Readonly<Record<string, string>>): boolean;
  faults(): readonly Fault[];
  setFaults(faults: readonly Fault[]): void;
  reset(): void;
}

const PREFIX = '/_sandbox/';

/** No path of AWS begins so. */
export function isControl(path: string): boolean {
  return path.startsWith(PREFIX);
}

/**
 * `GET metrics`, `GET writes`, `GET published`, `GET events`, `GET slack`, `GET schedules`, `GET invocations`, `PUT tags`, `GET|PUT faults` as a JSON array
 * of `KIND@ACCOUNT[/REGION]`, `POST reset`.
 */
export function serveControl(request: WireRequest, controls: Controls): WireResponse {
  switch (`${request.method} ${request.path.slice(PREFIX.length)}`) {
    case 'GET metrics':
      return json(200, controls.metrics());
    case 'GET writes':
      return json(200, controls.writes());
    case 'GET published':
      return json(200, controls.published());
    case 'GET events':
      return json(200, controls.events());
    case 'GET slack':
      return json(200, controls.slackMessages());
    case 'GET schedules':
      return json(200, controls.schedules());
    case 'GET invocations':
      return json(200, controls.invocations());
    case 'PUT tags':
      return putTags(request.body, controls);
    case 'GET faults':
      return json(200, controls.faults().map(formatFault));
    case 'PUT faults':
      return putFaults(request.body, controls);
    case 'POST reset':
      controls.reset();
      return json(200, {});
    default:
      return json(404, { message: `no such control: ${request.method} ${request.path}` });
  }
}

function putFaults(body: string, controls: Controls): WireResponse {
  const texts = parse(body, z.array(z.string()));
  const faults = texts?.map((text) => ({ text, fault: parseFault(text) }));
  const wrong = faults?.find(({ fault }) => fault === undefined)?.text;
  if (faults === undefined || wrong !== undefined) {
    const got = wrong ?? 'something else';
    return json(400, { message: `expected a JSON array of KIND@ACCOUNT[/REGION]; got ${got}` });
  }
  controls.setFaults(faults.flatMap(({ fault }) => (fault === undefined ? [] : [fault])));
  return json(200, controls.faults().map(formatFault));
}

const TagChange = z.strictObject({ arn: z.string(), tags: z.record(z.string(), z.string()) });

function putTags(body: string, controls: Controls): WireResponse {
  const change = parse(body, TagChange);
  if (change === undefined) return json(400, { message: 'expected {"arn": "…", "tags": {"key": "value"}}' });
  if (!controls.setTags(change.arn, change.tags)) return json(404, { message: `no such profile: ${change.arn}` });
  return json(200, change);
}

function parse<T>(body: string, schema: z.ZodType<T>): T | undefined {
  return schema.safeParse(parseJson(body)).data;
}

function json(status: number, value: unknown): WireResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: `${JSON.stringify(value)}\n` };
}
