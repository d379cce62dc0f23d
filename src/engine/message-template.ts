import { isScalar, membersOf } from './fact-schema.ts';
import type { Facts } from './facts.ts';
import { clip, readFact } from './read-fact.ts';
import { formatUsd, Usd } from './usd.ts';

/** A sentence with the facts that it names. */
export interface MessageTemplate {
  readonly parts: readonly ({ readonly text: string } | { readonly path: string })[];
}

/** Longer sentences are no sentences, and each placeholder can stand for 1,000 characters. */
const MAX_LENGTH = 500;

/** Splits a message at its placeholders: `{resource.name} has no {tag.key} tag`. */
export function parseMessage(text: string): MessageTemplate {
  const parts = text.split(/(\{[^{}]*\})/).filter((part) => part !== '');
  return { parts: parts.map((part) => (isPlaceholder(part) ? { path: part.slice(1, -1) } : { text: part })) };
}

/** What is wrong with a message, with the offset of each problem. */
export function checkMessage(
  text: string,
  variables: Readonly<Record<string, string>>,
): readonly { readonly offset: number; readonly text: string }[] {
  if (text.length > MAX_LENGTH) {
    return [{ offset: MAX_LENGTH, text: `the message is too long; expected at most ${MAX_LENGTH} characters` }];
  }
  const problems: { offset: number; text: string }[] = [];
  for (const match of text.matchAll(/\{([^{}]*)\}|[{}]/g)) {
    const problem =
      match[1] === undefined ? 'a brace without its partner; expected {fact}' : checkPath(match[1], variables);
    if (problem !== undefined) problems.push({ offset: match.index, text: problem });
  }
  return problems;
}

/** The sentence with the values filled in; a fact that is unknown reads so. */
export function renderMessage(template: MessageTemplate, facts: Facts): string {
  return template.parts.map((part) => ('text' in part ? part.text : textOf(readFact(facts, part.path)))).join('');
}

/** The facts that a message names. */
export function messagePaths(template: MessageTemplate): readonly string[] {
  return template.parts.flatMap((part) => ('path' in part ? [part.path] : []));
}

function isPlaceholder(part: string): boolean {
  return part.startsWith('{') && part.endsWith('}');
}

function textOf(value: unknown): string {
  if (value instanceof Usd) return formatUsd(value);
  return isShown(value) ? clip(String(value)) : '(unknown)';
}

function isShown(value: unknown): value is string | bigint | boolean {
  return ['string', 'bigint', 'boolean'].includes(typeof value);
}

function checkPath(path: string, variables: Readonly<Record<string, string>>): string | undefined {
  let members = variables;
  let type = '';
  for (const name of path.split('.')) {
    const member = Object.entries(members).find(([known]) => known === name);
    if (member === undefined) return `unknown fact; expected one of ${Object.keys(members).join(', ')}; got ${path}`;
    type = member[1];
    members = membersOf(type) ?? {};
  }
  return isScalar(type) ? undefined : `a placeholder is one text or number; got ${path} of type ${type}`;
}
