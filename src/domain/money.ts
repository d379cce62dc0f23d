import Big from 'big.js';

/** An exact amount as Cost Explorer gives it: a decimal string, never a float. */
export type Decimal = string;

/** The exact sum; '0' of nothing. */
export function sumOf(amounts: Iterable<Decimal>): Decimal {
  let sum = new Big(0);
  for (const amount of amounts) sum = sum.plus(amount);
  return sum.toFixed();
}

export function minus(a: Decimal, b: Decimal): Decimal {
  return new Big(a).minus(b).toFixed();
}

/** `amount × factor ÷ divisor`, rounded half up to ten decimals: for rates and percentages, never for sums. */
export function scaled(amount: Decimal, factor: number, divisor: number): Decimal {
  return new Big(new Big(amount).times(factor).div(divisor).toFixed(10)).toFixed();
}

/** Negative, zero or positive, as for sorting. */
export function compare(a: Decimal, b: Decimal): number {
  return new Big(a).cmp(b);
}

export function isZero(amount: Decimal): boolean {
  return new Big(amount).eq(0);
}
