import { SandboxError } from './errors.ts';
import { isToken } from './paging.ts';

/** What Cost Explorer says to a request that it understands and will not serve. */
export function invalidCost(message: string): SandboxError {
  return new SandboxError({ code: 'ValidationException', status: 400 }, message);
}

/** A token of another request is told from one that never was a token. */
export function wrongToken(token: string | undefined): SandboxError {
  return isToken(token ?? '')
    ? new SandboxError(
        { code: 'RequestChangedException', status: 400 },
        'Your request parameters changed between pages. Try again with the old parameters or without a pagination token.',
      )
    : new SandboxError(
        { code: 'InvalidNextTokenException', status: 400 },
        'The pagination token is invalid. Try again without a pagination token.',
      );
}

/** Says so rather than answer as if a parameter had not been given. */
export function demandSimulated(given: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined) throw invalidCost(`The sandbox does not simulate ${name}.`);
  }
}
