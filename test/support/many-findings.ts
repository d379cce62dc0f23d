import type { Finding } from '../../src/domain/finding.ts';
import { SEVERITIES } from '../../src/domain/severity.ts';
import { aFinding } from './run-builder.ts';

const REGIONS = [
  'ap-northeast-1',
  'ap-southeast-2',
  'ca-central-1',
  'eu-central-1',
  'eu-west-1',
  'us-east-1',
  'us-west-2',
];
const DEFECTS = ['missing', 'key-typo', 'whitespace', 'value-case', 'placeholder'] as const;
const RULES = ['map-tag-missing', 'map-tag-key-misspelled', 'map-tag-value-malformed', 'map-model-not-listed'];
const TEAMS = ['search', 'claims', 'routing', 'triage', 'review', 'extraction'];

/** A number that looks like chance and is always the same: names and ids must not compress better than real ones. */
function scattered(seed: number): number {
  let value = Math.imul(seed ^ (seed >>> 16), 0x45d9f3b);
  value = Math.imul(value ^ (value >>> 16), 0x45d9f3b);
  return (value ^ (value >>> 16)) >>> 0;
}

function word(seed: number, length: number): string {
  let text = '';
  for (let n = 0; text.length < length; n += 1) text += scattered(seed * 7 + n * 104_729 + 1).toString(36);
  return text.slice(0, length);
}

/** As many findings on profiles as wanted, in `accounts` accounts, as unlike each other as real ones. */
export function manyFindings(size: number, accounts = 500): readonly Finding[] {
  return Array.from({ length: size }, (_, n) => oneOfMany(n, Math.floor((n * accounts) / size)));
}

function oneOfMany(n: number, account: number): Finding {
  const pick = <T>(values: readonly [T, ...T[]] | readonly T[], salt: number): T =>
    values[scattered(n * 13 + salt) % values.length] as T;
  const region = pick(REGIONS, 1);
  const accountId = String(100_000_000_000 + scattered(account + 1) * 7);
  const team = pick(TEAMS, 2);
  const name = `${team}-${word(n, 4)}`;
  const id = word(n + 1_000_000, 12);
  const arn = `arn:aws:bedrock:${region}:${accountId}:application-inference-profile/${id}`;
  const defect = pick(DEFECTS, 3);
  const plain = aFinding();
  return {
    ...plain,
    id: `${scattered(n).toString(16).padStart(8, '0')}${scattered(n + 77)
      .toString(16)
      .padStart(8, '0')}${String(n).padStart(4, '0')}`,
    ruleId: pick(RULES, 4),
    severity: pick(SEVERITIES, 5),
    accountId,
    accountName: `${team}-account-${account}`,
    ouPath: `o-exampleorg/r-root/ou-root-${word(account % 12, 8)}/ou-root-${word(1_000 + (account % 60), 8)}`,
    region,
    owner: scattered(n) % 3 === 0 ? `${team}@example.com` : null,
    resource: {
      ...plain.resource,
      id,
      arn,
      name,
      createdAt: new Date(Date.parse('2025-03-01T00:00:00Z') + (scattered(n + 5) % 40_000_000) * 1_000).toISOString(),
      tags: { team, stage: pick(['prod', 'dev', 'test'], 6), 'cost-center': String(1_000 + (scattered(n) % 400)) },
    },
    message: `${name} carries "mig${word(n % 300, 10).toUpperCase()}": ${defect}`,
    evidence: {
      'resource.name': name,
      'tag.expected': true,
      'tag.present': true,
      'tag.value': `mig${word(n % 300, 10).toUpperCase()}`,
      ...(scattered(n) % 4 === 0 && { 'tag.agreement.id': pick(['ABCDE12345', 'FGHIJ67890'], 7) }),
    },
    defect,
    remediation: {
      ...plain.remediation,
      action: { type: 'put-tag', arn, key: 'map-migrated', value: 'migABCDE12345' },
      command: `aws bedrock tag-resource --region ${region} --resource-arn ${arn} --tags key=map-migrated,value=migABCDE12345`,
    },
  };
}
