import { type Bucket, createBucket, STORE_PATIENCE } from '../aws/bucket.ts';
import { invokeLater, publish, readParameter, schedule } from '../aws/on-demand.ts';
import type { Appointment } from '../aws/scheduler.ts';
import type { Sending } from '../aws/sns.ts';
import { createTransport } from '../aws/transport.ts';
import type { SnsMessage } from '../domain/alert-messages.ts';
import { VERSION } from './version.ts';

const CONCURRENCY = 16;

/**
 * What is done in the caller's own account, with the caller's own credentials and by the SDK's conventions. Every method
 * throws AwsError.
 */
export interface Cloud {
  bucket(name: string): Bucket;
  /** Text of a parameter of Systems Manager, decrypted. */
  parameter(name: string): Promise<string | undefined>;
  publish(sending: Sending, message: SnsMessage): Promise<void>;
  schedule(appointment: Appointment): Promise<void>;
  invokeLater(functionArn: string, event: object): Promise<void>;
}

/** Without a signal, neither deadline nor interruption ends its calls: what was read until then is still to be written. */
export function connectCloud(signal: AbortSignal = new AbortController().signal): Cloud {
  const transport = createTransport({
    concurrency: CONCURRENCY,
    patience: STORE_PATIENCE,
    signal,
    userAgent: `mapwarden/${VERSION}`,
  });
  return {
    bucket: (name) => createBucket(transport, { name }),
    parameter: (name) => readParameter(transport, {}, name),
    publish: (sending, message) => publish(transport, undefined, sending, message),
    schedule: (appointment) => schedule(transport, appointment),
    invokeLater: (functionArn, event) => invokeLater(transport, functionArn, event),
  };
}
