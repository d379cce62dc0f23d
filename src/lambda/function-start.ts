import { createTold } from '../aws/s3-told.ts';
import { AwsError, ConfigError, formatProblem } from '../domain/errors.ts';
import { configurationMessage, configurationNotice } from '../report/configuration-notice.ts';
import { type FunctionConfiguration, functionConfiguration } from './configuration.ts';
import { configurationText } from './configuration-text.ts';
import { type Environment, environmentOf } from './environment.ts';
import type { FunctionTools } from './function-tools.ts';

/** Below it, in the bucket of the stack, stands what was told of a bad configuration. */
const TOLD = 'state/configuration/';

export interface Started {
  readonly environment: Environment;
  readonly configuration: FunctionConfiguration;
}

/**
 * Reads and checks the configuration. Where it is wrong, throws ConfigError with every problem; the function that has a
 * topic tells them there too, once until they change or are mended.
 */
export async function start(tools: FunctionTools): Promise<Started> {
  const { machine, cloud, folder, log } = tools;
  const environment = environmentOf(machine.env);
  try {
    const text = await configurationText(environment.config, cloud, folder);
    const configuration = await functionConfiguration(text, environment);
    for (const note of configuration.notes) log.warn('configured without effect', { note });
    if (environment.topicArn !== undefined) await quietly(tools, () => told(tools, environment)?.forget());
    return { environment, configuration };
  } catch (error) {
    if (error instanceof ConfigError) await quietly(tools, () => tell(error, environment, tools));
    throw error;
  }
}

async function tell({ problems }: ConfigError, environment: Environment, tools: FunctionTools): Promise<void> {
  const { topicArn, config } = environment;
  const lines = problems.map(formatProblem);
  tools.log.error('configuration is wrong', { source: config, problems: lines });
  if (topicArn === undefined) return;
  const notice = configurationNotice(config, lines, tools.machine.instant());
  const sending = { route: { id: 'configuration', target: topicArn }, id: notice.id };
  const publish = () => tools.cloud.publish(sending, configurationMessage(notice));
  const desk = told(tools, environment);
  if (desk) await desk.once(notice.id, publish);
  else await publish();
}

function told({ cloud }: FunctionTools, { bucket }: Environment) {
  return bucket === undefined ? undefined : createTold(cloud.bucket(bucket), TOLD);
}

/** What AWS refuses here must not hide what was to be told, nor stop what can be done. */
async function quietly({ log }: FunctionTools, work: () => Promise<unknown> | undefined): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const { operation, code, requestId } = error.failure;
    log.error('the state of the configuration could not be told', { operation, code, requestId });
  }
}
