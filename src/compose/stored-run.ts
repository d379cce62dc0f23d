import { quote } from '../config/problem-text.ts';
import { ConfigError } from '../domain/errors.ts';
import type { Run } from '../domain/report.ts';
import type { RunStore } from '../ports/run-store.ts';
import { CannotRunError } from './cannot-run-error.ts';

/** As {@link openStored}; throws ConfigError at `place` where there is no such run in the folder `out`. */
export async function requireStored(store: RunStore, name: string, place: string, out: string): Promise<Run> {
  const run = await openStored(store, name);
  if (run) return run;
  const text = `there is no such finished run in ${quote(out)}; expected a run id, its folder, or latest; got ${quote(name)}`;
  throw new ConfigError([{ place, path: '', text }]);
}

/**
 * Opens a stored run whose files may have been cut off or edited since. Undefined where there is no such run; throws
 * CannotRunError, now or when its resources are read, where its files are not those of a run.
 */
export async function openStored(store: RunStore, name: string): Promise<Run | undefined> {
  const run = await opened(store, name);
  if (run === undefined) return undefined;
  if (!isHead(run.head)) throw damaged(name, 'report.json is not a report');
  return {
    ...run,
    findings: () => checked(run, 'findings.ndjson', run.findings(), isFinding),
    resources: () => checked(run, 'resources.ndjson', run.resources(), isResource),
    memory: () => checked(run, 'memory.ndjson', run.memory(), ({ record }) => record !== undefined),
  };
}

/** For those who look at many runs: one that is damaged must not hide the others. */
export async function unlessDamaged(store: RunStore, runId: string): Promise<Run | undefined> {
  try {
    return await openStored(store, runId);
  } catch (error) {
    if (error instanceof CannotRunError) return undefined;
    throw error;
  }
}

function isHead({ runId, now, configuration, coverage, organization }: Run['head']): boolean {
  const areThere = areTexts([runId, now, configuration?.sha256, organization?.id]);
  return areThere && typeof coverage?.complete === 'boolean' && Array.isArray(coverage.gaps);
}

async function opened(store: RunStore, name: string): Promise<Run | undefined> {
  try {
    return await store.open(name);
  } catch (error) {
    if (isOfFile(error)) throw damaged(await damagedRun(store, name), 'report.json is not a report');
    throw error;
  }
}

/** Opening does nothing but read: what is thrown then, and not by the system or AWS, lies in the file. */
function isOfFile(error: unknown): boolean {
  return error instanceof SyntaxError || error instanceof TypeError;
}

/** Which run it is: `latest` is no name under which a person finds the files. */
async function damagedRun(store: RunStore, name: string): Promise<string> {
  if (name !== 'latest') return name;
  for await (const runId of store.runs()) {
    try {
      await store.open(runId);
    } catch (error) {
      if (isOfFile(error)) return runId;
      throw error;
    }
  }
  return name;
}

async function* checked<T>(
  { head }: Run,
  file: string,
  records: AsyncIterable<T>,
  isRecord: (record: T) => boolean,
): AsyncGenerator<T> {
  try {
    for await (const record of records) {
      if (!isRecord(record)) throw damaged(head.runId, `${file} has a line that does not belong there`);
      yield record;
    }
  } catch (error) {
    if (error instanceof SyntaxError) throw damaged(head.runId, `${file} has a line that is no JSON`);
    throw error;
  }
}

/** As far as a plan looks at it. */
function isFinding(finding: unknown): boolean {
  if (typeof finding !== 'object' || finding === null) return false;
  const resource: unknown = Reflect.get(finding, 'resource');
  if (typeof resource !== 'object' || resource === null) return false;
  const optional = [Reflect.get(finding, 'defect'), Reflect.get(resource, 'arn')];
  return (
    areTexts(['id', 'ruleId', 'status'].map((name) => Reflect.get(finding, name))) &&
    areTexts(optional.filter((value) => value !== null))
  );
}

function isResource(record: unknown): boolean {
  if (typeof record !== 'object' || record === null) return false;
  const texts = ['arn', 'type', 'id', 'name', 'accountId', 'accountName', 'ouPath', 'region'];
  const tags: unknown = Reflect.get(record, 'tags');
  const models: unknown = Reflect.get(record, 'models');
  return (
    areTexts(texts.map((name) => Reflect.get(record, name))) &&
    (tags === null || (typeof tags === 'object' && areTexts(Object.values(tags ?? {})))) &&
    (models === null || (Array.isArray(models) && areTexts(models)))
  );
}

function areTexts(values: readonly unknown[]): boolean {
  return values.every((value) => typeof value === 'string');
}

function damaged(name: string, what: string): CannotRunError {
  return new CannotRunError(`The files of run ${name} are damaged: ${what}. Choose another --run, or audit again.`);
}
