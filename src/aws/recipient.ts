import { type Arn, parseArn } from '../domain/arn.ts';
import { AwsError } from '../domain/errors.ts';

/** What an alert is sent to, or its address read from. */
export interface Recipient extends Arn {
  readonly arn: string;
}

/** The recipient by its ARN, which names its region. Throws AwsError where it is none. */
export function recipientOf(arn: string, operation: string): Recipient {
  const parts = parseArn(arn);
  if (parts && parts.region !== '') return { ...parts, arn };
  const message = `${JSON.stringify(arn)} is no ARN with a region.`;
  throw new AwsError({ outcome: 'failed', operation, code: 'InvalidTarget', requestId: null, message });
}
