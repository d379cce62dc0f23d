import { CreateScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import type { IsoInstant } from '../domain/dates.ts';
import { AwsError } from '../domain/errors.ts';
import type { Need } from './need.ts';
import { recipientOf } from './recipient.ts';
import type { Transport } from './transport.ts';

const CREATE = 'scheduler:CreateSchedule';

/** Whoever names a role in a schedule must be allowed to hand it to Scheduler. */
export const SCHEDULER_NEEDS: readonly Need[] = [
  { action: CREATE, by: ['audit-function'], on: ['{schedules}'] },
  { action: 'iam:PassRole', by: ['audit-function'], on: ['{schedulerRole}'] },
];

/** A function to be invoked once, later. */
export interface Appointment {
  /** Whoever makes an appointment of the same name and group again changes nothing. */
  readonly name: string;
  readonly group: string;
  readonly at: IsoInstant;
  readonly functionArn: string;
  readonly event: object;
  /** The role under which EventBridge Scheduler invokes. */
  readonly roleArn: string;
  /** The queue for what could not be invoked. */
  readonly deadLetterArn: string | undefined;
}

/** Attempts and seconds that a target which cannot be reached is given. */
const RETRIES = { MaximumRetryAttempts: 5, MaximumEventAgeInSeconds: 3_600 } as const;

/** Makes the appointment as a schedule that deletes itself once it was kept. Throws AwsError. */
export async function schedule(transport: Transport, appointment: Appointment): Promise<void> {
  const { name, group, at, functionArn, event, roleArn, deadLetterArn } = appointment;
  const { region } = recipientOf(functionArn, CREATE);
  const client = new SchedulerClient(transport.clientConfig(region, undefined));
  const command = new CreateScheduleCommand({
    Name: name,
    GroupName: group,
    // Scheduler takes a time without fraction and offset; without a time zone it is UTC.
    ScheduleExpression: `at(${at.slice(0, 19)})`,
    FlexibleTimeWindow: { Mode: 'OFF' },
    ActionAfterCompletion: 'DELETE',
    ClientToken: name,
    Target: {
      Arn: functionArn,
      RoleArn: roleArn,
      Input: JSON.stringify(event),
      RetryPolicy: RETRIES,
      ...(deadLetterArn !== undefined && { DeadLetterConfig: { Arn: deadLetterArn } }),
    },
  });
  try {
    await transport.call(CREATE, (call) => client.send(command, call));
  } catch (error) {
    // Made before, by an attempt whose answer was lost or by an invocation that came twice.
    if (!(error instanceof AwsError && error.failure.code === 'ConflictException')) throw error;
  }
}
