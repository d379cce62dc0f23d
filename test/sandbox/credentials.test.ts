import { BedrockClient, ListInferenceProfilesCommand } from '@aws-sdk/client-bedrock';
import { ListAccountsCommand } from '@aws-sdk/client-organizations';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createAuthenticator } from '../../src/sandbox/authentication.ts';
import { createCredentialStore } from '../../src/sandbox/credentials.ts';
import { createEstate } from '../../src/sandbox/estate.ts';
import { buildRole } from '../../src/sandbox/world.ts';
import { assume, type Credentials, clients, errorOf, MANAGEMENT, MEMBER, open, smallWorld } from './support.ts';

const LIST = new ListInferenceProfilesCommand({ typeEquals: 'APPLICATION' });

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('credentials', () => {
  test.for<[string, (session: Credentials) => Credentials]>([
    ['an unknown key', (session) => ({ ...session, accessKeyId: 'ASIA000000000000ZZZZ' })],
    ['a user of an account that is not there', () => ({ accessKeyId: 'AKIA000000000000USER', secretAccessKey: 'x' })],
    ['another session’s token', (session) => ({ ...session, sessionToken: 'other' })],
    ['no token', ({ accessKeyId, secretAccessKey }) => ({ accessKeyId, secretAccessKey })],
  ])('with %s are refused in the words of each service', async ([, spoil]) => {
    const sandbox = await open();
    const { bedrock, organizations, sts } = clients(sandbox, spoil(await assume(sandbox, MEMBER)));
    const message = 'The security token included in the request is invalid.';

    const fromBedrock = await errorOf(bedrock.send(LIST));
    const fromOrganizations = await errorOf(organizations.send(new ListAccountsCommand({})));
    const fromSts = await errorOf(sts.send(new GetCallerIdentityCommand({})));

    expect(fromBedrock).toMatchObject({ name: 'UnrecognizedClientException', message });
    expect(fromBedrock.$metadata?.httpStatusCode).toBe(403);
    expect(fromOrganizations).toMatchObject({ name: 'UnrecognizedClientException', message });
    expect(fromSts).toMatchObject({ name: 'InvalidClientTokenId', message });
    expect(fromSts.$metadata?.httpStatusCode).toBe(403);
  });

  test('end with their time, to the millisecond', () => {
    const credentials = createCredentialStore(createEstate(smallWorld()));
    const session = credentials.open({ accountId: MEMBER, role: buildRole(), sessionName: 'run-1', expiresAtMs: 1000 });
    const identifyAt = (wallMs: number) =>
      createAuthenticator({
        credentials,
        faults: () => [],
        wallMs: () => wallMs,
      }).identify(
        { service: 'sts', region: 'us-east-1', accessKeyId: session.identity.accessKeyId },
        {
          method: 'POST',
          path: '/',
          query: new URLSearchParams(),
          headers: { 'x-amz-security-token': session.sessionToken },
          body: '',
          bytes: Buffer.alloc(0),
        },
      );

    expect(identifyAt(999).accountId).toBe(MEMBER);
    expect(() => identifyAt(1000)).toThrow('The security token included in the request is expired');
  });

  test('of a caller that is itself a role come with a token', async () => {
    const world = smallWorld();
    const roles = [buildRole({ name: 'Runner', actions: ['organizations:*', 'sts:AssumeRole'] })];
    const accounts = world.accounts.map((account) => (account.id === MANAGEMENT ? { ...account, roles } : account));
    const sandbox = await open({}, { ...world, accounts, caller: { accountId: MANAGEMENT, roleName: 'Runner' } });

    const answer = await clients(sandbox, sandbox.credentials).sts.send(new GetCallerIdentityCommand({}));

    expect(answer.Arn).toBe(`arn:aws:sts::${MANAGEMENT}:assumed-role/Runner/finops`);
    expect(sandbox.environment['AWS_SESSION_TOKEN']).toBe(sandbox.credentials.sessionToken);
  });

  test('for a Bedrock API key are those of the caller, whatever role was assumed', async () => {
    const sandbox = await open();
    const session = await assume(sandbox, MEMBER);
    vi.stubEnv('AWS_BEARER_TOKEN_BEDROCK', 'bedrock-api-key-of-somebody');
    const config = { endpoint: sandbox.url, region: 'us-east-1', credentials: session, maxAttempts: 1 };

    const trapped = await new BedrockClient(config).send(LIST);
    const safe = await new BedrockClient({ ...config, authSchemePreference: ['sigv4'] }).send(LIST);

    const accountsIn = ({ inferenceProfileSummaries = [] }: typeof safe) =>
      new Set(inferenceProfileSummaries.map(({ inferenceProfileArn }) => inferenceProfileArn?.split(':')[4]));
    expect(accountsIn(trapped)).toEqual(new Set([MANAGEMENT]));
    expect(accountsIn(safe)).toEqual(new Set([MEMBER]));
  });

  test('are missed where a request is not signed', async () => {
    const sandbox = await open();

    const answer = await fetch(`${sandbox.url}/inference-profiles`);

    expect(answer.status).toBe(403);
    expect(answer.headers.get('x-amzn-errortype')).toContain('MissingAuthenticationTokenException');
  });
});
