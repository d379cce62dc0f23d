import { createHash } from 'node:crypto';
import { canonicalJson } from '../domain/canonical-json.ts';
import type { Plan } from '../domain/plan.ts';

/** SHA-256 over all of a plan but its hash, 64 hex digits: who approves a plan approves just this text. */
export function planHash(plan: Omit<Plan, 'hash'>): string {
  return createHash('sha256').update(canonicalJson(plan)).digest('hex');
}

/** A stable id of 12 hex digits for what is to be done, and from which state. */
export function actionId(parts: readonly unknown[]): string {
  return createHash('sha256').update(canonicalJson(parts)).digest('hex').slice(0, 12);
}
