import type { ActionResult } from '../domain/action-result.ts';
import type { LedgerEntry } from '../domain/ledger.ts';

export interface AdviceSubject extends Pick<ActionResult, 'outcome' | 'code' | 'deniedBy'> {
  readonly operation: LedgerEntry['operation'];
}

/** What a person does about an action that is not done. */
export function adviceOn({ operation, outcome, code, deniedBy }: AdviceSubject): string {
  const again = `Run the ${operation} again: what is done is not done twice.`;
  if (outcome === 'not-reached') return again;
  const known = ADVICE.get(code ?? '');
  if (known !== undefined) return known;
  if (outcome === 'unknown')
    return `Run the ${operation} again later: it reads first, and writes only what is not done.`;
  if (deniedBy === 'service-control-policy') {
    return `Exempt the remediation role, and whoever assumes it, from the service control policy, or leave the account out. ${again}`;
  }
  if (deniedBy === 'policy') {
    return `Give the remediation role what docs/permissions.md says, in the account and for the caller. ${again}`;
  }
  if (/throttl|TooManyRequests/i.test(code ?? '')) return `Wait until fewer tools call AWS. ${again}`;
  return outcome === 'conflicted' ? CHANGED_BY_OTHERS[operation] : `Correct what is told. ${again}`;
}

const CHANGED_BY_OTHERS: Readonly<Record<LedgerEntry['operation'], string>> = {
  apply: 'The plan was made for other tags than there are now: audit and plan again.',
  undo: 'Others have changed the tag since. Look at the ledger, and decide by hand which value it should have.',
};

/** By AWS's codes, and those that mapwarden gives itself. */
const ADVICE: ReadonlyMap<string, string> = new Map([
  ['ResourceNotFoundException', 'The resource is gone, and its tags with it. Audit again to be sure.'],
  ['Stripped', 'Find what takes the tag away before you write it once more; docs/remediation.md tells how.'],
  ['UndoUnfinished', 'Run the undo again: it was cut off, and must be finished first.'],
  ['WrittenByLaterRun', 'Undo the later run first, then this one.'],
  ['IdentityMismatch', 'Find out who answers for the remediation role of the account: nothing of it is trusted.'],
  ['TooManyTagsException', 'Remove a tag that is not needed, then audit and plan again.'],
]);
