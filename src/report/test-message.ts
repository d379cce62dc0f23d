import type { AlertForms, EventMessage, SnsMessage } from '../domain/alert-messages.ts';
import type { TestMessage } from '../domain/alerts.ts';
import { customNotification } from './alert-amazon-q.ts';
import { codeSpan } from './alert-code-span.ts';
import { alertJson } from './alert-json.ts';
import type { SlackMessage } from './slack-limits.ts';

const HEADLINE = 'mapwarden: test message';
const TEXT =
  'This is a test: alerts of mapwarden for this receiver arrive here. Nothing has happened, and nothing is to be done.';

/** How a message that tells nothing is written to each kind of receiver: in the form that it will get alerts in. */
export const TEST_FORMS: AlertForms<TestMessage> = {
  sns: snsTest,
  amazonQ: amazonQTest,
  slack: (message) => alertJson(slackTest(message)),
  events: (message) => [[eventTest(message)]],
};

/** Filters for alerts let it pass only if they let its kind. */
const ATTRIBUTES: SnsMessage['attributes'] = { kind: 'test' };

function snsTest(message: TestMessage): SnsMessage {
  const email = `${HEADLINE}\n\n${TEXT}\n\n${sourceOf(message)}\n`;
  return {
    subject: HEADLINE,
    structure: 'json',
    message: alertJson({ default: alertJson(message), email }),
    attributes: ATTRIBUTES,
  };
}

function amazonQTest(message: TestMessage): SnsMessage {
  const { id } = message;
  const notification = customNotification(id, {
    title: HEADLINE,
    description: `${TEXT}\n${codeSpan(sourceOf(message), 300)}`,
    keywords: ['mapwarden', 'test'],
    metadata: { eventType: 'mapwarden-test', summary: HEADLINE, additionalContext: { testId: id } },
  });
  return { subject: null, structure: 'plain', message: notification, attributes: ATTRIBUTES };
}

function slackTest(message: TestMessage): SlackMessage {
  return {
    text: HEADLINE,
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: HEADLINE, emoji: false } },
      { type: 'section', text: { type: 'mrkdwn', text: TEXT, verbatim: true } },
      {
        type: 'context',
        elements: [{ type: 'mrkdwn', text: codeSpan(sourceOf(message), 300), verbatim: true }],
      },
    ],
  };
}

function eventTest(message: TestMessage): EventMessage {
  return {
    part: 'test',
    source: 'mapwarden',
    detailType: 'Mapwarden Test',
    at: message.at,
    resources: [],
    detail: alertJson(message),
  };
}

function sourceOf({ at, routeId, organizationId }: TestMessage): string {
  const organization = organizationId === null ? '' : ` of organization ${organizationId}`;
  return `Sent by mapwarden doctor --alert on ${at} for the route ${routeId}${organization}.`;
}
