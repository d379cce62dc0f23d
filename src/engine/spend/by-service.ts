import type { Account } from '../../domain/account.ts';
import type { Agreement } from '../../domain/agreement.ts';
import type { ModelCatalog } from '../../domain/model-catalog.ts';
import { compare, sumOf } from '../../domain/money.ts';
import { SPEND_CLASSES, type SpendAmounts, type SpendByService, type SpendEligibility } from '../../domain/spend.ts';
import { resolveService } from '../catalog.ts';
import { amountsOf, cutBy, type Judged } from './add-up.ts';
import { type Classification, classify, type SpendContext } from './classify.ts';
import { accountOf, type SpendLine, type ValueAmount } from './lines.ts';
import type { Span } from './window.ts';

/** A value that means one thing in some accounts and another in others, so that a bill by service does not tell. */
export interface AmbiguousValue {
  readonly value: string;
  readonly isPrincipals: boolean;
  readonly segment: Span;
}

/** An amount by service, account and value: what an ambiguous value needs. */
export type ServiceAmount = ValueAmount & { readonly accountId: string };

/** `value` as the bill has it, '' for none. */
export type ServiceLine = Judged & { readonly service: string; readonly value: string };

/** What each value means in each segment, as far as that is the same in every account that has it. */
export interface ValueMeanings {
  /** By {@link ambiguous}'s keys; `undefined` where accounts differ. */
  readonly meanings: ReadonlyMap<string, Classification | undefined>;
  /** Those that differ. */
  readonly ambiguous: readonly AmbiguousValue[];
}

/** Learns from the bill by account what the values on the bill by service mean. */
export function valueMeanings(lines: readonly SpendLine[]): ValueMeanings {
  const meanings = new Map<string, Classification | undefined>();
  const ambiguous = new Map<string, AmbiguousValue>();
  for (const { value, isPrincipals, segment, verdict } of lines) {
    const key = meaningKey({ value, isPrincipals, segment });
    const known = meanings.get(key);
    if (!meanings.has(key)) meanings.set(key, verdict);
    else if (known === undefined || !isSame(known, verdict)) {
      meanings.set(key, undefined);
      ambiguous.set(key, { value, isPrincipals, segment });
    }
  }
  return { meanings, ambiguous: [...ambiguous.values()] };
}

/**
 * The bill by service with classes: by the value's meaning, or by account where it is ambiguous. Undefined where it has
 * a value that no account had: then the bill was refreshed between the two answers.
 */
export function serviceLines(
  amounts: readonly ValueAmount[],
  ofAmbiguous: readonly ServiceAmount[],
  { meanings }: ValueMeanings,
  accounts: ReadonlyMap<string, Account>,
  context: SpendContext,
): readonly ServiceLine[] | undefined {
  const lines: ServiceLine[] = ofAmbiguous.map(({ key, accountId, value, segment, amount }) => ({
    service: key,
    value,
    amount,
    verdict: classify(value, accountOf(accountId, accounts), segment, context),
  }));
  for (const each of amounts) {
    const key = meaningKey(each);
    const verdict = meanings.get(key);
    if (verdict !== undefined) lines.push({ service: each.key, value: each.value, amount: each.amount, verdict });
    else if (!meanings.has(key)) return undefined;
  }
  return lines;
}

/** By name. */
export function byService(lines: readonly ServiceLine[]): readonly SpendByService[] {
  return cutBy(lines, ({ service }) => service).map(([service, amounts]) => ({ service, ...amounts }));
}

/** Whether the cut by service adds up to the same sums, class by class. */
export function isConsistent(lines: readonly ServiceLine[], amounts: SpendAmounts): boolean {
  const own = amountsOf(lines);
  return SPEND_CLASSES.every((name) => compare(own[name], amounts[name]) === 0);
}

/**
 * What MAP's list of models says of the services, beside the classes: three parts of the total. Whatever is billed under
 * the value of a configured agreement, counted or not, is compared with that agreement's acceptance; read strictly, it
 * must be after the model's date. Under no such value there is no acceptance to compare with: which agreements cover the
 * accounts, a bill by service does not tell.
 */
export function eligibility(
  lines: readonly ServiceLine[],
  agreements: readonly Agreement[],
  catalog: ModelCatalog,
): SpendEligibility {
  const services = new Map(lines.map(({ service }) => [service, resolveService(service, catalog)]));
  const acceptedOn = new Map(agreements.map((agreement) => [agreement.tagValue, agreement.acceptedOn]));
  const partOf = ({ service, value }: ServiceLine): keyof SpendEligibility => {
    const entry = services.get(service);
    if (entry === undefined) return 'notListed';
    const accepted = acceptedOn.get(value);
    return accepted !== undefined && accepted <= entry.eligibleAfter ? 'tooEarly' : 'listed';
  };
  const sum = (part: keyof SpendEligibility) =>
    sumOf(lines.filter((line) => partOf(line) === part).map(({ amount }) => amount));
  return { listed: sum('listed'), tooEarly: sum('tooEarly'), notListed: sum('notListed') };
}

/** Classes are compared, and the agreement; why a value is misattributed may differ from account to account. */
function isSame(a: Classification, b: Classification): boolean {
  if (a.class === 'attributed') return b.class === 'attributed' && a.agreementId === b.agreementId;
  return a.class === b.class;
}

function meaningKey({ value, isPrincipals, segment }: AmbiguousValue): string {
  return JSON.stringify([segment.start, isPrincipals, value]);
}
