import type { Carrier } from '../domain/carrier.ts';
import { AwsError, type Failure } from '../domain/errors.ts';
import type { Evaluation } from '../domain/evaluation.ts';
import type { Target } from '../domain/target.ts';
import type { Confirmation, InventoryEntry, InventoryPort } from '../ports/inventory.ts';

/** A carrier with what every rule says of it. */
export interface Judged {
  readonly carrier: Carrier;
  readonly evaluations: readonly Evaluation[];
}

export interface Reading {
  /** By ARN. Carriers whose tags could not be read are among them, without tags. */
  readonly judged: readonly Judged[];
  /** Why the target is not read, or not wholly; undefined where it is. */
  readonly failure?: Failure;
}

export type Judge = (carrier: Carrier) => readonly Evaluation[];

/** Reads one target and judges its carriers. What a call could not give becomes a failure, never an empty answer. */
export async function readTarget(inventory: InventoryPort, target: Target, judge: Judge): Promise<Reading> {
  try {
    const { entries, failure } = await inventory.list(target);
    const readings = await Promise.all(entries.map((entry) => judgeEntry(inventory, target, entry, judge)));
    const firstFailure = failure ?? readings.find((reading) => reading.failure)?.failure;
    return { judged: readings.flatMap(({ judged }) => judged), ...(firstFailure && { failure: firstFailure }) };
  } catch (error) {
    if (error instanceof AwsError) return { judged: [], failure: error.failure };
    throw error;
  }
}

/** Tags that may be stale never lead to a finding: they are read again from the service that owns the carrier. */
async function judgeEntry(
  inventory: InventoryPort,
  target: Target,
  { carrier, provisional }: InventoryEntry,
  judge: Judge,
): Promise<Reading> {
  const evaluations = judge(carrier);
  const isFine = evaluations.every(({ outcome }) => outcome !== 'non_compliant');
  if (isFine || !provisional) return { judged: [{ carrier, evaluations }] };
  const confirmation = await confirm(inventory, target, carrier);
  switch (confirmation.state) {
    case 'gone':
      return { judged: [] };
    case 'read':
      return { judged: [{ carrier: confirmation.carrier, evaluations: judge(confirmation.carrier) }] };
    case 'unread':
      return {
        judged: [{ carrier: confirmation.carrier, evaluations: judge(confirmation.carrier) }],
        failure: confirmation.failure,
      };
    default:
      return confirmation satisfies never;
  }
}

/** What was listed stays, whatever hinders its confirmation. */
async function confirm(inventory: InventoryPort, target: Target, carrier: Carrier): Promise<Confirmation> {
  try {
    return await inventory.confirm(target, carrier);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const { tags: _, ...unread } = carrier;
    return { state: 'unread', carrier: unread, failure: error.failure };
  }
}
