/**
 * Regions of the commercial partition that every account has from the start.
 * Source: AWS Account Management reference, "Enable or disable AWS Regions" (October 2026).
 */
const DEFAULT_REGIONS: readonly string[] = [
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'eu-central-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'eu-north-1',
  'ap-south-1',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-southeast-1',
  'ap-southeast-2',
  'ca-central-1',
  'sa-east-1',
];

/** Regions that an account must switch on; the one without Bedrock first, so that small worlds have it. Same source. */
const OPT_IN_REGIONS: readonly string[] = [
  'ap-east-1',
  'af-south-1',
  'eu-south-1',
  'eu-south-2',
  'eu-central-2',
  'me-south-1',
  'me-central-1',
  'il-central-1',
  'ap-south-2',
  'ap-southeast-3',
  'ap-southeast-4',
  'ap-southeast-5',
  'ap-southeast-6',
  'ap-southeast-7',
  'ap-east-2',
  'ca-west-1',
  'mx-central-1',
];

export const ALL_REGIONS: readonly string[] = [...DEFAULT_REGIONS, ...OPT_IN_REGIONS];

/** Bedrock has a control plane in every commercial region but Hong Kong (AWS general reference, October 2026). */
export const REGIONS_WITHOUT_BEDROCK: readonly string[] = ['ap-east-1'];

/**
 * What usage types of a region begin with. Source: AWS's billing code list ("Region billing codes"); the codes of the
 * newest regions are not on it and are ours.
 */
const USAGE_PREFIXES: Readonly<Record<string, string>> = {
  'us-east-1': 'USE1',
  'us-east-2': 'USE2',
  'us-west-1': 'USW1',
  'us-west-2': 'USW2',
  'ca-central-1': 'CAN1',
  'ca-west-1': 'CAN2',
  'sa-east-1': 'SAE1',
  'mx-central-1': 'MXC1',
  'eu-central-1': 'EUC1',
  'eu-central-2': 'EUC2',
  'eu-west-1': 'EUW1',
  'eu-west-2': 'EUW2',
  'eu-west-3': 'EUW3',
  'eu-north-1': 'EUN1',
  'eu-south-1': 'EUS1',
  'eu-south-2': 'EUS2',
  'ap-south-1': 'APS3',
  'ap-south-2': 'APS5',
  'ap-northeast-1': 'APN1',
  'ap-northeast-2': 'APN2',
  'ap-northeast-3': 'APN3',
  'ap-southeast-1': 'APS1',
  'ap-southeast-2': 'APS2',
  'ap-southeast-3': 'APS4',
  'ap-southeast-4': 'APS6',
  'ap-southeast-5': 'APS7',
  'ap-southeast-6': 'APS8',
  'ap-southeast-7': 'APS9',
  'ap-east-1': 'APE1',
  'ap-east-2': 'APE2',
  'af-south-1': 'AFS1',
  'me-south-1': 'MES1',
  'me-central-1': 'MEC1',
  'il-central-1': 'ILC1',
};

/** `USE1`. Older services call Ireland `EU`, Bedrock does not. */
export function usagePrefix(region: string): string {
  return USAGE_PREFIXES[region] ?? region.toUpperCase();
}

export function isOptIn(region: string): boolean {
  return OPT_IN_REGIONS.includes(region);
}

/** The regions over which a system-defined profile of this region's geography spreads calls, the region first. */
export function crossRegionGroup(region: string): readonly string[] {
  const geography = GROUPS.find((group) => group.includes(region)) ?? [region];
  return [region, ...geography.filter((other) => other !== region)];
}

const GROUPS: readonly (readonly string[])[] = [
  ['us-east-1', 'us-east-2', 'us-west-2', 'us-west-1'],
  ['eu-central-1', 'eu-west-1', 'eu-west-3', 'eu-north-1', 'eu-south-1', 'eu-south-2'],
  ['ap-northeast-1', 'ap-southeast-2', 'ap-south-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-southeast-1'],
];
