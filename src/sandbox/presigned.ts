import { SandboxError } from './errors.ts';
import type { WireRequest } from './wire.ts';

/** Seconds (S3 user guide, "Sharing objects with presigned URLs"). */
const LONGEST = 604_800;

/** What a presigned link has in its query stands for the headers of a signed request. */
export function credentialIn(request: WireRequest): string | undefined {
  const credential = request.query.get('X-Amz-Credential');
  return credential === null ? undefined : `Credential=${credential}`;
}

export function tokenIn(request: WireRequest): string | undefined {
  return request.query.get('X-Amz-Security-Token') ?? undefined;
}

/** Throws S3's error for a link that is over, or that was made for longer than a week. */
export function refuseExpiredLink(request: WireRequest, nowMs: number): void {
  if (credentialIn(request) === undefined) return;
  const lifetime = Number(request.query.get('X-Amz-Expires'));
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(request.query.get('X-Amz-Date') ?? '') ?? [];
  const [year, month = 1, day, hour, minute, second] = parts.map(Number);
  if (year === undefined || !(lifetime >= 1 && lifetime <= LONGEST)) {
    const message = 'X-Amz-Date must be a time, and X-Amz-Expires must be between 1 and 604800 seconds';
    throw new SandboxError({ code: 'AuthorizationQueryParametersError', status: 400 }, message);
  }
  const endsMs = Date.UTC(year, month - 1, day, hour, minute, second) + lifetime * 1000;
  if (nowMs >= endsMs) {
    const details = { Expires: new Date(endsMs).toISOString(), ServerTime: new Date(nowMs).toISOString() };
    throw new SandboxError({ code: 'AccessDenied', status: 403 }, 'Request has expired', details);
  }
}
