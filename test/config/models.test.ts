import { describe, expect, test } from 'vitest';
import { loadModelCatalog } from '../../src/config/model-catalog.ts';
import { BEDROCK_ELIGIBLE_AFTER } from '../../src/domain/agreement.ts';
import { resolveModel, resolveService } from '../../src/engine/catalog.ts';

const CATALOG = loadModelCatalog();

test('the list of the package is the one of 6 April 2026', () => {
  expect(CATALOG.edition).toBe('2026-04-06');
  expect(CATALOG.source).toContain('AWS Migrations Included Services List, edition of 6 April 2026');
});

test('every product code but that of AWS itself is one entry', () => {
  const codes = CATALOG.entries.flatMap(({ productCodes }) => productCodes).filter((code) => code !== 'AmazonBedrock');
  expect(new Set(codes).size).toBe(codes.length);
  expect(codes).toHaveLength(43);
});

test('every date lies between that of Bedrock itself and the edition', () => {
  const wrong = CATALOG.entries.filter(
    ({ eligibleAfter }) => eligibleAfter < BEDROCK_ELIGIBLE_AFTER || eligibleAfter > CATALOG.edition,
  );
  expect(wrong).toEqual([]);
});

test('what begins like the id of an entry is that entry, and no other one', () => {
  for (const { name, modelIds } of CATALOG.entries) {
    for (const id of modelIds) expect(resolveModel(`${id}-x`, CATALOG)?.name).toBe(name);
  }
});

test('every name of a service is that of its entry', () => {
  for (const { name, serviceNames } of CATALOG.entries) {
    for (const service of serviceNames) {
      // Providers as a whole are known by a name that goes on, and only where the bill says Bedrock.
      const billed = service.endsWith('*') ? `${service.replace('*', 'x-1')} (Amazon Bedrock Edition)` : service;
      expect(resolveService(billed, CATALOG)?.name).toBe(name);
    }
  }
});

const BASE = '2024-12-16';

describe('a model id of AWS', () => {
  test.for<[id: string, name: string, eligibleAfter: string]>([
    ['amazon.nova-pro-v1:0', 'Amazon (all models)', BASE],
    ['amazon.nova-2-lite-v1:0', 'Amazon (all models)', BASE],
    ['amazon.titan-embed-text-v2:0:8k', 'Amazon (all models)', BASE],
    ['deepseek.r1-v1:0', 'DeepSeek (all models)', BASE],
    ['deepseek.v3.2', 'DeepSeek (all models)', BASE],
    ['minimax.minimax-m2.1', 'MiniMax (all models)', BASE],
    ['mistral.mistral-large-2407-v1:0', 'Mistral (all models)', BASE],
    ['mistral.pixtral-large-2502-v1:0', 'Mistral (all models)', BASE],
    ['moonshot.kimi-k2-thinking', 'Moonshot AI (all models)', BASE],
    ['moonshotai.kimi-k2.5', 'Moonshot AI (all models)', BASE],
    ['openai.gpt-oss-120b-1:0', 'OpenAI (all models)', BASE],
    ['qwen.qwen3-coder-480b-a35b-v1:0', 'Qwen (all models)', BASE],
    ['zai.glm-4.7-flash', 'Z.AI (all models)', BASE],
    ['ai21.jamba-1-5-large-v1:0', 'Jamba 1.5 Large', BASE],
    ['ai21.jamba-1-5-mini-v1:0', 'Jamba 1.5 Mini', BASE],
    ['ai21.jamba-instruct-v1:0', 'Jamba-Instruct', BASE],
    ['ai21.j2-ultra-v1', 'Jurassic-2 Ultra', BASE],
    ['anthropic.claude-v2:1', 'Claude - 100K tokens', BASE],
    ['anthropic.claude-v2:0:18k', 'Claude - 100K tokens', BASE],
    ['anthropic.claude-instant-v1:2:100k', 'Claude Instant - 100K tokens', BASE],
    ['anthropic.claude-3-haiku-20240307-v1:0', 'Claude 3 Haiku', BASE],
    ['anthropic.claude-3-sonnet-20240229-v1:0:200k', 'Claude 3 Sonnet', BASE],
    ['anthropic.claude-3-opus-20240229-v1:0', 'Claude 3 Opus', BASE],
    ['anthropic.claude-3-5-haiku-20241022-v1:0', 'Claude 3.5 Haiku', BASE],
    ['anthropic.claude-3-5-sonnet-20240620-v1:0', 'Claude 3.5 Sonnet', BASE],
    ['anthropic.claude-3-5-sonnet-20241022-v2:0', 'Claude 3.5 Sonnet v2', BASE],
    ['anthropic.claude-3-7-sonnet-20250219-v1:0', 'Claude 3.7 Sonnet', BASE],
    ['anthropic.claude-sonnet-4-20250514-v1:0', 'Claude Sonnet 4', '2025-06-20'],
    ['anthropic.claude-opus-4-20250514-v1:0', 'Claude Opus 4', '2025-06-20'],
    ['anthropic.claude-opus-4-1-20250805-v1:0', 'Claude Opus 4.1', '2025-09-28'],
    ['anthropic.claude-sonnet-4-5-20250929-v1:0', 'Claude Sonnet 4.1, Claude Sonnet 4.5', '2025-09-28'],
    ['anthropic.claude-haiku-4-5-20251001-v1:0', 'Claude Haiku 4.5', '2025-10-10'],
    ['anthropic.claude-opus-4-5-20251101-v1:0', 'Claude Opus 4.5', '2025-12-16'],
    ['anthropic.claude-opus-4-6-v1', 'Claude Opus 4.6', '2026-02-11'],
    ['anthropic.claude-sonnet-4-6', 'Claude Sonnet 4.6', '2026-02-25'],
    ['cohere.command-text-v14:7:4k', 'Cohere - Command', BASE],
    ['cohere.command-light-text-v14', 'Cohere - Command Light', BASE],
    ['cohere.command-r-v1:0', 'Cohere - Command R', BASE],
    ['cohere.command-r-plus-v1:0', 'Cohere - Command R+', BASE],
    ['cohere.embed-english-v3', 'Cohere - Embed (english)', BASE],
    ['cohere.embed-multilingual-v3:0:512', 'Cohere - Embed (multi-lingual)', BASE],
    ['cohere.embed-v4:0', 'Embed v4', '2025-10-10'],
    ['meta.llama2-70b-chat-v1', 'Meta - Llama 2 70B chat', BASE],
    ['meta.llama3-70b-instruct-v1:0', 'Meta - Llama 3 8B, 70B', BASE],
    ['meta.llama3-1-405b-instruct-v1:0', 'Meta - Llama 3.1 8B, 70B, 405B', BASE],
    ['meta.llama3-2-1b-instruct-v1:0', 'Meta - Llama 3.2 1B, 3B, 11B, 90B Instruct', BASE],
    ['stability.stable-diffusion-xl-v0', 'Stability', BASE],
    ['stability.stable-diffusion-xl-v1:0', 'Stability - SDXL 1.0 (PT Only)', BASE],
    ['stability.stable-image-core-v1:1', 'Stable Image Core', BASE],
    ['stability.stable-image-ultra-v1:1', 'Stable Image Ultra', BASE],
    ['twelvelabs.marengo-embed-2-7-v1:0', 'Marengo Embed 2.7', '2025-09-28'],
    ['twelvelabs.marengo-embed-3-0-v1:0', 'Marengo Embed 3.0', '2025-11-03'],
    ['twelvelabs.pegasus-1-2-v1:0', 'Pegasus 1.2', '2025-09-28'],
    ['writer.palmyra-x4-v1:0', 'Palmyra X4', '2025-06-20'],
    ['writer.palmyra-x5-v1:0', 'Palmyra X5', '2025-06-20'],
  ])('%s is %s, after %s', ([id, name, eligibleAfter]) => {
    for (const reference of [id, `us.${id}`, `global.${id}`]) {
      expect(resolveModel(reference, CATALOG)).toMatchObject({ name, eligibleAfter });
    }
  });

  test.for([
    'anthropic.claude-opus-4-7',
    'anthropic.claude-opus-4-8',
    'anthropic.claude-opus-5',
    'anthropic.claude-sonnet-5',
    'anthropic.claude-fable-5',
    'cohere.rerank-v3-5:0',
    'google.gemma-3-27b-it',
    'luma.ray-v2:0',
    'meta.llama2-13b-v1',
    'meta.llama3-3-70b-instruct-v1:0',
    'meta.llama4-maverick-17b-instruct-v1:0',
    'nvidia.nemotron-nano-9b-v2',
    'stability.sd3-5-large-v1:0',
    'stability.stable-image-inpaint-v1:0',
    'stability.stable-outpaint-v1:0',
    'amazonian.model-v1',
  ])('%s is not listed', (id) => {
    expect(resolveModel(id, CATALOG)).toBeUndefined();
    expect(resolveModel(`eu.${id}`, CATALOG)).toBeUndefined();
  });
});

const EDITION = '(Amazon Bedrock Edition)';

describe('a model of the list is found by its name as a service on the bill', () => {
  test.for<[service: string, name: string, eligibleAfter: string]>([
    ['Claude 100K', 'Claude - 100K tokens', BASE],
    ['Claude - 100K tokens', 'Claude - 100K tokens', BASE],
    ['Claude 12k', 'Claude 12k', BASE],
    ['Claude Instant', 'Claude Instant - 100K tokens', BASE],
    ['Claude Instant 100K', 'Claude Instant - 100K tokens', BASE],
    ['Claude Instant 12K', 'Claude Instant - 12K tokens', BASE],
    ['Claude 3 Haiku', 'Claude 3 Haiku', BASE],
    ['Claude 3 Sonnet', 'Claude 3 Sonnet', BASE],
    ['Claude 3 Opus', 'Claude 3 Opus', BASE],
    ['Claude 3.5 Haiku', 'Claude 3.5 Haiku', BASE],
    ['Claude 3.5 Sonnet', 'Claude 3.5 Sonnet', BASE],
    ['Claude 3.5 Sonnet v2', 'Claude 3.5 Sonnet v2', BASE],
    ['Claude 3.7 Sonnet', 'Claude 3.7 Sonnet', BASE],
    ['Claude Sonnet 4', 'Claude Sonnet 4', '2025-06-20'],
    ['Claude 4 Sonnet', 'Claude Sonnet 4', '2025-06-20'],
    ['Claude Opus 4', 'Claude Opus 4', '2025-06-20'],
    ['Claude Opus 4.1', 'Claude Opus 4.1', '2025-09-28'],
    ['Claude Sonnet 4.1', 'Claude Sonnet 4.1, Claude Sonnet 4.5', '2025-09-28'],
    ['Claude Sonnet 4.5', 'Claude Sonnet 4.1, Claude Sonnet 4.5', '2025-09-28'],
    ['Claude Haiku 4.5', 'Claude Haiku 4.5', '2025-10-10'],
    ['Claude Opus 4.5', 'Claude Opus 4.5', '2025-12-16'],
    ['Claude Opus 4.6', 'Claude Opus 4.6', '2026-02-11'],
    ['Claude Sonnet 4.6', 'Claude Sonnet 4.6', '2026-02-25'],
    ['Claude 4.6 Sonnet', 'Claude Sonnet 4.6', '2026-02-25'],
    ['Anthropic Claude Sonnet 4.6', 'Claude Sonnet 4.6', '2026-02-25'],
    ['Cohere Command', 'Cohere - Command', BASE],
    ['Cohere Command Light', 'Cohere - Command Light', BASE],
    ['Cohere - Command R', 'Cohere - Command R', BASE],
    ['Command R', 'Cohere - Command R', BASE],
    ['Cohere - Command R+', 'Cohere - Command R+', BASE],
    ['Cohere Command R Plus', 'Cohere - Command R+', BASE],
    ['Cohere Embed English', 'Cohere - Embed (english)', BASE],
    ['Cohere - Embed (english)', 'Cohere - Embed (english)', BASE],
    ['Cohere Embed en', 'Cohere - Embed (english)', BASE],
    ['Cohere - Embed (multi-lingual)', 'Cohere - Embed (multi-lingual)', BASE],
    ['Cohere Embed Multilingual', 'Cohere - Embed (multi-lingual)', BASE],
    ['Cohere Embed v4', 'Embed v4', '2025-10-10'],
    ['AI21 Labs Jamba 1.5 Large', 'Jamba 1.5 Large', BASE],
    ['Jamba 1.5 Mini', 'Jamba 1.5 Mini', BASE],
    ['Jamba-Instruct', 'Jamba-Instruct', BASE],
    ['Jamba Instruct', 'Jamba-Instruct', BASE],
    ['Jurassic-2 Mid', 'Jurassic-2 Mid', BASE],
    ['Jurassic-2 Ultra', 'Jurassic-2 Ultra', BASE],
    ['TwelveLabs Marengo Embed 2.7', 'Marengo Embed 2.7', '2025-09-28'],
    ['TwelveLabs Marengo 2.7', 'Marengo Embed 2.7', '2025-09-28'],
    ['TwelveLabs Pegasus 1.2', 'Pegasus 1.2', '2025-09-28'],
    ['Marengo 3.0', 'Marengo Embed 3.0', '2025-11-03'],
    ['Llama 2 Chat 13B', 'Meta - Llama 2 13B chat', BASE],
    ['Meta - Llama 2 13B chat', 'Meta - Llama 2 13B chat', BASE],
    ['Llama 2 Chat 70B', 'Meta - Llama 2 70B chat', BASE],
    ['Llama 3 8B', 'Meta - Llama 3 8B, 70B', BASE],
    ['Meta Llama 3 70B Instruct', 'Meta - Llama 3 8B, 70B', BASE],
    ['Llama 3.1 8B', 'Meta - Llama 3.1 8B, 70B, 405B', BASE],
    ['Llama 3.1 70B', 'Meta - Llama 3.1 8B, 70B, 405B', BASE],
    ['Llama 3.1 405B Instruct', 'Meta - Llama 3.1 8B, 70B, 405B', BASE],
    ['Llama 3.2 1B', 'Meta - Llama 3.2 1B, 3B, 11B, 90B Instruct', BASE],
    ['Llama 3.2 3B', 'Meta - Llama 3.2 1B, 3B, 11B, 90B Instruct', BASE],
    ['Llama 3.2 11B Instruct', 'Meta - Llama 3.2 1B, 3B, 11B, 90B Instruct', BASE],
    ['Llama 3.2 90B', 'Meta - Llama 3.2 1B, 3B, 11B, 90B Instruct', BASE],
    ['Palmyra X4', 'Palmyra X4', '2025-06-20'],
    ['Writer Palmyra X5', 'Palmyra X5', '2025-06-20'],
    ['Stability', 'Stability', BASE],
    ['Stability AI', 'Stability', BASE],
    ['SDXL 1.0', 'Stability - SDXL 1.0 (PT Only)', BASE],
    ['Stability AI - SDXL 1.0', 'Stability - SDXL 1.0 (PT Only)', BASE],
    ['Stable Image Core', 'Stable Image Core', BASE],
    ['Stable Image Ultra', 'Stable Image Ultra', BASE],
  ])('%s is %s, after %s', ([service, name, eligibleAfter]) => {
    for (const billed of [service, `${service} ${EDITION}`, service.toUpperCase()]) {
      expect(resolveService(billed, CATALOG)).toMatchObject({ name, eligibleAfter });
    }
  });
});

describe('what AWS bills itself is found', () => {
  test.for<[service: string, name: string]>([
    ['Amazon Bedrock', 'Amazon (all models)'],
    ['AmazonBedrock', 'Amazon (all models)'],
    ['Amazon Bedrock AgentCore', 'Amazon Bedrock AgentCore'],
    ['AmazonBedrockAgentCore', 'Amazon Bedrock AgentCore'],
  ])('%s is %s', ([service, name]) => {
    expect(resolveService(service, CATALOG)?.name).toBe(name);
  });
});

describe('a provider that is listed as a whole', () => {
  test.for<[service: string, name: string]>([
    ['OpenAI GPT-5.6 Sol', 'OpenAI (all models)'],
    ['GPT-5.6 Sol by OpenAI', 'OpenAI (all models)'],
    ['Amazon Nova Premier', 'Amazon (all models)'],
    ['Amazon Titan Text Express', 'Amazon (all models)'],
    ['DeepSeek R1', 'DeepSeek (all models)'],
    ['Mistral Large 3', 'Mistral (all models)'],
    ['MiniMax M2.1', 'MiniMax (all models)'],
    ['Moonshot AI Kimi K2.5', 'Moonshot AI (all models)'],
    ['Qwen Qwen3 Coder', 'Qwen (all models)'],
    ['Z.AI GLM 4.7', 'Z.AI (all models)'],
  ])('has every service with its name: %s is %s', ([service, name]) => {
    expect(resolveService(`${service} ${EDITION}`, CATALOG)).toMatchObject({ name, eligibleAfter: BASE });
  });

  test.for(['OpenAI ChatGPT Enterprise', 'Amazon Nova Act', 'Mistral Le Chat', 'Amazon Titan'])(
    'sells other things too, and %s does not say Bedrock',
    (service) => {
      expect(resolveService(service, CATALOG)).toBeUndefined();
    },
  );

  test.for(['Deepgram Nova 3', 'OpenAIsh 1', 'Titan 3'])('is not one whose name is like it: %s', (service) => {
    expect(resolveService(`${service} ${EDITION}`, CATALOG)).toBeUndefined();
  });
});

describe('a service that the list does not have stays unknown', () => {
  test.for([
    'Claude',
    'Claude Instant 2',
    'Claude Opus 4.10',
    'Claude Opus 4.7',
    'Claude Opus 4.8',
    'Claude Opus 5',
    'Claude Opus 5.5',
    'Claude 5 Sonnet',
    'Claude Sonnet 5',
    'Claude Fable 5',
    'Claude Mythos',
    'Claude 3 Sonnet v2',
    'Cohere Rerank 3.5',
    'Cohere Command A',
    'Cohere Embed v5',
    'Jamba 1.6 Large',
    'Llama 2 70B',
    'Llama 3',
    'Llama 3.1',
    'Llama 3.3 70B Instruct',
    'Llama 4 Maverick 17B',
    'Luma Ray 2',
    'Marengo 3.5',
    'Palmyra X6',
    'Stable Image Inpaint',
    'Stability AI Stable Diffusion 3.5 Large',
    'Writer',
    'Amazon Elastic Compute Cloud - Compute',
  ])('%s', (service) => {
    expect(resolveService(service, CATALOG)).toBeUndefined();
    expect(resolveService(`${service} ${EDITION}`, CATALOG)).toBeUndefined();
  });
});
