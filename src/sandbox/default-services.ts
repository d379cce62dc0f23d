import { usagePrefix } from './regions.ts';
import type { Meter } from './usage-stream.ts';

/** What a model is called on the bill. */
export interface Offering {
  readonly service: string;
  metersIn(region: string): readonly Meter[];
}

/** Third-party models are sold through AWS Marketplace, each as a service; the word order of their names varies. */
export function edition(name: string): string {
  return `${name} (Amazon Bedrock Edition)`;
}

/** Beginning of a model's id, what it is billed as, and USD for a million tokens in and out. */
const SOLD: readonly (readonly [start: string, name: string, input: number, output: number])[] = [
  ['anthropic.claude-sonnet-4-6', edition('Claude 4.6 Sonnet'), 3, 15],
  ['anthropic.claude-sonnet-4-5', edition('Claude Sonnet 4.5'), 3, 15],
  ['anthropic.claude-sonnet-4-', edition('Claude Sonnet 4'), 3, 15],
  ['anthropic.claude-opus-4-7', edition('Claude Opus 4.7'), 5, 25],
  ['anthropic.claude-3-7-sonnet', edition('Claude 3.7 Sonnet'), 3, 15],
  ['anthropic.claude-3-5-haiku', edition('Claude 3.5 Haiku'), 0.8, 4],
  ['anthropic.claude-3-haiku', edition('Claude 3 Haiku'), 0.25, 1.25],
  ['cohere.embed-multilingual', edition('Cohere Embed Multilingual'), 0.1, 0],
  ['cohere.command-r', 'Cohere - Command R', 0.5, 1.5],
  ['upstage.solar-pro', edition('Solar Pro 2'), 0.25, 0.25],
  ['amazon.nova-pro', 'NovaPro', 0.8, 3.2],
  ['amazon.nova-lite', 'NovaLite', 0.06, 0.24],
  ['amazon.titan-embed-text-v2', 'TitanEmbedV2-Text', 0.02, 0],
  ['mistral.mistral-large', 'MistralLarge2407', 2, 6],
];

/** The share of the cost that goes into answers, where there are any. */
const OUTPUT_SHARE = 0.62;

/** What a model is billed as; Amazon's own and hosted open models are all `Amazon Bedrock`. */
export function offeringOf(modelId: string): Offering {
  const [, name, input, output] = SOLD.find(([start]) => modelId.startsWith(start)) ?? ['', 'OtherModel', 1, 1];
  const isMarketplace = name.includes(' ');
  const meters = (usageTypes: readonly [string, string]): readonly Meter[] => {
    const inputs = { usageType: usageTypes[0], price: priceOf(input), share: output === 0 ? 1 : 1 - OUTPUT_SHARE };
    return output === 0
      ? [inputs]
      : [inputs, { usageType: usageTypes[1], price: priceOf(output), share: OUTPUT_SHARE }];
  };
  return {
    service: isMarketplace ? name : 'Amazon Bedrock',
    metersIn(region) {
      const prefix = usagePrefix(region);
      return meters(
        isMarketplace
          ? [`${prefix}-MP:${prefix}_InputTokenCount-Units`, `${prefix}-MP:${prefix}_OutputTokenCount-Units`]
          : [`${prefix}-${name}-input-tokens`, `${prefix}-${name}-output-tokens`],
      );
    },
  };
}

/** Tokens are billed by the thousand, so a thousandth of the unit is one token. */
function priceOf(usdForMillion: number): number {
  return Math.round(usdForMillion * 10_000);
}

/** A single meter at a round price. */
export function meter(usageType: string, price: number): readonly Meter[] {
  return [{ usageType, price, share: 1 }];
}
