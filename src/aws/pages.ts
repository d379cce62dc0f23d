import { AwsError } from '../domain/errors.ts';

/** More than any honest listing has: 100,000 accounts are 5,000 pages. */
const MOST_PAGES = 20_000;

/**
 * Every page of a listing. A token that comes back a second time would loop for ever, and stopping in silence would
 * pass off a part as the whole: it is an error. Empty pages with a token are followed.
 */
export async function* pages<P>(
  operation: string,
  fetch: (token: string | undefined) => Promise<P>,
  tokenOf: (page: P) => string | undefined,
): AsyncGenerator<P> {
  const seen = new Set<string>();
  for (let token: string | undefined; ; ) {
    const page = await fetch(token);
    yield page;
    token = tokenOf(page);
    if (!token) return;
    if (seen.has(token)) throw endless(operation, 'RepeatedToken', 'AWS gave the same page token twice.');
    if (seen.size >= MOST_PAGES) throw endless(operation, 'EndlessPages', `The listing has over ${MOST_PAGES} pages.`);
    seen.add(token);
  }
}

function endless(operation: string, code: string, message: string): AwsError {
  return new AwsError({ outcome: 'failed', operation, code, requestId: null, message });
}
