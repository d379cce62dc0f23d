import type { SnsMessage } from '../domain/alert-messages.ts';
import type { Change, Digest } from '../domain/alerts.ts';
import { alertDocument, changeInOrder } from './alert-document.ts';
import { alertJson, bytesOf } from './alert-json.ts';
import { andMore, changeWords, headline, linkWords, shortHeadline, standing } from './alert-words.ts';
import { clip } from './clip.ts';
import { printable } from './printable.ts';

/** SNS Publish: message and attributes together, in UTF-8. A topic can be set to more; all of them take this. */
const MOST_BYTES = 262_144;
/** SNS Publish: fewer than 100 characters. */
const LONGEST_SUBJECT = 99;
/** What a person reads of a mail; the report has the rest. */
const MOST_LINES = 25;
/** Beyond it, filters get no attribute at all: a part of the values would look like all of them. */
const MOST_VALUES = 100;
/** Room for the message, whatever the names are like. */
const MOST_ATTRIBUTE_BYTES = 24_576;

/** The digest as SNS takes it: a text for mail, and the document for every other subscriber. */
export function snsMessage(digest: Digest): SnsMessage {
  const subject = subjectOf(digest);
  const attributes = attributesOf(digest);
  const email = mailOf(digest);
  const room = MOST_BYTES - bytesOf(subject) - bytesOfAttributes(attributes);
  const write = (changes: readonly Change[]) =>
    alertJson({ default: alertJson(alertDocument(digest, changes)), email });
  const fitting = firstThatFit(digest.changes, room - bytesOf(write([])));
  return { subject, structure: 'json', message: write(fitting), attributes };
}

/** What subscriptions can be filtered by. */
export function attributesOf({ severity, changes }: Digest): SnsMessage['attributes'] {
  const findings = changes.map(({ finding }) => finding);
  const lists = {
    ruleId: distinct(findings.map(({ ruleId }) => ruleId)),
    accountId: distinct(findings.map(({ accountId }) => accountId)),
    ouPath: distinct(findings.map(({ ouPath }) => ouPath)),
  };
  const fitting = Object.entries(lists).filter(
    ([, values]) =>
      values.length > 0 && values.length <= MOST_VALUES && bytesOf(alertJson(values)) <= MOST_ATTRIBUTE_BYTES,
  );
  return { kind: 'digest', severity, ...Object.fromEntries(fitting) };
}

/** ASCII, since older receivers know nothing else, and begins with a letter. A figure that was cut would be another. */
function subjectOf(digest: Digest): string {
  const whole = headline(digest);
  return whole.length <= LONGEST_SUBJECT ? whole : shortHeadline(digest);
}

function mailOf(digest: Digest): string {
  const { changes, consoleUrl, runId, id } = digest;
  const told = changes.slice(0, MOST_LINES);
  const more = changes.length - told.length;
  return [
    headline(digest),
    '',
    ...standing(digest),
    '',
    ...told.flatMap(mailLines),
    ...(more > 0 ? [andMore(more), ''] : []),
    `Report: ${clip(printable(digest.place), 1_000)}`,
    ...(consoleUrl === null ? [] : [`Console: ${clip(printable(consoleUrl), 2_000)}`]),
    ...(digest.link ? [`${linkWords(digest)}: ${digest.link.url}`] : []),
    `Run: ${runId}, digest: ${id}`,
    '',
  ].join('\n');
}

function mailLines(change: Change): readonly string[] {
  const { label, rule, where, message, remarks } = changeWords(change);
  return [`${label}: ${rule}: ${where}`, `  ${message}`, ...remarks.map((remark) => `  ${remark}`), ''];
}

/** As many changes from the beginning as fit into so many bytes of a document that is itself a text in JSON. */
function firstThatFit(changes: readonly Change[], room: number): readonly Change[] {
  let left = room;
  const end = changes.findIndex((change) => {
    // With the comma before the next one, and without the quotes around a text.
    left -= bytesOf(JSON.stringify(alertJson(changeInOrder(change)))) - 1;
    return left < 0;
  });
  return end < 0 ? changes : changes.slice(0, end);
}

/** Names, types and values all count. */
function bytesOfAttributes(attributes: SnsMessage['attributes']): number {
  return Object.entries(attributes)
    .map(([name, value]) =>
      typeof value === 'string' ? `${name}String${value}` : `${name}String.Array${alertJson(value)}`,
    )
    .reduce((sum, text) => sum + bytesOf(text), 0);
}

function distinct(values: readonly (string | null)[]): readonly string[] {
  return [...new Set(values.flatMap((value) => (value === null || value === '' ? [] : [value])))].sort();
}
