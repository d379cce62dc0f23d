import type { KnownBlock, MrkdwnElement, PlainTextElement } from '@slack/types';

/** What an incoming webhook is sent. */
export interface SlackMessage {
  /** For notifications, and for whoever cannot show blocks. */
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
}

type Text = MrkdwnElement | PlainTextElement;

/** Slack, "Block Kit reference"; the total is not documented: above about 13,200 it answers `msg_blocks_too_long`. */
const LIMITS = {
  blocks: 50,
  text: 4_000,
  header: 150,
  section: 3_000,
  fields: 10,
  field: 2_000,
  elements: 10,
  element: 2_000,
  total: 12_000,
} as const;

/** Why Slack would refuse the message, a sentence each. Blocks of kinds that we do not send are not looked into. */
export function slackProblems({ text, blocks }: SlackMessage): readonly string[] {
  return [
    ...lengthProblems('the fallback', text, LIMITS.text),
    ...tooMany('blocks', blocks.length, LIMITS.blocks),
    ...tooMany('characters in all blocks', JSON.stringify(blocks).length, LIMITS.total),
    ...blocks.flatMap((block, index) => blockProblems(block).map((problem) => `block ${index}: ${problem}`)),
  ];
}

function blockProblems(block: KnownBlock): readonly string[] {
  if (block.type === 'header') return lengthProblems('the header', block.text.text, LIMITS.header);
  if (block.type === 'section') return sectionProblems(block.text, block.fields ?? []);
  if (block.type === 'context') {
    return [
      ...tooMany('elements', block.elements.length, LIMITS.elements),
      ...block.elements.flatMap((element) =>
        'text' in element ? lengthProblems('an element', element.text, LIMITS.element) : [],
      ),
    ];
  }
  return [];
}

function sectionProblems(text: Text | undefined, fields: readonly Text[]): readonly string[] {
  return [
    ...(text || fields.length > 0 ? [] : ['a section needs a text or fields']),
    ...(text ? lengthProblems('the text', text.text, LIMITS.section) : []),
    ...tooMany('fields', fields.length, LIMITS.fields),
    ...fields.flatMap((field) => lengthProblems('a field', field.text, LIMITS.field)),
  ];
}

function lengthProblems(what: string, text: string, most: number): readonly string[] {
  if (text.length === 0) return [`${what} is empty`];
  return text.length > most ? [`${what} has ${text.length} characters; expected at most ${most}`] : [];
}

function tooMany(what: string, found: number, most: number): readonly string[] {
  return found > most ? [`${found} ${what}; expected at most ${most}`] : [];
}
