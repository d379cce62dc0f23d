import { type Call, strikes } from './call.ts';
import { type Holding, seenByAll } from './estate.ts';
import type { Input } from './services.ts';
import type { WorldTag } from './world.ts';
import type { WriteLog } from './write-log.ts';

/** From this read of the resource on, the fault `lagging-reads` shows a write. */
const READS_TO_SEE = 3;

/** Reads the tags as a service shows them that lags behind the writes: every state it knows of, the latest last. */
export function readTags(holding: Holding, call: Call, lagMs: number): readonly (readonly WorldTag[])[] {
  const isLagging = strikes(call, 'lagging-reads');
  const nowMs = call.monotonicMs();
  for (const version of holding.versions) version.reads += 1;
  return holding.versions
    .filter(({ atMs, reads }) => atMs + lagMs <= nowMs && (!isLagging || reads >= READS_TO_SEE))
    .map(({ tags }) => tags);
}

/** The tags as last written, whether or not anybody sees them yet. */
export function tagsWritten(holding: Holding): readonly WorldTag[] {
  return holding.versions.at(-1)?.tags ?? [];
}

/** Writes all tags of the resource, and that it was done. */
export function writeTags(holding: Holding, tags: readonly WorldTag[], call: Call): void {
  const before = tagsWritten(holding);
  holding.versions.push({ atMs: call.monotonicMs(), tags, reads: 0 });
  logWrite(call, { resource: holding.arn, before, after: tags, error: null });
}

/** Somebody else changes the tags: every reader sees it at once. */
export function changeFromOutside(holding: Holding, tags: readonly WorldTag[], writes: WriteLog): void {
  const before = tagsWritten(holding);
  holding.versions.push(seenByAll(tags));
  const { accountId, region } = holding.profile;
  const nobody = { by: 'control', principal: null, operation: null } as const;
  writes.append({ accountId, region, ...nobody, resource: holding.arn, before, after: tags, error: null });
}

/** Operations that change what Bedrock holds. */
export const WRITES: readonly string[] = [
  'bedrock:CreateInferenceProfile',
  'bedrock:TagResource',
  'bedrock:UntagResource',
];

export function isWrite(action: string): boolean {
  return WRITES.includes(action);
}

/** Logs a write that AWS refused, whoever was to be tagged. */
export function logRefusedWrite(call: Call, input: Input, code: string): void {
  const arn = typeof input['resourceARN'] === 'string' ? input['resourceARN'] : null;
  const holding = call.estate.profile(arn ?? '');
  const tags = holding === undefined ? null : tagsWritten(holding);
  logWrite(call, { resource: arn, before: tags, after: tags, error: code });
}

type Outcome = Pick<Parameters<WriteLog['append']>[0], 'resource' | 'before' | 'after' | 'error'>;

export function logWrite(call: Call, outcome: Outcome): void {
  const { accountId, arn } = call.identity;
  const { region, operation } = call;
  call.writes.append({ accountId, region, by: 'api', principal: arn, operation, ...outcome });
}
