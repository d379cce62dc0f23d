import type { Remembered, Told } from './alerts.ts';
import { FINDING_STATUSES } from './finding.ts';
import { SEVERITIES } from './severity.ts';
import {
  type Check,
  isAmount,
  isCount,
  isInstant,
  isListOf,
  isNullOr,
  isObject,
  isOneOf,
  isText,
  isTextOrNull,
  parsed,
} from './shape.ts';

/** One line of a run's memory. */
export interface MemoryLine {
  /** File and line, for a person: `…/memory.ndjson:17`. */
  readonly place: string;
  /** Undefined where the line is not as a run wrote it. */
  readonly record: Remembered | undefined;
}

/**
 * What a line of a memory says; undefined where it was torn, or edited into something that no later step could use. What
 * other versions of mapwarden have more or less is let pass.
 */
export function rememberedIn(line: string): Remembered | undefined {
  const value = parsed(line);
  return isRemembered(value) ? value : undefined;
}

const isMoney = isNullOr(isObject({ amount: isAmount, currency: isText }));

export const isFinding = isObject({
  id: isText,
  ruleId: isText,
  severity: isOneOf(SEVERITIES),
  status: isOneOf(FINDING_STATUSES),
  firstSeen: isInstant,
  lastSeen: isInstant,
  // What findings are streamed by: anything else would hold up those behind it.
  accountId: isNullOr((value) => typeof value === 'string' && /^\d{12}$/.test(value)),
  accountName: isTextOrNull,
  ouPath: isTextOrNull,
  region: isTextOrNull,
  owner: isTextOrNull,
  resource: isObject({ type: isText, id: isText, arn: isTextOrNull, name: isText, models: isListOf(isText) }),
  message: isText,
  evidence: isObject(),
  lost: isMoney,
  atRisk: isMoney,
  remediation: isObject({ kind: isText, command: isTextOrNull, note: isText }),
  stripped: isNullOr(isObject({ times: isCount })),
});

const isTold = isObject({
  at: isInstant,
  severity: isOneOf(SEVERITIES),
  atRisk: isNullOr(isAmount),
  stripped: isCount,
} satisfies Partial<Record<keyof Told, Check>>);

function isRemembered(value: unknown): value is Remembered {
  const isWhole = isObject({ finding: isFinding, told: isObject() });
  return isWhole(value) && Object.values(Object(value).told).every(isTold);
}
