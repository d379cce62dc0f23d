import { quote, suggestion } from '../config/problem-text.ts';
import type { Agreement } from '../domain/agreement.ts';
import type { Problem } from '../domain/errors.ts';

/** The configured agreement of that id, or what is wrong with the id. */
export function namedAgreement(
  id: string,
  agreements: readonly Agreement[],
): { readonly agreement: Agreement } | { readonly problem: Problem } {
  const agreement = agreements.find((each) => each.id === id);
  if (agreement) return { agreement };
  const meant = agreements.find(({ tagValue }) => tagValue === id);
  const ids = agreements.map((each) => each.id);
  const hint = meant ? `, did you mean ${quote(meant.id)}?` : suggestion(id, ids);
  const expected = ids.length === 0 ? 'one under agreements' : `one of ${ids.join(', ')}`;
  const text = `no such agreement is configured${hint}; expected ${expected}; got ${quote(id)}`;
  return { problem: { place: '--agreement', path: '', text } };
}
