import type { ModelCatalog } from '../../domain/model-catalog.ts';
import { resolveService } from '../catalog.ts';

/**
 * Whether a service on the bill is Amazon Bedrock: itself, AgentCore, or a model sold through AWS Marketplace, such as
 * `Claude Sonnet 4.5 (Amazon Bedrock Edition)`.
 */
export function isBedrockService(name: string): boolean {
  return /bedrock/i.test(name);
}

/**
 * Makers and families of models: one that no list has yet is just the one that must not be lost from sight. A version
 * may follow without a space: `Llama3`. Nova Act and Nova Forge are services of their own.
 */
const FAMILIES = new RegExp(
  `\\b(?:${[
    'ai21|jamba|jurassic',
    'anthropic|claude|haiku|opus|sonnet',
    'cohere|command[ -][ar]\\+?',
    'deepseek',
    'gemma',
    'glm|z\\.ai',
    'gpt|openai',
    'grok',
    'kimi|moonshot',
    'llama',
    'luma',
    'marengo|pegasus|twelvelabs',
    'minimax',
    '(?:code|dev|magi|mini|mi)stral|(?:mi|pi|vo)xtral',
    'nemotron',
    'nova(?! (?:act|forge)\\b)',
    'palmyra',
    'qwen',
    'stability|stable (?:diffusion|image)',
    'titan',
  ].join('|')})(?![a-z])`,
  'i',
);

/** Whether a service's name is that of a Bedrock model, though it does not say Bedrock. Only a hint. */
export function looksLikeModel(name: string, catalog: ModelCatalog): boolean {
  return !isBedrockService(name) && (resolveService(name, catalog) !== undefined || FAMILIES.test(name));
}

/**
 * Whether a usage type is data transfer, which MAP never counts: `EUC1-DataTransfer-Out-Bytes`, or between regions
 * `USE1-EUC1-AWS-Out-Bytes`. Source: MAP Included Services List, general remarks.
 */
export function isDataTransfer(usageType: string): boolean {
  return /DataTransfer|-(In|Out)-[A-Za-z]*Bytes/i.test(usageType);
}
