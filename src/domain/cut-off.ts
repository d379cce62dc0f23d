import { AwsError, type Failure } from './errors.ts';

const CODE = 'DeadlineExceeded';

/** A call that the end of the run prevented, or cut short. */
export function cutOff(operation: string, cause?: unknown): AwsError {
  const message = 'The run was ended first, by its deadline or by a person.';
  return new AwsError({ outcome: 'not-reached', operation, code: CODE, requestId: null, message }, { cause });
}

/** Whether the end of the run was the reason: then it is no answer, and who goes on asks again. */
export function isCutOff({ code }: Failure): boolean {
  return code === CODE;
}
