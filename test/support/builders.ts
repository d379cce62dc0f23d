import type { Account } from '../../src/domain/account.ts';
import type { Agreement } from '../../src/domain/agreement.ts';
import type { Carrier } from '../../src/domain/carrier.ts';
import type { Failure } from '../../src/domain/errors.ts';
import type { ModelCatalog } from '../../src/domain/model-catalog.ts';
import type { RegionCatalog } from '../../src/domain/region-catalog.ts';
import type { RemediationSettings } from '../../src/domain/remediation.ts';
import type { Settings } from '../../src/domain/settings.ts';

export function anAccount(over: Partial<Account> = {}): Account {
  return { id: '111122223333', name: 'Example', state: 'ACTIVE', ouPath: 'o-example/r-root/ou-a', ...over };
}

export function anAgreement(over: Partial<Agreement> = {}): Agreement {
  return {
    id: 'ABCDE12345',
    name: 'Core platform',
    tagValue: 'migABCDE12345',
    acceptedOn: '2025-02-03',
    startsOn: '2025-02-03',
    endsOn: '2028-02-02',
    scope: { ous: [], accounts: [] },
    ...over,
  };
}

export function settings(over: Partial<Settings> = {}): Settings {
  return {
    auditRole: 'MapwardenAudit',
    remediationRole: 'MapwardenRemediate',
    managementRole: 'MapwardenAudit',
    include: { ous: [], accounts: [] },
    exclude: { ous: [], accounts: [] },
    regions: 'enabled',
    agreements: [anAgreement()],
    tag: { key: 'map-migrated', prefix: 'mig' },
    method: 'inference-profile',
    spend: { enabled: true, lookbackDays: 30, metric: 'AmortizedCost', maxRequests: 12, minFindingUsd: '1' },
    waivers: [],
    remediation: someRemediation(),
    alerts: { routes: [], remindAfterDays: 7 },
    sha256: '0'.repeat(64),
    ...over,
  };
}

/** Writing is allowed everywhere, within the defaults. */
export function someRemediation(over: Partial<RemediationSettings> = {}): RemediationSettings {
  return {
    mode: 'apply',
    maxChanges: 50,
    maxChangePercent: 10,
    allowed: 'all',
    classes: ['missing', 'key-case', 'value-case', 'whitespace'],
    ...over,
  };
}

export function aProfile(over: Partial<Carrier> = {}): Carrier {
  const accountId = over.accountId ?? '111122223333';
  const region = over.region ?? 'us-east-1';
  const id = over.id ?? 'abcdefghijkl';
  return {
    type: 'inference-profile',
    arn: `arn:aws:bedrock:${region}:${accountId}:application-inference-profile/${id}`,
    id,
    name: 'chat',
    accountId,
    region,
    createdAt: '2025-03-01T00:00:00.000Z',
    models: [{ id: 'amazon.nova-pro-v1:0', provider: 'amazon' }],
    tags: new Map([['map-migrated', 'migABCDE12345']]),
    ...over,
  };
}

export function aFailure(over: Partial<Failure> = {}): Failure {
  return {
    outcome: 'access-denied',
    operation: 'bedrock:ListInferenceProfiles',
    code: 'AccessDeniedException',
    requestId: 'request-1',
    message: 'not allowed',
    ...over,
  };
}

export function aCatalog(): RegionCatalog {
  return {
    edition: '2026-10-31',
    regions: new Map([
      ['us-east-1', { optIn: false, bedrock: true, usagePrefixes: ['USE1'] }],
      ['eu-west-1', { optIn: false, bedrock: true, usagePrefixes: ['EU', 'EUW1'] }],
      ['eu-south-1', { optIn: true, bedrock: true, usagePrefixes: ['EUS1'] }],
      ['ap-east-1', { optIn: true, bedrock: false, usagePrefixes: ['APE1'] }],
    ]),
  };
}

/** Amazon's models as a whole, and one model with a later date of its own. */
export function aModelCatalog(): ModelCatalog {
  return {
    edition: '2026-04-06',
    source: 'a test',
    sha256: '0'.repeat(64),
    entries: [
      {
        name: 'Amazon',
        eligibleAfter: '2024-12-16',
        productCodes: [],
        modelIds: ['amazon.'],
        serviceNames: ['amazon bedrock'],
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
}
