import type { Place } from '../compose/open-store.ts';
import { alertSettingsOf } from '../config/alert-settings.ts';
import { CARRIED_FILES } from '../config/carried-files.ts';
import { checkedConfiguration, type LoadedConfiguration } from '../config/checked-configuration.ts';
import { placeOf, readDocument } from '../config/document.ts';
import { withPatterns } from '../config/with-patterns.ts';
import { ConfigError } from '../domain/errors.ts';
import type { Settings } from '../domain/settings.ts';
import type { ConfigurationText } from './configuration-text.ts';
import { type Environment, variableProblem } from './environment.ts';

export interface FunctionConfiguration extends LoadedConfiguration {
  readonly place: Extract<Place, { readonly type: 's3' }>;
}

/**
 * The configuration with what the function's environment adds to it. Its hash is that of the text alone, so that what
 * was planned here can be applied from the command line under the same text, and the other way round. Throws ConfigError
 * with every problem.
 */
export async function functionConfiguration(
  { name, text }: ConfigurationText,
  environment: Environment,
): Promise<FunctionConfiguration> {
  const document = readDocument(text, name);
  const loaded = await withPatterns((compilePattern) =>
    checkedConfiguration(document, { compilePattern, carried: CARRIED_FILES }),
  );
  return { ...loaded, settings: settingsIn(loaded, environment), place: storeIn(loaded, environment) };
}

function settingsIn({ settings, configuration }: LoadedConfiguration, environment: Environment): Settings {
  const { topicArn, slackSecretArn, isRemediationOff } = environment;
  const { alerts } = configuration;
  const sns = alerts.sns ?? (topicArn === undefined ? undefined : { topicArn });
  const slack = alerts.slack ?? (slackSecretArn === undefined ? undefined : { webhookSecretArn: slackSecretArn });
  return {
    ...settings,
    alerts: alertSettingsOf({ ...alerts, sns, slack }),
    ...(isRemediationOff && { remediation: { ...settings.remediation, mode: 'report' } }),
  };
}

/** A folder of a function is gone with it: nobody who names one can mean it. */
function storeIn(
  { configuration, document }: LoadedConfiguration,
  { bucket }: Environment,
): FunctionConfiguration['place'] {
  const { store } = configuration;
  if (store.type === 's3') {
    const folder = `s3://${store.bucket}${store.prefix === '' ? '' : `/${store.prefix}`}`;
    return { type: 's3', bucket: store.bucket, prefix: store.prefix, folder };
  }
  const isNamed =
    typeof document.value === 'object' && document.value !== null && Object.hasOwn(document.value, 'store');
  if (isNamed) {
    const text =
      'the folders of a function do not last; expected s3, or no section store for the bucket of the stack; got directory';
    throw new ConfigError([
      { place: placeOf(document.file, document.locate(['store', 'type'])), path: 'store.type', text },
    ]);
  }
  if (bucket === undefined) {
    const text = 'there is no bucket to keep runs in; expected the name of one, here or as store of the configuration';
    throw new ConfigError([variableProblem('MAPWARDEN_BUCKET', text)]);
  }
  return { type: 's3', bucket, prefix: '', folder: `s3://${bucket}` };
}
