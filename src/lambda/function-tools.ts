import type { Context } from 'aws-lambda';
import type { Cloud } from '../compose/cloud.ts';
import type { Machine } from '../compose/machine.ts';

/** Log lines with members; no tag value and no secret is in any. */
export interface Log {
  info(message: string, members?: object): void;
  warn(message: string, members?: object): void;
  error(message: string, members?: object): void;
  /** Forgets what was said of an earlier invocation. */
  begin(requestId: string): void;
  /** Members of every further line of this invocation. */
  with(members: Readonly<Record<string, string>>): void;
}

export type MetricUnit = 'Percent' | 'Count' | 'Seconds' | 'None';

export interface Metric {
  readonly name: string;
  readonly unit: MetricUnit;
  readonly value: number;
  /** Beside the service's name, which every metric has. */
  readonly dimensions?: Readonly<Record<string, string>>;
}

/** What a function is given beside its event; made once, outside the handler. */
export interface FunctionTools {
  readonly machine: Machine;
  readonly cloud: Cloud;
  readonly log: Log;
  /** Writes metrics out. */
  readonly measure: (metrics: readonly Metric[]) => void;
  /** Where the function's code lies. */
  readonly folder: string;
}

/** As much of Lambda's context as is looked at. */
export type Invocation = Pick<Context, 'awsRequestId' | 'invokedFunctionArn' | 'getRemainingTimeInMillis'>;
