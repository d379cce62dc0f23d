import type { CST, YAMLError } from 'yaml';
import { quote } from './problem-text.ts';
import type { OffsetProblem } from './yaml-value.ts';

/** A configuration of a thousand accounts is a tenth of it. Counted in UTF-16 units, of which each takes at least a byte. */
const LARGEST_TEXT = 1024 * 1024;
/** The parser calls itself for each level; what it is given must not exhaust the stack. */
const DEEPEST_NESTING = 64;

/** Refuses what is not a text that a person wrote, before a parser sees it. */
export function checkText(source: string): readonly OffsetProblem[] {
  if (source.length > LARGEST_TEXT) {
    return [{ offset: 0, text: `the file is too large; expected at most 1 MiB; got ${source.length} characters` }];
  }
  for (let offset = 0; offset < source.length; offset += 1) {
    const code = source.charCodeAt(offset);
    if (isAllowed(code)) continue;
    const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
    return [{ offset, text: `this is not a text file; expected YAML or JSON in UTF-8; got the character ${name}` }];
  }
  return [];
}

/** Tab, line feed, carriage return; then what YAML 1.2 §5.1 calls printable. */
function isAllowed(code: number): boolean {
  if (code < 0x20) return code === 0x09 || code === 0x0a || code === 0x0d;
  return code !== 0x7f && code !== 0xfffe && code !== 0xffff;
}

/** Refuses what a configuration has no need of, and nesting that no person writes. */
export function checkTokens(tokens: readonly CST.Token[]): readonly OffsetProblem[] {
  const directive = tokens.find((token) => token.type === 'directive');
  if (directive) {
    const text = `directives are not used here; expected YAML 1.2 as it is; got ${quote(directive.source)}`;
    return [{ offset: directive.offset, text }];
  }
  const second = tokens.filter((token) => token.type === 'document')[1];
  if (second) {
    return [{ offset: second.offset, text: 'there is a second document; expected one document in the file; got more' }];
  }
  return checkDepth(tokens);
}

function checkDepth(tokens: readonly CST.Token[]): readonly OffsetProblem[] {
  const open = tokens.map((token) => ({ token, depth: 0 }));
  for (let next = open.pop(); next; next = open.pop()) {
    const { token, depth } = next;
    if (depth > DEEPEST_NESTING) {
      const text = `the nesting is too deep; expected at most ${DEEPEST_NESTING} levels; got more`;
      return [{ offset: token.offset, text }];
    }
    for (const child of childrenOf(token)) open.push({ token: child, depth: depth + 1 });
  }
  return [];
}

function childrenOf(token: CST.Token): readonly CST.Token[] {
  if (token.type === 'document') return token.value ? [token.value] : [];
  if (!('items' in token)) return [];
  return token.items.flatMap((entry) => [entry.key, entry.value].filter((child) => child != null));
}

/** The library's messages in the form of ours; they are short and exact, so most stay as they are. */
export function translateError(error: YAMLError, source: string): OffsetProblem {
  const [offset] = error.pos;
  const rest =
    source
      .slice(offset, offset + 200)
      .trimStart()
      .split('\n')[0] ?? '';
  const shown = offset >= source.length ? 'the end of the file' : quote(rest.trimEnd());
  const [problem, expected] = SENTENCES.get(error.code) ?? [lowerFirst(error.message), 'valid YAML 1.2 or JSON'];
  return { offset, text: `${problem}; expected ${expected}; got ${shown}` };
}

const SENTENCES: ReadonlyMap<string, readonly [problem: string, expected: string]> = new Map([
  ['TAG_RESOLVE_FAILED', ['tags are not used here', 'a value without a tag']],
  ['NON_STRING_KEY', ['a key must be plain text', 'text before the colon']],
  ['TAB_AS_INDENT', ['a tab cannot indent', 'spaces']],
]);

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
