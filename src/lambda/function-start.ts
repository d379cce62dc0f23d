import { ConfigError } from '../domain/errors.ts';
import { type FunctionConfiguration, functionConfiguration } from './configuration.ts';
import { configurationText } from './configuration-text.ts';
import { tellProblems } from './configuration-told.ts';
import { type Environment, environmentOf } from './environment.ts';
import type { FunctionTools } from './function-tools.ts';

export interface Started {
  readonly environment: Environment;
  readonly configuration: FunctionConfiguration;
}

/** Reads and checks environment and configuration. Where something is wrong, tells it and throws ConfigError. */
export async function start(tools: FunctionTools): Promise<Started> {
  const { machine, cloud, folder, log } = tools;
  try {
    const environment = environmentOf(machine.env);
    const text = await configurationText(environment.config, cloud, folder);
    const configuration = await functionConfiguration(text, environment);
    for (const note of configuration.notes) log.warn('configured without effect', { note });
    return { environment, configuration };
  } catch (error) {
    if (error instanceof ConfigError) await tellProblems(error, tools);
    throw error;
  }
}
