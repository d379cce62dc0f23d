import type { CreateScheduleInput, CreateScheduleOutput } from '@aws-sdk/client-scheduler';
import { parseArn } from '../domain/arn.ts';
import type { Call } from './call.ts';
import { SandboxError } from './errors.ts';

/** In the group that every account has. */
const DEFAULT_GROUP = 'default';
const AT = /^at\((\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})\)$/;
const RECURRING = /^(rate|cron)\(.+\)$/;

/**
 * Makes a schedule, which the sandbox keeps and never carries out. The same client token gets the first answer again; the
 * same name with another token is a conflict (EventBridge Scheduler API reference, CreateSchedule).
 */
export function createSchedule(input: CreateScheduleInput, call: Call): CreateScheduleOutput {
  const { Name = '', GroupName = DEFAULT_GROUP, ScheduleExpression = '', Target } = input;
  const { region, identity } = call;
  const place = `arn:aws:scheduler:${region}:${identity.accountId}`;
  refuseMissingGroup(GroupName, place, call);
  refuseExpression(ScheduleExpression, call);
  const ScheduleArn = `${place}:schedule/${GroupName}/${Name}`;
  const known = call.arrivals.schedules.records().find(({ arn }) => arn === ScheduleArn);
  if (known) {
    if (known.clientToken === input.ClientToken) return { ScheduleArn };
    throw refused('ConflictException', 409, `Schedule ${Name} already exists.`);
  }
  refuseTarget(Target?.Arn ?? '', Target?.RoleArn ?? '', call);
  call.arrivals.schedules.append({
    arn: ScheduleArn,
    clientToken: input.ClientToken ?? '',
    expression: ScheduleExpression,
    flexible: input.FlexibleTimeWindow?.Mode ?? '',
    afterCompletion: input.ActionAfterCompletion ?? 'NONE',
    target: Target?.Arn ?? '',
    role: Target?.RoleArn ?? '',
    deadLetter: Target?.DeadLetterConfig?.Arn ?? null,
    input: Target?.Input ?? '',
  });
  return { ScheduleArn };
}

function refuseMissingGroup(name: string, place: string, call: Call): void {
  const arn = `${place}:schedule-group/${name}`;
  if (name === DEFAULT_GROUP || call.estate.world.scheduleGroups.some((group) => group.arn === arn)) return;
  throw refused('ResourceNotFoundException', 404, `Schedule group ${name} does not exist.`);
}

function refuseExpression(expression: string, call: Call): void {
  const [, at] = AT.exec(expression) ?? [];
  if (at === undefined && !RECURRING.test(expression)) {
    throw refused('ValidationException', 400, `Invalid Schedule Expression ${expression}.`);
  }
  if (at === undefined) return;
  const instant = Date.parse(`${at}Z`);
  if (Number.isNaN(instant)) throw refused('ValidationException', 400, `Invalid Schedule Expression ${expression}.`);
  if (instant < call.wallMs()) {
    throw refused('ValidationException', 400, 'Invalid Schedule Expression. The time is in the past.');
  }
}

/** A function that Lambda has, and a role of the caller's own account. */
function refuseTarget(target: string, role: string, call: Call): void {
  const service = parseArn(target)?.service;
  if (service === undefined) {
    throw refused('ValidationException', 400, `Provided Arn is not in correct format. Arn: ${target}`);
  }
  if (parseArn(role)?.accountId !== call.identity.accountId) {
    throw refused('ValidationException', 400, 'The execution role you provide must be of your own account.');
  }
}

function refused(code: string, status: number, message: string): SandboxError {
  return new SandboxError({ code, status }, message);
}
