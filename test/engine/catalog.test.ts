import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { resolveModel, resolveService } from '../../src/engine/catalog.ts';
import { CATALOG } from './support/world.ts';

const nameOf = (reference: string) => resolveModel(reference, CATALOG)?.name;
const serviceOf = (service: string) => resolveService(service, CATALOG)?.name;

describe('a model is found', () => {
  test.for([
    ['by its id', 'anthropic.claude-sonnet-4-5-20250929-v1:0', 'Claude Sonnet 4.5'],
    [
      'with a size of context behind its version',
      'anthropic.claude-sonnet-4-5-20250929-v1:0:200k',
      'Claude Sonnet 4.5',
    ],
    ['by its provider, where that is covered as a whole', 'amazon.nova-pro-v1:0', 'Amazon'],
    ['by the longest beginning that fits', 'anthropic.claude-3-5-sonnet-20240620-v1:0', 'Claude 3.5 Sonnet'],
    [
      'by a shorter one where the longest does not fit',
      'anthropic.claude-3-5-sonnet-20241022-v2:0',
      'Claude 3.5 Sonnet v2',
    ],
    [
      'by its ARN',
      'arn:aws:bedrock:eu-central-1::foundation-model/anthropic.claude-sonnet-4-5-20250929-v1:0',
      'Claude Sonnet 4.5',
    ],
    [
      'by the ARN of a system-defined profile',
      'arn:aws-us-gov:bedrock:us-gov-west-1:111122223333:inference-profile/us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0',
      'Claude Sonnet 4.5',
    ],
    [
      'by the base of a custom model',
      'arn:aws:bedrock:us-east-1:111122223333:custom-model/amazon.nova-lite-v1:0:300k/abcdef123456',
      'Amazon',
    ],
  ])('%s', ([, reference = '', name]) => {
    expect(nameOf(reference)).toBe(name);
  });

  test.for(['us', 'us-gov', 'eu', 'apac', 'ap', 'jp', 'au', 'ca', 'sa', 'global'])(
    'behind the prefix %s. of a profile',
    (prefix) => {
      expect(nameOf(`${prefix}.anthropic.claude-sonnet-4-5-20250929-v1:0`)).toBe('Claude Sonnet 4.5');
    },
  );
});

describe('a model is not listed', () => {
  test.for([
    ['of a provider that is not', 'luma.ray-v2:0'],
    ['of which only others of the provider are', 'anthropic.claude-opus-4-7-20260301-v1:0'],
    ['that only looks like another', 'cohere.command-rerank-v1'],
    ['whose version only begins like one that is', 'anthropic.claude-sonnet-4-50-20270101-v1:0'],
    ['when the provider stands alone', 'amazon'],
    ['when it is empty', ''],
    ['behind a prefix that is none', 'xx.amazon.nova-pro-v1:0'],
    [
      'when the profile does not show it',
      'arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/abc123',
    ],
    ['when the ARN has no resource path', 'arn:aws:bedrock:us-east-1:111122223333:something'],
  ])('%s', ([, reference = '']) => {
    expect(nameOf(reference)).toBeUndefined();
  });
});

describe('a service on the bill', () => {
  test.for([
    ['Amazon Bedrock', 'Amazon'],
    ['Amazon Bedrock AgentCore', 'AgentCore'],
    ['Claude Sonnet 4.5 (Amazon Bedrock Edition)', 'Claude Sonnet 4.5'],
    ['Claude 4.5 Sonnet (Amazon Bedrock Edition)', 'Claude Sonnet 4.5'],
    ['CLAUDE SONNET 4.5', 'Claude Sonnet 4.5'],
    ['Claude 3.5 Sonnet (Amazon Bedrock Edition)', 'Claude 3.5 Sonnet'],
    ['Claude 3.5 Sonnet v2 (Amazon Bedrock Edition)', 'Claude 3.5 Sonnet v2'],
    ['Cohere - Command R', 'Command R'],
    ['Cohere - Command R+ (Amazon Bedrock Edition)', 'Command R+'],
  ])('%s is %s', ([service = '', name]) => {
    expect(serviceOf(service)).toBe(name);
  });

  test.for([
    'Claude Sonnet 4 (Amazon Bedrock Edition)',
    'Claude Sonnet 4.5 Extended (Amazon Bedrock Edition)',
    'Sonnet 4.5',
    'Amazon Elastic Compute Cloud - Compute',
    'Amazon',
    '',
    '---',
  ])('%s is not listed', (service) => {
    expect(serviceOf(service)).toBeUndefined();
  });

  test('is the same in any order of its words', () => {
    const words = fc.shuffledSubarray(['Claude', '3.5', 'Sonnet', 'v2', '(Amazon', 'Bedrock', 'Edition)'], {
      minLength: 7,
    });
    fc.assert(
      fc.property(words, (order) => {
        expect(serviceOf(order.join(' '))).toBe('Claude 3.5 Sonnet v2');
      }),
    );
  });

  test('of an empty catalogue is not listed', () => {
    expect(resolveService('Amazon Bedrock', { ...CATALOG, entries: [] })).toBeUndefined();
    expect(resolveModel('amazon.nova-pro-v1:0', { ...CATALOG, entries: [] })).toBeUndefined();
  });
});
