import type { Finding } from '../../../src/domain/finding.ts';
import { finished, type Scene } from '../../support/audit-scene.ts';
import { aFailure, aProfile } from '../../support/builders.ts';
import { fakeInventory, memoryStore, type Shelf } from '../../support/fakes.ts';

const PLACE = '111122223333/us-east-1';
export const untagged = aProfile({ tags: new Map() });
export const day = (n: number) => `2026-06-0${n}T12:00:00.000Z`;
export const with1 = (shelf: Shelf, other: Shelf = []) =>
  fakeInventory({ [PLACE]: shelf, '111122223333/eu-west-1': other, '000000000001/us-east-1': [] });
export const shown = (findings: readonly Finding[]) =>
  findings.map(({ ruleId, status, firstSeen }) => `${ruleId} ${status} ${firstSeen.slice(0, 10)}`);

/** Audits one day after another over one store; the last day's result. */
export async function days(scenes: readonly Scene[], store = memoryStore()) {
  let last: Awaited<ReturnType<typeof finished>> | undefined;
  for (const [index, scene] of scenes.entries()) last = await finished({ store, now: day(index + 1), ...scene });
  if (!last) throw new Error('there is at least one day');
  return last;
}

export const broken: Scene = { inventory: with1([untagged]) };
export const fixed: Scene = { inventory: with1([aProfile()]) };
export const denied: Scene = { inventory: with1(aFailure()) };
export const narrowed: Scene = {
  ...fixed,
  request: { selection: { accounts: ['000000000001'], ous: [], regions: [], rules: [] } },
};
