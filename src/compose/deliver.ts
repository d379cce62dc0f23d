import { type Delivery, deliverPending } from '../app/deliver.ts';
import type { Aws } from '../aws/connect.ts';
import type { Route } from '../domain/alerts.ts';
import type { Outbox } from '../ports/alerts.ts';
import type { Progress } from '../ports/progress.ts';
import { ALERT_FORMS } from '../report/alert-forms.ts';
import { createWebhook } from '../slack/webhook.ts';
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
  const post = createWebhook({ signal, userAgent: `mapwarden/${VERSION}`, allowLoopback: isSimulated });
  return deliverPending(outbox, aws.alerts({ forms: ALERT_FORMS, post }, signal), routes, progress);
}
