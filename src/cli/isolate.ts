import os from 'node:os';

/**
 * Takes every AWS and proxy setting out of an environment, and points the SDK at no shared files: the demo must behave
 * the same on every machine, and must not be led anywhere. Settings such as AWS_USE_FIPS_ENDPOINT or AWS_MAX_ATTEMPTS
 * reach clients even where endpoint and credentials are given.
 */
export function isolate(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(env)) {
    if (/^AWS_/i.test(name) || /_proxy$/i.test(name) || name === 'NODE_USE_ENV_PROXY') delete env[name];
  }
  env['AWS_CONFIG_FILE'] = os.devNull;
  env['AWS_SHARED_CREDENTIALS_FILE'] = os.devNull;
  env['AWS_EC2_METADATA_DISABLED'] = 'true';
  silenceSdkBanner(env);
}

/** The SDK prints ten lines on Node 20; one of our own says what matters. */
export function silenceSdkBanner(env: NodeJS.ProcessEnv): void {
  env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
}
