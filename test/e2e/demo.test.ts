import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { onlyRun, runCommand, spawnCommand } from '../support/sandbox-command.ts';
import { stubEnvironment, temporaryFolder } from '../support/sandbox-scene.ts';

beforeEach(() => stubEnvironment());

/** Everything by which a shell could lead the SDK, Node or the command astray. */
async function hostileEnvironment(): Promise<Readonly<Record<string, string>>> {
  const garbage = path.join(await temporaryFolder(), 'garbage');
  await writeFile(garbage, '[profile nonexistent\n\u0000 = ]]] region ===\n');
  const nowhere = 'http://192.0.2.1:9';
  return {
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    AWS_SESSION_TOKEN: 'a-session-of-somebody',
    AWS_PROFILE: 'nonexistent',
    AWS_DEFAULT_PROFILE: 'nonexistent',
    AWS_CONFIG_FILE: garbage,
    AWS_SHARED_CREDENTIALS_FILE: garbage,
    AWS_SDK_LOAD_CONFIG: '1',
    AWS_ENDPOINT_URL: nowhere,
    AWS_ENDPOINT_URL_ACCOUNT: nowhere,
    AWS_ENDPOINT_URL_BEDROCK: nowhere,
    AWS_ENDPOINT_URL_ORGANIZATIONS: nowhere,
    AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API: nowhere,
    AWS_ENDPOINT_URL_STS: nowhere,
    AWS_REGION: 'moon-1',
    AWS_DEFAULT_REGION: 'moon-1',
    AWS_BEARER_TOKEN_BEDROCK: 'bedrock-api-key-of-somebody',
    AWS_AUTH_SCHEME_PREFERENCE: 'httpBearerAuth',
    AWS_USE_FIPS_ENDPOINT: 'true',
    AWS_USE_DUALSTACK_ENDPOINT: 'true',
    AWS_STS_REGIONAL_ENDPOINTS: 'legacy',
    AWS_ROLE_ARN: 'arn:aws:iam::111122223333:role/somebody',
    AWS_WEB_IDENTITY_TOKEN_FILE: garbage,
    AWS_CONTAINER_CREDENTIALS_FULL_URI: nowhere,
    AWS_MAX_ATTEMPTS: 'abc',
    AWS_RETRY_MODE: 'bogus',
    AWS_DEFAULTS_MODE: 'bogus',
    AWS_SDK_UA_APP_ID: 'x'.repeat(200),
    AWS_CA_BUNDLE: garbage,
    HTTP_PROXY: nowhere,
    HTTPS_PROXY: nowhere,
    ALL_PROXY: nowhere,
    NO_PROXY: '',
    http_proxy: nowhere,
    https_proxy: nowhere,
    all_proxy: nowhere,
    no_proxy: '',
    NODE_USE_ENV_PROXY: '1',
    MAPWARDEN_CONFIG: garbage,
  };
}

const SMALL = ['--now', '2026-11-20', '--accounts', '8', '--regions', '6', '--quiet'];

describe('the demo', () => {
  test('says the same in a hostile environment as in an empty one', async () => {
    const [out, hostileOut] = [await temporaryFolder(), await temporaryFolder()];
    const hostile = await spawnCommand(['demo', ...SMALL, '--out', hostileOut], await hostileEnvironment());
    const plain = await spawnCommand(['demo', ...SMALL, '--out', out]);
    expect([hostile.code, plain.code]).toEqual([0, 0]);
    expect(hostile.stderr.replaceAll(hostileOut, out)).toBe(plain.stderr);
    expect(hostile.stdout.replaceAll(hostileOut, out)).toBe(plain.stdout);
    const files = await onlyRun(out);
    expect(Object.keys(files)).toEqual([
      'configuration.json',
      'findings.ndjson',
      'inputs.json',
      'manifest.json',
      'memory.ndjson',
      'report.html',
      'report.json',
      'report.md',
      'resources.ndjson',
      'spend-queries.ndjson',
    ]);
    expect(await onlyRun(hostileOut)).toEqual(files);
    expect(JSON.parse(files['report.json'] ?? '').totals.resources).toBeGreaterThan(50);
  });

  test('tells the default story, points to the report, and returns the code of the audit only when asked', async () => {
    const out = await temporaryFolder();
    const argv = ['demo', '--now', '2026-11-20', '--out', out];
    const ended = await runCommand([...argv, '--exit-code']);
    expect(ended.code).toBe(4);
    expect(ended.stdout).toMatch(/^INCOMPLETE: /);
    expect(ended.stderr).toContain('audit would have exited with 4');
    const report = /(\S+report\.html)/.exec(ended.stderr)?.[1] ?? '';
    expect(report.startsWith(out)).toBe(true);
    expect(await readFile(report, 'utf8')).toContain('legacy-erp');
  });

  test('returns 0 with --exit-code where everything was read and nothing fails it', async () => {
    const argv = ['demo', '--accounts', '1', '--regions', '1', '--out', await temporaryFolder(), '--exit-code'];
    expect((await runCommand([...argv, '--fail-on', 'none'])).code).toBe(0);
    // The first target of every story has nine profiles, and one of them is tagged wrongly.
    expect((await runCommand(argv)).code).toBe(1);
  });
});
