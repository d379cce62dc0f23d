import { createHash } from 'node:crypto';
import type { SnsMessage } from '../domain/alert-messages.ts';
import type { IsoInstant } from '../domain/dates.ts';
import { alertJson } from './alert-json.ts';
import { clip } from './clip.ts';
import { printable } from './printable.ts';
import { count } from './words.ts';

/** What the owners of a stack are told where nothing can be audited. */
export interface ConfigurationNotice {
  readonly schemaVersion: 1;
  readonly kind: 'configuration';
  /** Of the problems: the same when the same is delivered again. */
  readonly id: string;
  readonly at: IsoInstant;
  /** Where the configuration is. */
  readonly source: string;
  /** A line a problem, with its place. */
  readonly problems: readonly string[];
  /** How many problems were cut off. */
  readonly more: number;
}

/** Far below 256 KiB, in two forms and however JSON writes them. */
const MOST_PROBLEMS = 50;
const LONGEST_PROBLEM = 500;

/** 32 hex digits: equal for equal problems of an equal source. */
export function noticeId(source: string, problems: readonly string[]): string {
  return createHash('sha256')
    .update(JSON.stringify([source, problems]))
    .digest('hex')
    .slice(0, 32);
}

export function configurationNotice(source: string, problems: readonly string[], at: IsoInstant): ConfigurationNotice {
  return {
    schemaVersion: 1,
    kind: 'configuration',
    id: noticeId(source, problems),
    at,
    source: clip(printable(source), LONGEST_PROBLEM),
    problems: problems.slice(0, MOST_PROBLEMS).map((problem) => clip(printable(problem), LONGEST_PROBLEM)),
    more: Math.max(0, problems.length - MOST_PROBLEMS),
  };
}

/** The notice as SNS takes it: a text for mail, and the document for every other subscriber. */
export function configurationMessage(notice: ConfigurationNotice): SnsMessage {
  const { problems, more, source, id } = notice;
  const email = [
    'mapwarden could not audit: its configuration is wrong. No account was read and nothing was written.',
    '',
    ...problems,
    ...(more > 0 ? [`and ${count(more, 'more problem')}`] : []),
    '',
    `Configuration: ${source}`,
    'mapwarden config check FILE finds the same problems, but for what only the organization shows. This is told once, until the problems change.',
    `Notice: ${id}`,
    '',
  ].join('\n');
  return {
    subject: 'mapwarden: the configuration is wrong; nothing is audited',
    structure: 'json',
    message: alertJson({ default: alertJson(notice), email }),
    attributes: { kind: 'configuration', severity: 'critical' },
  };
}
