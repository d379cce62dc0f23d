import { setTimeout as sleep } from 'node:timers/promises';
import { cutOff } from '../domain/cut-off.ts';
import { AwsError, type Failure } from '../domain/errors.ts';

const OPERATION = 'slack:PostWebhook';

/** Slack's hosts for incoming webhooks; whoever may write the secret must not choose where findings go. */
const HOSTS: ReadonlySet<string> = new Set(['hooks.slack.com', 'hooks.slack-gov.com']);

export interface WebhookOptions {
  /** Ends every post. */
  readonly signal: AbortSignal;
  readonly userAgent: string;
  /** Also takes plain http on loopback: for where AWS itself is simulated there. */
  readonly allowLoopback: boolean;
  /** One attempt. */
  readonly timeoutMs?: number;
  /** Pauses before further attempts on 5xx, and on 429 without a `Retry-After`. */
  readonly pausesMs?: readonly number[];
  /** A `Retry-After` that asks for more than this is left to the next run. */
  readonly longestPauseMs?: number;
}

interface Attempt {
  readonly failure: Failure;
  /** Undefined where another attempt cannot help, or could be a repeat; null where Slack names no pause. */
  readonly pauseMs: number | null | undefined;
}

/**
 * Posts to incoming webhooks, which take about one message a second. Throws AwsError; its URL, which is a secret, is in
 * no error, not even as a cause.
 */
export function createWebhook(options: WebhookOptions): (url: string, body: string) => Promise<void> {
  const { signal, pausesMs = [1_000, 4_000], longestPauseMs = 30_000 } = options;
  return async (url, body) => {
    const address = webhookAddress(url, options.allowLoopback);
    for (const pauseMs of [...pausesMs, undefined]) {
      const attempt = await post(address, body, options);
      if (!attempt) return;
      const wanted = attempt.pauseMs === null ? pauseMs : attempt.pauseMs;
      if (wanted === undefined || pauseMs === undefined || wanted > longestPauseMs) throw new AwsError(attempt.failure);
      await sleep(wanted, undefined, { signal }).catch(() => undefined);
    }
  };
}

/** The address that a secret holds. Throws AwsError, in which nothing of it is, where it is no webhook of Slack. */
export function webhookAddress(text: string, allowLoopback: boolean): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isSlack = url?.protocol === 'https:' && HOSTS.has(url.host);
  const isLocal = allowLoopback && url?.protocol === 'http:' && /^(127(\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);
  if (url && (isSlack || isLocal) && url.username === '' && url.password === '') return url;
  throw new AwsError(
    failure('failed', 'InvalidWebhook', `The secret holds no webhook of Slack; expected https://${[...HOSTS][0]}/….`),
  );
}

/** Undefined once Slack took it. */
async function post(url: URL, body: string, options: WebhookOptions): Promise<Attempt | undefined> {
  const { signal, timeoutMs = 10_000, userAgent } = options;
  if (signal.aborted) return ended();
  const cutOff = AbortSignal.timeout(timeoutMs);
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', 'user-agent': userAgent },
      body,
      // Another place is another receiver, whom nobody has configured.
      redirect: 'manual',
      signal: AbortSignal.any([signal, cutOff]),
    });
    return judge(answer, await answer.text());
  } catch (error) {
    if (signal.aborted) return ended();
    if (cutOff.aborted)
      return { failure: failure('timed-out', 'TimeoutError', 'Slack did not answer.'), pauseMs: undefined };
    return { failure: failure('failed', networkCode(error), 'Slack could not be reached.'), pauseMs: undefined };
  }
}

function judge({ status, headers }: Response, said: string): Attempt | undefined {
  if (status === 200 && said.trim() === 'ok') return undefined;
  const code = wordOf(said) ?? `HTTP ${status}`;
  const message = `Slack answered with status ${status}.`;
  if (status === 429) return { failure: failure('throttled', code, message), pauseMs: retryAfterMs(headers) };
  if (status >= 500) return { failure: failure('failed', code, message), pauseMs: null };
  return { failure: failure(status === 403 ? 'access-denied' : 'failed', code, message), pauseMs: undefined };
}

/** Slack says what is wrong in one word: `invalid_payload`. Anything longer could repeat the address. */
function wordOf(said: string): string | undefined {
  return /^[a-z]{1,32}(_[a-z]{1,32}){0,5}$/.exec(said.trim())?.[0];
}

/** Slack gives whole seconds; null where there is no such header. */
function retryAfterMs(headers: Headers): number | null {
  const seconds = headers.get('retry-after');
  return seconds !== null && /^\d{1,6}$/.test(seconds.trim()) ? Number(seconds) * 1_000 : null;
}

function ended(): Attempt {
  return { failure: cutOff(OPERATION).failure, pauseMs: undefined };
}

/** Of the error only the system's code is kept: its text may name the address. */
function networkCode(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' && /^[A-Z_]{1,40}$/.test(code) ? code : 'NetworkError';
}

function failure(outcome: Failure['outcome'], code: string, message: string): Failure {
  return { outcome, operation: OPERATION, code, requestId: null, message };
}
