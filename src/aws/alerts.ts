import type { AlertForms } from '../domain/alert-messages.ts';
import type { AlertPort } from '../ports/alerts.ts';
import { type BusOptions, putEvents } from './event-bridge.ts';
import { publish } from './sns.ts';
import type { Transport } from './transport.ts';
import { webhookUrl } from './webhook-secret.ts';

/** What other rooms bring along: how a digest is written, and how a webhook is posted to. */
export interface AlertTools {
  readonly forms: AlertForms;
  /** Throws AwsError where it was not accepted, and says nothing of the URL. */
  readonly post: (url: string, body: string) => Promise<void>;
}

/** Every channel: topics, event buses, and webhooks whose addresses AWS keeps. */
export function createAlerts(transport: Transport, { forms, post }: AlertTools, options: BusOptions): AlertPort {
  const { credentials } = options;
  return {
    async send(route, digest) {
      const { channel, target } = route;
      switch (channel) {
        case 'sns':
          return publish(transport, credentials, route, digest, forms.sns(digest));
        case 'amazon-q':
          return publish(transport, credentials, route, digest, forms.amazonQ(digest));
        case 'slack':
          return post(await webhookUrl(transport, credentials, target), forms.slack(digest));
        case 'event-bridge':
          return putEvents(transport, options, target, forms.events(digest));
        default:
          return channel satisfies never;
      }
    },
  };
}
