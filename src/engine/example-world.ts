import { type Agreement, BEDROCK_ELIGIBLE_AFTER } from '../domain/agreement.ts';
import type { ModelCatalog } from '../domain/model-catalog.ts';
import type { Waiver } from '../domain/remediation.ts';
import type { SpendSettings } from '../domain/spend.ts';

/** The agreement of the example world that covers every account. */
export const EXAMPLE_AGREEMENT: Agreement = {
  id: 'ABCDE12345',
  name: 'Core platform',
  tagValue: 'migABCDE12345',
  acceptedOn: '2025-02-03',
  startsOn: '2025-02-03',
  endsOn: '2028-02-02',
  scope: { ous: [], accounts: [] },
};

export const EXAMPLE_AGREEMENTS: readonly Agreement[] = [
  EXAMPLE_AGREEMENT,
  {
    ...EXAMPLE_AGREEMENT,
    id: 'EARLY00000',
    name: 'Accepted too early',
    tagValue: 'migEARLY00000',
    acceptedOn: BEDROCK_ELIGIBLE_AFTER,
    startsOn: BEDROCK_ELIGIBLE_AFTER,
    endsOn: '2027-12-15',
  },
  {
    ...EXAMPLE_AGREEMENT,
    id: 'OTHER00000',
    name: 'Another account',
    tagValue: 'migOTHER00000',
    scope: { ous: [], accounts: ['444455556666'] },
  },
];

/** Not the catalogue in force: examples must not change their outcome when AWS changes its list. */
export const EXAMPLE_CATALOG: ModelCatalog = {
  edition: '2026-04-06',
  source: 'example',
  sha256: '0'.repeat(64),
  entries: [
    {
      name: 'Amazon',
      eligibleAfter: BEDROCK_ELIGIBLE_AFTER,
      productCodes: [],
      modelIds: ['amazon.'],
      serviceNames: ['Amazon Bedrock'],
    },
    {
      name: 'Claude Sonnet 4.5',
      eligibleAfter: '2025-09-28',
      productCodes: [],
      modelIds: ['anthropic.claude-sonnet-4-5'],
      serviceNames: ['claude sonnet 4.5'],
    },
  ],
};

export const EXAMPLE_SPEND: SpendSettings = {
  enabled: true,
  lookbackDays: 30,
  metric: 'AmortizedCost',
  maxRequests: 12,
  minFindingUsd: '1',
};

export const EXAMPLE_WAIVER: Waiver = {
  rule: 'map-tag-missing',
  resource: 'arn:aws:bedrock:*:111122223333:application-inference-profile/*',
  reason: 'example',
  owner: 'example@example.com',
  until: '2026-12-31',
};
