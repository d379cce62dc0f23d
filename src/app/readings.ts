import type { CheckpointLine, Reading } from '../domain/checkpoint.ts';
import { cutOff, isCutOff } from '../domain/cut-off.ts';
import { AwsError, type Failure } from '../domain/errors.ts';
import type { Form } from './reading-forms.ts';

/** A question to AWS, so named that no other one has the name. */
export interface Question<T> {
  readonly of: string;
  /** IAM's name of the first call that it takes. */
  readonly operation: string;
  readonly form: Form<T>;
  readonly ask: () => Promise<T>;
  /** Why an answer is not the whole one, where it is not. */
  readonly lackOf?: (answer: T) => Failure | undefined;
  /** Billed requests that were sent so far, this question's among them; left out where it takes none. */
  readonly requests?: () => number;
}

/** What earlier parts of a run have read, by what was asked. */
export interface EarlierReadings {
  readonly byQuestion: ReadonlyMap<string, Reading>;
  /** Billed requests whose answers the end of their part prevented. */
  readonly lostRequests: number;
}

/** What a run reads, in all of its parts: nothing that was answered is asked again. */
export interface Readings {
  /** The answer as it was once given, or else AWS's. Throws AwsError, also where that was once the answer. */
  read<T>(question: Question<T>): Promise<T>;
  /** Billed requests of earlier parts, as far as the run has come: an answer's are counted once it is read. */
  earlierRequests(): number;
  /** Begins to keep what is read, with what was read before there was a place for it. */
  keepIn(keep: (line: CheckpointLine) => Promise<void>): Promise<void>;
  /** Whether the end of the run prevented an answer. */
  wasCutOff(): boolean;
}

/** What takes the place of an answer that was paid for and never came. */
export const LOST = 'lost';

/**
 * Once `end` has come, no question is asked any more; those under way are waited for. Earlier readings are let go of
 * when they are used.
 */
export function createReadings(end: AbortSignal, { byQuestion, lostRequests }: EarlierReadings): Readings {
  const earlier = new Map(byQuestion);
  const early: CheckpointLine[] = [];
  let keep: (line: CheckpointLine) => Promise<void> = async (line) => void early.push(line);
  let earlierRequests = lostRequests;
  let isCut = false;

  const again = <T>(known: Reading, form: Form<T>): T => {
    earlier.delete(known.of);
    earlierRequests += known.requests ?? 0;
    if ('failure' in known) throw new AwsError(known.failure);
    return form.read(known.answer);
  };

  return {
    async read(question) {
      const { of, form, requests = () => 0 } = question;
      const known = earlier.get(of);
      if (known) return again(known, form);
      const before = requests();
      const result = await attempt(question, end);
      const took = requests() - before;
      const counted = took > 0 && { requests: took };
      if (isLacking(question, result)) {
        isCut = true;
        if (took > 0) await keep({ of: LOST, ...counted, answer: null });
      } else if ('error' in result) await keep({ of, ...counted, failure: result.error.failure });
      else await keep({ of, ...counted, answer: form.write(result.answer) });
      if ('error' in result) throw result.error;
      return result.answer;
    },
    earlierRequests: () => earlierRequests,
    async keepIn(place) {
      keep = place;
      for (const line of early.splice(0)) await place(line);
    },
    wasCutOff: () => isCut,
  };
}

type Result<T> = { readonly answer: T } | { readonly error: AwsError };

async function attempt<T>({ operation, ask }: Question<T>, end: AbortSignal): Promise<Result<T>> {
  try {
    if (end.aborted) throw cutOff(operation);
    return { answer: await ask() };
  } catch (error) {
    if (error instanceof AwsError) return { error };
    throw error;
  }
}

/** What the end of the run prevented, or made less than whole, is no answer. */
function isLacking<T>({ lackOf }: Question<T>, result: Result<T>): boolean {
  const failure = 'error' in result ? result.error.failure : lackOf?.(result.answer);
  return failure !== undefined && isCutOff(failure);
}
