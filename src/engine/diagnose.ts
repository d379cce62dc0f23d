import type { Account } from '../domain/account.ts';
import type { Agreement, TagSettings } from '../domain/agreement.ts';
import type { Tags } from '../domain/carrier.ts';
import type { IsoDate } from '../domain/dates.ts';
import type { Defect } from '../domain/finding.ts';
import { agreementOfValue, correctionOf, defectOfUnknownValue } from './map-value.ts';
import { findNearMiss } from './near-miss.ts';

/**
 * What is to be said of a resource's map tag. `present`, `wellFormed`, `known` and `covered` are a ladder: each one
 * implies those before it.
 */
export interface Diagnosis {
  /** The exact key is there. */
  readonly present: boolean;
  /** The value under the exact key; '' without it. */
  readonly value: string;
  /** The key that stands in for the exact one; '' where there is none, or no need. */
  readonly nearMiss: string;
  readonly wellFormed: boolean;
  readonly known: boolean;
  readonly covered: boolean;
  readonly defect: Defect | '';
  /** Given exactly when `covered`. */
  readonly agreement?: Agreement;
  /** The value that the tag should have, where that is certain; '' else. */
  readonly correction: string;
}

type Place = Pick<Account, 'id' | 'ouPath'>;

/** Judges the map tag among tags that were read. Total, and linear in the size of the tags. */
export function diagnose(
  tags: Tags,
  account: Place,
  agreements: readonly Agreement[],
  tag: TagSettings,
  today: IsoDate,
): Diagnosis {
  const value = tags.get(tag.key);
  return value === undefined
    ? diagnoseWithoutKey(tags, account, agreements, tag, today)
    : diagnoseValue(value, account, agreements, tag, today);
}

const NOTHING = { present: false, value: '', nearMiss: '', wellFormed: false, known: false, covered: false } as const;

function diagnoseWithoutKey(
  tags: Tags,
  account: Place,
  agreements: readonly Agreement[],
  tag: TagSettings,
  today: IsoDate,
): Diagnosis {
  const near = findNearMiss(tags, tag.key);
  if (near === undefined) return { ...NOTHING, defect: 'missing', correction: '' };
  const isValid = agreementOfValue(near.value, account, agreements, today) !== undefined;
  const correction = isValid ? near.value : correctionOf(near.value, account, agreements, tag);
  return { ...NOTHING, nearMiss: near.key, defect: near.defect, correction };
}

function diagnoseValue(
  value: string,
  account: Place,
  agreements: readonly Agreement[],
  tag: TagSettings,
  today: IsoDate,
): Diagnosis {
  const found = { ...NOTHING, present: true, value };
  const agreement = agreementOfValue(value, account, agreements, today);
  if (agreement !== undefined) {
    return { ...found, wellFormed: true, known: true, covered: true, defect: '', agreement, correction: '' };
  }
  const correction = correctionOf(value, account, agreements, tag);
  if (agreements.some((other) => other.tagValue === value)) {
    return { ...found, wellFormed: true, known: true, defect: 'agreement-out-of-scope', correction };
  }
  const defect = defectOfUnknownValue(value, agreements, tag);
  return { ...found, wellFormed: defect === 'unknown-agreement', defect, correction };
}
