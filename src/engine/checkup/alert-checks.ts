import type { Route } from '../../domain/alerts.ts';
import type { Check } from '../../domain/checkup.ts';
import type { Failure } from '../../domain/errors.ts';
import { type About, askedCheck, skippedCheck } from './check.ts';
import type { ReceiverLook } from './examination.ts';
import { endOf, remedyOf } from './remedies.ts';

/** Who is told, and whether that works. */
export function alertChecks(receivers: readonly ReceiverLook[]): readonly Check[] {
  if (receivers.length === 0) {
    return [skippedCheck({ id: 'alert-delivery' }, 'The configuration names nobody to tell.')];
  }
  return [...receivers.flatMap(addressChecks), ...receivers.map(deliveryCheck)];
}

function addressChecks({ route, address }: ReceiverLook): readonly Check[] {
  if (address === undefined) return [];
  return [
    askedCheck({ id: 'webhook-address', subject: subjectOf(route) }, address, {
      ok: 'The secret can be read and holds the address of a webhook.',
      failed: (failure) => ({
        message: `The address of the webhook could not be had: ${failure.operation} ${endOf(failure)}.`,
        remedy: remedyFor(failure, route),
      }),
    }),
  ];
}

function deliveryCheck({ route, sent }: ReceiverLook): Check {
  const about: About = { id: 'alert-delivery', subject: subjectOf(route) };
  if (sent === undefined) {
    return skippedCheck(about, 'Not sent: doctor --alert sends a test message to every receiver.');
  }
  return askedCheck(about, sent, {
    ok: `A test message was accepted. ${ACCEPTED[route.channel]}`,
    failed: (failure) => ({
      message: `A test message was not accepted: ${failure.operation} ${endOf(failure)}.`,
      remedy: remedyFor(failure, route),
    }),
  });
}

/** What a receiver's word is worth. */
const ACCEPTED: Readonly<Record<Route['channel'], string>> = {
  sns: 'Whether its subscribers got it, they know; a filter must let kind "test" through.',
  'amazon-q': 'Look into the channel: Amazon Q drops in silence what it does not like.',
  slack: 'It is in the channel.',
  'event-bridge': 'AWS takes events for a bus that does not exist as well: see that a rule got it.',
};

function subjectOf({ channel, target }: Route): string {
  return `${channel} ${target}`;
}

function remedyFor(failure: Failure, { channel, target }: Route): string {
  const { code, operation, outcome } = failure;
  if (code === 'InvalidSecret' || code === 'InvalidWebhook') {
    return 'Put the address of an incoming webhook of Slack into the secret, alone or as { "url": … }.';
  }
  if (/^KMS|\bkms:/i.test(`${code} ${failure.message}`)) {
    return `Allow the caller to use the key of ${target}: kms:GenerateDataKey and kms:Decrypt to publish, kms:Decrypt to read.`;
  }
  if (MISSING.has(code)) return `Create ${target}, or correct it in the section alerts.`;
  if (operation === 'slack:PostWebhook' && (outcome === 'failed' || outcome === 'access-denied')) {
    return 'See whether the channel and the app still exist in Slack; make a new webhook there, and put its address into the secret.';
  }
  if (outcome === 'access-denied') {
    const policy = channel === 'slack' ? 'that' : 'the resource policy of the receiver';
    return `Allow ${operation} on ${target} to the caller, also by ${policy} if it is of another account; docs/permissions.md has the policy under "Alerts".`;
  }
  return remedyOf(failure, 'the caller');
}

const MISSING: ReadonlySet<string> = new Set([
  'NotFound',
  'NotFoundException',
  'ResourceNotFoundException',
  'ParameterNotFound',
]);
