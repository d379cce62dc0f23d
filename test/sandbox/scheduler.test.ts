import {
  ConflictException,
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  ResourceNotFoundException,
  SchedulerClient,
  ValidationException,
} from '@aws-sdk/client-scheduler';
import { describe, expect, test } from 'vitest';
import { schedule } from '../../src/aws/scheduler.ts';
import { aTransport, failureOf, QUICK } from '../aws/support.ts';
import { stubEnvironment } from '../support/sandbox-scene.ts';
import { errorOf, MANAGEMENT, MEMBER, open } from './support.ts';

const FUNCTION = `arn:aws:lambda:us-east-1:${MANAGEMENT}:function:mapwarden-audit`;
const ROLE = `arn:aws:iam::${MANAGEMENT}:role/mapwarden-scheduler`;
const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
const at = (minutes: number) => `at(${inMinutes(minutes).slice(0, 19)})`;

async function scene(options: Parameters<typeof open>[0] = {}) {
  const sandbox = await open(options);
  const { url: endpoint, credentials } = sandbox;
  const client = new SchedulerClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  const create = (change: Partial<CreateScheduleCommandInput> = {}) =>
    client.send(
      new CreateScheduleCommand({
        Name: 'later',
        GroupName: 'mapwarden',
        ScheduleExpression: at(5),
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: { Arn: FUNCTION, RoleArn: ROLE },
        ...change,
      }),
    );
  return { sandbox, create };
}

describe('a schedule', () => {
  test.for([undefined, 'default', 'mapwarden'])('is made in group %s', async (GroupName) => {
    const { sandbox, create } = await scene();
    const arn = `arn:aws:scheduler:us-east-1:${MANAGEMENT}:schedule/${GroupName ?? 'default'}/later`;
    expect((await create({ GroupName })).ScheduleArn).toBe(arn);
    expect(sandbox.schedules()).toMatchObject([
      { arn, target: FUNCTION, role: ROLE, afterCompletion: 'NONE', deadLetter: null, input: '', flexible: 'OFF' },
    ]);
  });

  test('is made once by one client token, and is a conflict for another', async () => {
    const { sandbox, create } = await scene();
    const first = await create({ ClientToken: 'one' });
    expect((await create({ ClientToken: 'one' })).ScheduleArn).toBe(first.ScheduleArn);
    const conflict = await errorOf(create({ ClientToken: 'two' }));
    expect(conflict).toBeInstanceOf(ConflictException);
    expect(conflict).toMatchObject({ message: 'Schedule later already exists.', $metadata: { httpStatusCode: 409 } });
    await create({ ClientToken: 'one', GroupName: 'default' });
    expect(sandbox.schedules()).toHaveLength(2);
  });

  test('is not made in a group that there is not', async () => {
    const { create } = await scene();
    const error = await errorOf(create({ GroupName: 'other' }));
    expect(error).toBeInstanceOf(ResourceNotFoundException);
    expect(error).toMatchObject({
      $metadata: { httpStatusCode: 404 },
      message: expect.stringContaining('group other'),
    });
  });

  test.for([['rate(5 minutes)'], ['cron(0 6 * * ? *)'], [at(1)]])(
    'takes the expression %s',
    async ([ScheduleExpression]) => {
      const { create } = await scene();
      expect(await create({ ScheduleExpression })).toBeDefined();
    },
  );

  test.for([
    [{ ScheduleExpression: at(-2) }, 'in the past'],
    [{ ScheduleExpression: 'at(2026-13-41T25:00:00)' }, 'Invalid Schedule Expression'],
    [{ ScheduleExpression: `at(${inMinutes(5)})` }, 'Invalid Schedule Expression'],
    [{ ScheduleExpression: 'tomorrow' }, 'Invalid Schedule Expression'],
    [{ Target: { Arn: 'mapwarden-audit', RoleArn: ROLE } }, 'not in correct format'],
    [{ Target: { Arn: FUNCTION, RoleArn: ROLE.replace(MANAGEMENT, MEMBER) } }, 'of your own account'],
    [{ Name: 'with a blank' }, "'name' failed to satisfy constraint"],
    [{ Name: 'n'.repeat(65) }, "'name' failed to satisfy constraint"],
  ] as const)('with %j is not valid', async ([change, message]) => {
    const { sandbox, create } = await scene();
    const error = await errorOf(create(change));
    expect(error).toBeInstanceOf(ValidationException);
    expect(error.$metadata?.httpStatusCode).toBe(400);
    expect(error.message.toLowerCase()).toContain(message.toLowerCase());
    expect(sandbox.schedules()).toEqual([]);
  });
});

describe('an appointment', () => {
  async function desk(options: Parameters<typeof open>[0] = {}) {
    const { sandbox, create } = await scene(options);
    stubEnvironment(sandbox.environment);
    const transport = aTransport({ endpoint: sandbox.url, loopbackOnly: true, patience: QUICK });
    const appoint = (change: Partial<Parameters<typeof schedule>[1]> = {}) =>
      schedule(transport, {
        name: 'later',
        group: 'mapwarden',
        at: inMinutes(1),
        functionArn: FUNCTION,
        event: { action: 'audit' },
        roleArn: ROLE,
        deadLetterArn: undefined,
        ...change,
      });
    return { sandbox, create, appoint };
  }

  test('that was made before, by whomever, is kept as it is', async () => {
    const { sandbox, create, appoint } = await desk();
    await create({ ClientToken: 'another' });
    await appoint();
    expect(sandbox.schedules()).toHaveLength(1);
  });

  test('is made though Scheduler is throttled at first', async () => {
    const throttled = { code: 'ThrottlingException', status: 429 };
    const { sandbox, appoint } = await desk({ failCall: (_, nth) => (nth === 1 ? throttled : undefined) });
    await appoint({ deadLetterArn: `arn:aws:sqs:us-east-1:${MANAGEMENT}:dead` });
    expect(sandbox.schedules()).toMatchObject([
      { afterCompletion: 'DELETE', deadLetter: expect.stringMatching(/:dead$/) },
    ]);
  });

  test('that cannot be made is a failure of AWS', async () => {
    const { appoint } = await desk();
    expect(await failureOf(appoint({ group: 'other' }))).toMatchObject({
      operation: 'scheduler:CreateSchedule',
      code: 'ResourceNotFoundException',
    });
  });
});
