import type { AlertForms } from '../domain/alert-messages.ts';
import { amazonQMessage } from './alert-amazon-q.ts';
import { alertEvents } from './alert-events.ts';
import { slackBody } from './alert-slack.ts';
import { snsMessage } from './alert-sns.ts';

/** How each kind of receiver is written to. */
export const ALERT_FORMS: AlertForms = {
  sns: snsMessage,
  amazonQ: amazonQMessage,
  slack: slackBody,
  events: alertEvents,
};
