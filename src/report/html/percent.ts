import Big from 'big.js';
import type { Decimal } from '../../domain/money.ts';

/** `99.9 %`, rounded down, so that what is not all never reads `100.0 %`; undefined where the whole is nothing. */
export function percentOf(part: Decimal | number, whole: Decimal | number): string | undefined {
  const all = new Big(whole);
  if (all.lte(0)) return undefined;
  return `${new Big(part).times(100).div(all).toFixed(1, Big.roundDown)} %`;
}
