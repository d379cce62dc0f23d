import type { Organization } from '../domain/account.ts';
import { ConfigError, type Problem } from '../domain/errors.ts';
import type { Settings } from '../domain/settings.ts';
import type { PlaceOf } from './scope-check.ts';

/** A migration plan is bound to one payer: under another management account its tags earn nothing. */
export function checkPayer({ managementAccountId }: Organization, settings: Settings, placeOf: PlaceOf): void {
  const problems = settings.agreements.flatMap(({ payerAccountId }, index): readonly Problem[] => {
    if (payerAccountId === undefined || payerAccountId === managementAccountId) return [];
    const path = ['agreements', index, 'payerAccountId'];
    const text = `the agreement is bound to another payer; expected the management account ${managementAccountId}; got ${payerAccountId}`;
    return [{ place: placeOf(path), path: `agreements[${index}].payerAccountId`, text }];
  });
  if (problems.length > 0) throw new ConfigError(problems);
}
