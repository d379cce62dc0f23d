import Big from 'big.js';
import type { Decimal } from '../domain/money.ts';
import { truncate } from './layout.ts';
import { printable } from './printable.ts';

/**
 * An amount for a person: `$4,180.22`, `-$0.50`, `CNY 12.00`, rounded half up to cents; the exact decimals are in
 * report.json. What is not nothing and rounds to it is `<$0.01`.
 */
export function money(amount: Decimal, currency: string): string {
  const value = new Big(amount);
  const cents = value.abs().toFixed(2, Big.roundHalfUp);
  if (cents === '0.00' && !value.eq(0)) return `<${inUnit('', '0.01', currency)}`;
  return inUnit(value.lt(0) ? '-' : '', cents.replace(/\B(?=(?:\d{3})+\.)/g, ','), currency);
}

function inUnit(sign: string, digits: string, currency: string): string {
  return currency === 'USD' ? `${sign}$${digits}` : `${unitOf(currency)} ${sign}${digits}`;
}

/** Three letters, if AWS keeps to ISO 4217. */
export function unitOf(currency: string): string {
  return truncate(printable(currency), 8);
}

/**
 * `34.8 %`, rounded down, so that what is not all never reads `100.0 %`; what is not nothing and rounds to it is `<0.1 %`.
 * Nothing where the whole is nothing.
 */
export function share(part: Decimal, whole: Decimal): string {
  const all = new Big(whole);
  if (all.eq(0)) return '';
  const percent = new Big(part).times(100).div(all);
  return percent.gt(0) && percent.lt(0.1) ? '<0.1 %' : `${percent.toFixed(1, Big.roundDown)} %`;
}

/** Whether there is any of it. */
export function isSome(amount: Decimal): boolean {
  return new Big(amount).gt(0);
}
