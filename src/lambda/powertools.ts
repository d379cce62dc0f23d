import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { connectCloud } from '../compose/cloud.ts';
import { pause } from '../compose/machine.ts';
import { VERSION } from '../compose/version.ts';
import type { FunctionTools, Log, Metric } from './function-tools.ts';

const UNITS = {
  Percent: MetricUnit.Percent,
  Count: MetricUnit.Count,
  Seconds: MetricUnit.Seconds,
  None: MetricUnit.NoUnit,
} as const;

/** Logs and metrics by Powertools, whose own environment variables name service, namespace and level. */
export function functionTools(folder: string): FunctionTools {
  const logger = new Logger({ persistentLogAttributes: { version: VERSION } });
  const metrics = new Metrics();
  return {
    machine: {
      env: process.env,
      instant: () => new Date().toISOString(),
      epochMs: () => Date.now(),
      monotonicMs: () => performance.now(),
      pause,
      // Nobody interrupts a function; its deadline is set for each invocation.
      interrupted: new AbortController().signal,
    },
    cloud: connectCloud(),
    log: logOf(logger),
    measure: (all) => measure(metrics, all),
    folder,
  };
}

function logOf(logger: Logger): Log {
  return {
    info: (message, members = {}) => logger.info(message, { ...members }),
    warn: (message, members = {}) => logger.warn(message, { ...members }),
    error: (message, members = {}) => logger.error(message, { ...members }),
    with: (members) => logger.appendKeys({ ...members }),
    begin(requestId) {
      logger.resetKeys();
      logger.appendKeys({ requestId });
    },
  };
}

/** The folder of the function's code. */
export function functionFolder(url: string): string {
  return fileURLToPath(new URL('.', url));
}

/** One document for those without dimensions of their own, and one for each that has some. */
function measure(metrics: Metrics, all: readonly Metric[]): void {
  for (const { name, unit, value, dimensions } of all) {
    if (!dimensions) metrics.addMetric(name, UNITS[unit], value);
    else {
      const single = metrics.singleMetric();
      single.addDimensions({ ...dimensions });
      single.addMetric(name, UNITS[unit], value);
    }
  }
  metrics.publishStoredMetrics();
}
