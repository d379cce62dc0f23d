/** Models that the default world's profiles use, most of them older than its agreements. */
export const ESTABLISHED_MODELS = [
  'anthropic.claude-sonnet-4-20250514-v1:0',
  'anthropic.claude-3-5-haiku-20241022-v1:0',
  'anthropic.claude-3-7-sonnet-20250219-v1:0',
  'amazon.nova-pro-v1:0',
  'amazon.nova-lite-v1:0',
  'amazon.titan-embed-text-v2:0',
  'mistral.mistral-large-2407-v1:0',
  'cohere.embed-multilingual-v3',
  'anthropic.claude-sonnet-4-5-20250929-v1:0',
] as const;

/** Few use them yet: the one became eligible after most agreements were accepted, the other is on no list. */
export const NEW_MODELS = ['anthropic.claude-sonnet-4-6', 'anthropic.claude-opus-4-7'] as const;

/** Whether the ARN is that of a model in the region. The sandbox has the same models in all regions. */
export function isFoundationModel(arn: string, region: string): boolean {
  const prefix = `arn:aws:bedrock:${region}::foundation-model/`;
  return [...ESTABLISHED_MODELS, ...NEW_MODELS].some((id) => arn === `${prefix}${id}`);
}
