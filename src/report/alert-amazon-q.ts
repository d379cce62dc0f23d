import type { SnsMessage } from '../domain/alert-messages.ts';
import type { Digest } from '../domain/alerts.ts';
import { codeSpan } from './alert-code-span.ts';
import { alertJson } from './alert-json.ts';
import { attributesOf } from './alert-sns.ts';
import { andMore, changeWords, headline, linkOf, linkWords, standing } from './alert-words.ts';
import { clip } from './clip.ts';

/** Amazon Q Developer in chat applications, "Custom notifications": characters of each member. */
const LIMITS = { title: 250, description: 8_000, keyword: 75 } as const;
const MOST_CHANGES = 40;
const MOST_KEYWORDS = 10;
/** Of a signed link, beside which there must be room for something. */
const LONGEST_LINK = 5_000;

/**
 * The digest as a custom notification (version 1.0). The topic must be one of its own: whatever else is published there
 * is dropped by Amazon Q in silence.
 */
export function amazonQMessage(digest: Digest): SnsMessage {
  const { id, severity, runId, changes } = digest;
  const rules = [...new Set(changes.map(({ finding }) => finding.ruleId))];
  const message = customNotification(id, {
    title: clip(headline(digest), LIMITS.title),
    description: descriptionOf(digest),
    keywords: ['mapwarden', severity, ...rules].slice(0, MOST_KEYWORDS).map((word) => clip(word, LIMITS.keyword)),
    metadata: { eventType: 'mapwarden-digest', summary: headline(digest), additionalContext: { digestId: id, runId } },
  });
  return { subject: null, structure: 'plain', message, attributes: attributesOf(digest) };
}

interface CustomNotification {
  readonly title: string;
  readonly description: string;
  readonly keywords: readonly string[];
  readonly metadata: object;
}

/** The document that Amazon Q takes, which is all that it shows. */
export function customNotification(id: string, { metadata, ...content }: CustomNotification): string {
  return alertJson({
    version: '1.0',
    source: 'custom',
    id,
    content: { textType: 'client-markdown', ...content },
    metadata,
  });
}

/** As many lines as there is room for. */
function descriptionOf(digest: Digest): string {
  const { changes, place } = digest;
  const link = linkOf(digest);
  const signed = signedLink(digest);
  const lines = changes.slice(0, MOST_CHANGES).map((change) => {
    const { label, rule, where, message, remarks } = changeWords(change);
    const spans = [where, message, ...remarks].map((text) => codeSpan(text, 300));
    return `*${label}* ${codeSpan(rule, 80)} ${spans.join(' ')}`;
  });
  const write = (shown: number) =>
    [
      ...standing(digest),
      ...lines.slice(0, shown),
      ...(changes.length > shown ? [andMore(changes.length - shown)] : []),
      `Report: ${codeSpan(place, 300)}${link === undefined ? '' : ` ${link}`}`,
      ...signed,
    ].join('\n');
  let shown = lines.length;
  while (shown > 0 && write(shown).length > LIMITS.description) shown -= 1;
  return write(shown);
}

function signedLink(digest: Digest): readonly string[] {
  const { link } = digest;
  if (!link) return [];
  return link.url.length > LONGEST_LINK
    ? ['The signed link is too long for this message.']
    : [`${linkWords(digest)}: ${link.url}`];
}
