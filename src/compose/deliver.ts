import { type Delivery, deliverPending } from '../app/deliver.ts';
import type { Aws } from '../aws/connect.ts';
import type { Route } from '../domain/alerts.ts';
import type { AlertPort, Outbox } from '../ports/alerts.ts';
import type { Progress } from '../ports/progress.ts';
import type { Machine } from './machine.ts';
import { VERSION } from './version.ts';

export interface AlertDesk {
  readonly aws: Pick<Aws, 'alerts'>;
  readonly outbox: Outbox;
  readonly routes: readonly Route[];
  readonly progress: Progress;
  /** Whether AWS was replaced by an address of its own: Slack may then be on this machine too. */
  readonly isSimulated: boolean;
}

/**
 * Sends what waits in the outbox to every kind of receiver. A deadline that has passed may be what there is to tell, and
 * does not end it; whoever interrupts wants an end. Throws what the outbox throws.
 */
export async function deliver(
  { aws, outbox, routes, progress, isSimulated }: AlertDesk,
  { interrupted: signal }: Pick<Machine, 'interrupted'>,
): Promise<Delivery> {
  let sender: Promise<AlertPort> | undefined;
  const alerts: AlertPort = {
    // How messages are written and posted is loaded with the first one: after most runs there is nothing to tell.
    async send(...message) {
      sender ??= Promise.all([import('../report/alert-forms.ts'), import('../slack/webhook.ts')]).then(
        ([{ ALERT_FORMS }, { createWebhook }]) => {
          const post = createWebhook({ signal, userAgent: `mapwarden/${VERSION}`, allowLoopback: isSimulated });
          return aws.alerts({ forms: ALERT_FORMS, post }, signal);
        },
      );
      return (await sender).send(...message);
    },
  };
  return deliverPending(outbox, alerts, routes, progress);
}
