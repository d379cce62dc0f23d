import Big from 'big.js';
import { compare, type Decimal } from '../domain/money.ts';

/**
 * US dollars as a rule sees them. A class, since CEL tells types apart by their constructors: so money compares with
 * money only, never with a number.
 */
export class Usd {
  readonly amount: Decimal;

  constructor(amount: Decimal) {
    this.amount = amount;
  }
}

/** Whether `usd("…")` takes the text: a plain decimal, with no more digits than a bill has. */
export function isUsdLiteral(text: string): boolean {
  return /^\d{1,15}(\.\d{1,10})?$/.test(text);
}

export function compareUsd(a: Usd, b: Usd): number {
  return compare(a.amount, b.amount);
}

/** For a sentence: `$1,234.56`, rounded half up to cents; what is not nothing and rounds to it is `<$0.01`. */
export function formatUsd({ amount }: Usd): string {
  const value = new Big(amount);
  const cents = value.abs().toFixed(2, Big.roundHalfUp);
  if (cents === '0.00') return value.eq(0) ? '$0.00' : '<$0.01';
  return `${value.lt(0) ? '-' : ''}$${cents.replace(/\B(?=(?:\d{3})+\.)/g, ',')}`;
}
