import { expect, test } from 'vitest';
import { isBedrockService, isDataTransfer, looksLikeModel } from '../../../src/engine/spend/services.ts';
import { CATALOG } from '../support/world.ts';

test.for([
  ['Amazon Bedrock', true],
  ['Amazon Bedrock AgentCore', true],
  ['AmazonBedrockAgentCore', true],
  ['Claude 4.6 Sonnet (Amazon Bedrock Edition)', true],
  ['Stable Image Core (AMAZON BEDROCK edition)', true],
  ['Cohere - Command R', false],
  ['Amazon Elastic Compute Cloud - Compute', false],
  ['', false],
] as const)('%s is Bedrock: %s', ([name, expected]) => {
  expect(isBedrockService(name)).toBe(expected);
});

test.for([
  ['Cohere - Command R', true],
  ['Claude 3.5 Sonnet', true],
  ['Claude 3.5 Sonnet (Amazon Bedrock Edition)', false], // it is Bedrock, and says so
  ['Amazon Simple Storage Service', false],
  ['AWS', false],
] as const)('%s only looks like a model: %s', ([name, expected]) => {
  expect(looksLikeModel(name, CATALOG)).toBe(expected);
});

test.for([
  ['EUC1-DataTransfer-Out-Bytes', true],
  ['DataTransfer-Regional-Bytes', true],
  ['USE1-EUC1-AWS-Out-Bytes', true],
  ['USE1-EUC1-AWS-In-ABytes', true],
  ['USE1-Claude4.6Sonnet-input-tokens', false],
  ['USW2-MP:USW2_InputTokenCount-Units', false],
  ['USE1-NovaLite-output-tokens', false],
] as const)('%s is data transfer: %s', ([usageType, expected]) => {
  expect(isDataTransfer(usageType)).toBe(expected);
});
