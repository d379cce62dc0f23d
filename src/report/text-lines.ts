import type { Severity } from '../domain/severity.ts';
import { truncate } from './layout.ts';
import { printable } from './printable.ts';

export type Style = Severity | 'good' | 'warning' | 'title' | 'plain';
export interface Line {
  readonly text: string;
  readonly style: Style;
}

/** A bound, in columns, on what others may put into a sentence of ours, far beyond any that is our own: none is cut. */
export const LONGEST_SENTENCE = 2_000;

/** SGR parameters: written here, since what `util.styleText` does depends on the environment. */
const SGR: Readonly<Record<Style, string>> = {
  critical: '1;31',
  high: '31',
  medium: '33',
  low: '36',
  informational: '2',
  good: '1;32',
  warning: '1;33',
  title: '1',
  plain: '',
};

export function line(content: string, style: Style = 'plain'): Line {
  return { text: content, style };
}

export function lines(contents: readonly string[], style: Style = 'plain'): readonly Line[] {
  return contents.map((content) => line(content, style));
}

export function paint({ text: content, style }: Line, color: boolean): string {
  return color && SGR[style] !== '' ? `\u001b[${SGR[style]}m${content}\u001b[0m` : content;
}

/** A sentence from elsewhere that can be shown. */
export function clean(sentence: string): string {
  return truncate(printable(sentence), LONGEST_SENTENCE);
}
