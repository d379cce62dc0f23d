import { baselineOf, type GivenBaseline } from '../app/baseline.ts';
import { requireStored } from '../compose/stored-run.ts';
import type { RunStore } from '../ports/run-store.ts';

/** What `--baseline` names; nothing where it is not given. Throws ConfigError where there is no such run. */
export async function givenBaseline(
  name: string | undefined,
  store: RunStore,
  out: string,
): Promise<{ readonly baseline?: GivenBaseline }> {
  if (name === undefined) return {};
  return { baseline: await baselineOf(await requireStored(store, name, '--baseline', out)) };
}
