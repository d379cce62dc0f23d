import { GetSecretValueCommand, ResourceNotFoundException } from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand, ParameterNotFound } from '@aws-sdk/client-ssm';
import { describe, expect, test } from 'vitest';
import { buildRole } from '../../src/sandbox/world.ts';
import { administratorOf, assume, clients, errorOf, MANAGEMENT, MEMBER, open, smallWorld } from './support.ts';

const ARN = `arn:aws:secretsmanager:us-east-1:${MANAGEMENT}:secret:mapwarden/slack-webhook-a1B2c3`;
const NAME = '/mapwarden/slack-webhook';
const CREATED = { createdAt: '2026-01-12T08:00:00.000Z' };

describe('a secret', () => {
  test.for([ARN, 'mapwarden/slack-webhook', ARN.slice(0, -7)])(
    'is found as %s, and holds the webhook',
    async (SecretId) => {
      const sandbox = await open();
      const { secrets } = clients(sandbox, sandbox.credentials);

      const answer = await secrets.send(new GetSecretValueCommand({ SecretId }));

      expect(answer).toMatchObject({
        ARN,
        Name: 'mapwarden/slack-webhook',
        SecretString: sandbox.destinations.slackUrl,
        VersionStages: ['AWSCURRENT'],
        CreatedDate: new Date(CREATED.createdAt),
      });
      expect(new URL(answer.SecretString ?? '').origin).toBe(sandbox.url);
    },
  );

  test('has one version, by its stage and by its id', async () => {
    const sandbox = await open();
    const { secrets } = clients(sandbox, sandbox.credentials);
    const get = (input: object) => secrets.send(new GetSecretValueCommand({ SecretId: ARN, ...input }));
    const { VersionId } = await get({});

    expect((await get({ VersionId, VersionStage: 'AWSCURRENT' })).SecretString).toBeDefined();
    expect((await errorOf(get({ VersionStage: 'AWSPREVIOUS' }))).message).toContain('staging label: AWSPREVIOUS');
    expect((await errorOf(get({ VersionId: 'a'.repeat(32) }))).message).toContain('VersionId: aaaa');
  });

  test.for(['other', ARN.replace('us-east-1', 'eu-west-1'), `${ARN}x`])('is not found as %s', async (SecretId) => {
    const sandbox = await open();
    const { secrets } = clients(sandbox, sandbox.credentials);

    const error = await errorOf(secrets.send(new GetSecretValueCommand({ SecretId })));

    expect(error).toBeInstanceOf(ResourceNotFoundException);
    expect(error.$metadata?.httpStatusCode).toBe(400);
  });

  test('is closed to other accounts and to roles without the permission', async () => {
    const sandbox = await open();
    const get = new GetSecretValueCommand({ SecretId: ARN });
    const auditor = clients(sandbox, await assume(sandbox, MANAGEMENT)).secrets;

    const fromAfar = await errorOf(clients(sandbox, administratorOf(MEMBER)).secrets.send(get));
    const fromAuditor = await errorOf(auditor.send(get));

    expect(fromAfar).toMatchObject({ name: 'AccessDeniedException' });
    expect(fromAfar.message).toContain('no resource-based policy');
    expect(fromAuditor).toMatchObject({ name: 'AccessDeniedException' });
    expect(fromAuditor.message).toContain(`secretsmanager:GetSecretValue on resource: ${ARN}`);
  });
});

describe('a parameter', () => {
  const parameters = [
    { accountId: MANAGEMENT, region: 'us-east-1', name: 'plain', type: 'String', value: 'text', ...CREATED },
    { accountId: MANAGEMENT, region: 'us-east-1', name: NAME, type: 'SecureString', value: 'secret', ...CREATED },
  ] as const;

  test('of plain text is read with decryption or without', async () => {
    const sandbox = await open({}, smallWorld({ parameters }));
    const { ssm } = clients(sandbox, sandbox.credentials);
    const get = (input: object) => ssm.send(new GetParameterCommand({ Name: 'plain', ...input }));

    const { Parameter } = await get({});

    expect(Parameter).toEqual({
      Name: 'plain',
      Type: 'String',
      Value: 'text',
      Version: 1,
      LastModifiedDate: new Date(CREATED.createdAt),
      ARN: `arn:aws:ssm:us-east-1:${MANAGEMENT}:parameter/plain`,
      DataType: 'text',
    });
    expect((await get({ WithDecryption: true })).Parameter?.Value).toBe('text');
  });

  test.for([NAME, `arn:aws:ssm:us-east-1:${MANAGEMENT}:parameter${NAME}`])(
    'that is secret is read as %s with decryption only',
    async (Name) => {
      const sandbox = await open({}, smallWorld({ parameters }));
      const { ssm } = clients(sandbox, sandbox.credentials);

      const sealed = await ssm.send(new GetParameterCommand({ Name }));
      const opened = await ssm.send(new GetParameterCommand({ Name, WithDecryption: true }));

      expect(sealed.Parameter).toMatchObject({ Type: 'SecureString', Value: expect.stringMatching(/^AQICAHh/) });
      expect(sealed.Parameter?.Value).not.toContain('secret');
      expect(opened.Parameter?.Value).toBe('secret');
    },
  );

  test('of the default world holds the webhook', async () => {
    const sandbox = await open();
    const { ssm } = clients(sandbox, sandbox.credentials);

    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: NAME, WithDecryption: true }));

    expect(Parameter?.Value).toBe(sandbox.destinations.slackUrl);
  });

  test('is found in its own account and region only, by those who may', async () => {
    const sandbox = await open();
    const get = new GetParameterCommand({ Name: NAME });
    const auditor = clients(sandbox, await assume(sandbox, MANAGEMENT)).ssm;

    const elsewhere = await errorOf(clients(sandbox, sandbox.credentials, 'eu-west-1').ssm.send(get));
    const fromAfar = await errorOf(clients(sandbox, administratorOf(MEMBER)).ssm.send(get));

    expect(elsewhere).toBeInstanceOf(ParameterNotFound);
    expect(fromAfar).toBeInstanceOf(ParameterNotFound);
    expect((await errorOf(auditor.send(get))).name).toBe('AccessDeniedException');
  });
});

test('a role that may read the secret reads it', async () => {
  const world = smallWorld();
  const roles = [buildRole({ name: 'Teller', actions: ['secretsmanager:GetSecretValue'] })];
  const accounts = world.accounts.map((account) => (account.id === MANAGEMENT ? { ...account, roles } : account));
  const sandbox = await open({}, { ...world, accounts });
  const { secrets } = clients(sandbox, await assume(sandbox, MANAGEMENT, { role: 'Teller' }));

  expect((await secrets.send(new GetSecretValueCommand({ SecretId: ARN }))).Name).toBe('mapwarden/slack-webhook');
});
