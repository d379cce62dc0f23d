import { createHash } from 'node:crypto';
import type { Plan } from '../domain/plan.ts';

/** SHA-256 over all of a plan but its hash, 64 hex digits: who approves a plan approves just this text. */
export function planHash(plan: Omit<Plan, 'hash'>): string {
  return createHash('sha256').update(canonical(plan)).digest('hex');
}

/** A stable id of 12 hex digits for what is to be done, and from which state. */
export function actionId(parts: readonly unknown[]): string {
  return createHash('sha256').update(canonical(parts)).digest('hex').slice(0, 12);
}

/** JSON with the members of every object in the order of their names. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
