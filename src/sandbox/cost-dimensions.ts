import type { UsageLine } from './books.ts';
import type { Call } from './call.ts';

/** What a line is under each dimension that the sandbox knows; the rest is the same for everything in it. */
const READERS: Readonly<Record<string, (line: UsageLine, call: Call) => string>> = {
  AZ: () => 'NoAZ',
  BILLING_ENTITY: (line) => (line.usageType.includes('-MP:') ? 'AWS Marketplace' : 'AWS'),
  INSTANCE_TYPE: () => 'NoInstanceType',
  INVOICING_ENTITY: () => 'Amazon Web Services, Inc.',
  LEGAL_ENTITY_NAME: () => 'Amazon Web Services, Inc.',
  LINKED_ACCOUNT: (line) => line.accountId,
  LINKED_ACCOUNT_NAME: (line, call) => call.estate.account(line.accountId)?.name ?? line.accountId,
  OPERATION: (line) => line.operation,
  PLATFORM: () => 'NoPlatform',
  PURCHASE_TYPE: () => 'On Demand Instances',
  RECORD_TYPE: (line) => line.recordType,
  REGION: (line) => line.region,
  SERVICE: (line) => line.service,
  TENANCY: () => 'NoTenancy',
  USAGE_TYPE: (line) => line.usageType,
};

/** Dimensions to group by (API reference, GroupDefinition): neither region nor billing entity, which only filter. */
export const GROUP_DIMENSIONS: readonly string[] = [
  'AZ',
  'INSTANCE_TYPE',
  'LEGAL_ENTITY_NAME',
  'INVOICING_ENTITY',
  'LINKED_ACCOUNT',
  'OPERATION',
  'PLATFORM',
  'PURCHASE_TYPE',
  'SERVICE',
  'TENANCY',
  'RECORD_TYPE',
  'USAGE_TYPE',
];

/** Reads a dimension off a line; undefined where nothing here has it. */
export function dimensionReader(dimension: string | undefined): ((line: UsageLine, call: Call) => string) | undefined {
  return Object.hasOwn(READERS, dimension ?? '') ? READERS[dimension ?? ''] : undefined;
}

/** What the caller may see: the management account everything, any other its own (user guide, "Consolidated billing"). */
export function isSeenBy(call: Call): (line: UsageLine) => boolean {
  const { accountId } = call.identity;
  if (accountId === call.estate.world.managementAccountId) return () => true;
  return (line) => line.accountId === accountId;
}
