import type { Run } from '../domain/report.ts';
import type { RunStore } from '../ports/run-store.ts';
import { CannotRunError } from './failure.ts';

/**
 * Opens a stored run whose files may have been cut off or edited since. Undefined where there is no such run; throws
 * CannotRunError, now or when its resources are read, where its files are not those of a run.
 */
export async function openStored(store: RunStore, name: string): Promise<Run | undefined> {
  const run = await opened(store, name);
  if (run === undefined) return undefined;
  const { runId, now, configuration } = run.head;
  if (!areTexts([runId, now, configuration?.sha256])) throw damaged(name, 'report.json is not a report');
  return { ...run, resources: () => checkedResources(run) };
}

async function opened(store: RunStore, name: string): Promise<Run | undefined> {
  try {
    return await store.open(name);
  } catch (error) {
    // Opening does nothing but read: what is thrown here and not by the system lies in the file.
    if (error instanceof SyntaxError || error instanceof TypeError) throw damaged(name, 'report.json is not a report');
    throw error;
  }
}

async function* checkedResources(run: Run): ReturnType<Run['resources']> {
  try {
    for await (const record of run.resources()) {
      if (!isResource(record)) throw damaged(run.head.runId, 'resources.ndjson has a line that is no resource');
      yield record;
    }
  } catch (error) {
    if (error instanceof SyntaxError) throw damaged(run.head.runId, 'resources.ndjson has a line that is no JSON');
    throw error;
  }
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
