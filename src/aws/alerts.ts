import type { AlertForms } from '../domain/alert-messages.ts';
import type { Digest } from '../domain/alerts.ts';
import type { AlertPort, ReceiverPort } from '../ports/alerts.ts';
import type { BusOptions } from './event-bridge.ts';
import { publish, putEvents } from './on-demand.ts';
import type { Credentials, Transport } from './transport.ts';
import { webhookUrl } from './webhook-secret.ts';

/** What other rooms bring along: how a message is written, and how a webhook is posted to. */
export interface AlertTools<T = Digest> {
  readonly forms: AlertForms<T>;
  /** Throws AwsError where it was not accepted, and says nothing of the URL. */
  readonly post: (url: string, body: string) => Promise<void>;
}

/** Every channel: topics, event buses, and webhooks whose addresses AWS keeps. */
export function createAlerts<T extends { readonly id: string }>(
  transport: Transport,
  { forms, post }: AlertTools<T>,
  options: BusOptions,
): AlertPort<T> {
  const { credentials } = options;
  return {
    async send(route, message, receipt) {
      const { channel, target } = route;
      switch (channel) {
        case 'sns':
          return publish(transport, credentials, { route, id: message.id }, forms.sns(message));
        case 'amazon-q':
          return publish(transport, credentials, { route, id: message.id }, forms.amazonQ(message));
        case 'slack':
          return post(await webhookUrl(transport, credentials, target), forms.slack(message));
        case 'event-bridge':
          return putEvents(transport, options, {
            bus: target,
            batches: forms.events(message),
            ...(receipt && { receipt }),
          });
        default:
          return channel satisfies never;
      }
    },
  };
}

/** `check` throws AwsError where a text is no address that may be posted to. */
export function createReceivers(
  transport: Transport,
  check: (url: string) => void,
  credentials: Credentials,
): ReceiverPort {
  return {
    async checkAddress({ channel, target }) {
      if (channel === 'slack') check(await webhookUrl(transport, credentials, target));
    },
  };
}
