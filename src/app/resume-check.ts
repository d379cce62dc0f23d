import type { CheckpointHead } from '../domain/checkpoint.ts';
import type { IsoInstant } from '../domain/dates.ts';
import { ConfigError, type Problem } from '../domain/errors.ts';

/** Hours after which what a run read is too old to be reported as one with what is read now. */
const LONGEST_HOURS = 24;
const HOUR_MS = 3_600_000;

/** What the next part of a run would go on with. */
export type Resuming = Pick<
  CheckpointHead,
  'toolVersion' | 'configurationSha256' | 'rulesetSha256' | 'catalogSha256' | 'regionsEdition' | 'baseline'
>;

/** Refuses to go on with a run under which the ground has moved: parts of two audits are not one. All reasons at once. */
export function checkResuming(head: CheckpointHead, now: Resuming, at: IsoInstant): void {
  const problems = [...changes(head, now), ...age(head, at)];
  if (problems.length > 0) throw new ConfigError(problems);
}

const CHANGED: readonly (readonly [Exclude<keyof Resuming, 'baseline'>, string])[] = [
  ['toolVersion', 'the version of mapwarden has'],
  ['configurationSha256', 'the configuration has'],
  ['rulesetSha256', 'the rules have'],
  ['catalogSha256', 'the list of models has'],
  ['regionsEdition', 'the list of regions has'],
];

function* changes(head: CheckpointHead, now: Resuming): Generator<Problem> {
  for (const [member, what] of CHANGED) {
    if (head[member] === now[member]) continue;
    yield resumeProblem(
      `${what} changed since run ${head.runId} was begun; expected ${short(head[member])}; got ${short(now[member])}; start a new audit`,
    );
  }
  if (head.baseline === now.baseline) return;
  const expected = head.baseline === null ? 'none' : head.baseline;
  const text = `run ${head.runId} was begun with another baseline; expected ${expected}; got ${now.baseline ?? 'none'}`;
  yield { place: '--baseline', path: '', text };
}

function* age({ runId, now }: CheckpointHead, at: IsoInstant): Generator<Problem> {
  const hours = Math.abs(Date.parse(at) - Date.parse(now)) / HOUR_MS;
  if (hours <= LONGEST_HOURS) return;
  yield resumeProblem(
    `what run ${runId} read is too old; expected at most ${LONGEST_HOURS} hours since ${now}; got ${at}; start a new audit`,
  );
}

/** Whoever goes on asks with the same account: under another one AWS may show another organization, or less of it. */
export function checkCaller({ runId, callerAccountId }: CheckpointHead, accountId: string): void {
  if (accountId === callerAccountId) return;
  const text = `run ${runId} was begun by another account; expected credentials of ${callerAccountId}; got those of ${accountId}`;
  throw new ConfigError([resumeProblem(text)]);
}

export function resumeProblem(text: string): Problem {
  return { place: '--resume', path: '', text };
}

/** As much of a hash as tells two apart. */
function short(value: string): string {
  return /^[0-9a-f]{64}$/.test(value) ? value.slice(0, 12) : value;
}
