import { crossRegionGroup } from './regions.ts';

/** A profile that AWS owns and offers to every account of a region. */
export interface SystemProfile {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly models: readonly string[];
}

const OFFERED = [
  { id: 'amazon.nova-lite-v1:0', name: 'Nova Lite' },
  { id: 'amazon.nova-pro-v1:0', name: 'Nova Pro' },
  { id: 'anthropic.claude-3-5-haiku-20241022-v1:0', name: 'Anthropic Claude 3 5 Haiku' },
  { id: 'anthropic.claude-sonnet-4-20250514-v1:0', name: 'Anthropic Claude Sonnet 4' },
];

/** System-defined profiles of a region: `us.`, `eu.` and `apac.`; none elsewhere. */
export function systemProfilesIn(region: string): readonly SystemProfile[] {
  const prefix = geographyOf(region);
  if (prefix === undefined) return [];
  const regions = crossRegionGroup(region).slice(0, 3);
  return OFFERED.map((model) => ({
    id: `${prefix}.${model.id}`,
    name: `${prefix.toUpperCase()} ${model.name}`,
    description: `Routes requests to ${model.name} in ${regions.join(' and ')}.`,
    models: regions.map((each) => `arn:aws:bedrock:${each}::foundation-model/${model.id}`),
  }));
}

function geographyOf(region: string): string | undefined {
  if (region.startsWith('us-')) return 'us';
  if (region.startsWith('eu-')) return 'eu';
  return region.startsWith('ap-') ? 'apac' : undefined;
}
