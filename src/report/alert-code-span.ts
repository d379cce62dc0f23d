import { clip } from './clip.ts';
import { printable } from './printable.ts';

/**
 * Text from elsewhere for Slack's mrkdwn, and for the Markdown of Amazon Q: in a code span, where nothing is bold, a
 * link, a mention or an emoji. Slack has escapes for three characters only (https://docs.slack.dev, "Escaping text"); so
 * a backtick, which would end the span, is shown as the accent that looks like it. At most five times `longest` long.
 */
export function codeSpan(text: string, longest: number): string {
  const shown = clip(printable(text).trim(), longest);
  return shown === '' ? '–' : `\`${escapeMrkdwn(shown.replaceAll('`', 'ˋ'))}\``;
}

export function escapeMrkdwn(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
