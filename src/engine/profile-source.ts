import { formatArn, parseArn } from '../domain/arn.ts';
import type { ProfileSource } from '../domain/profile.ts';
import { isRegionName } from '../domain/region-name.ts';
import { hasGeography } from './catalog.ts';

/** Where a profile is to be made. */
export interface ProfilePlace {
  readonly partition: string;
  readonly accountId: string;
  readonly region: string;
}

const EXPECTED = 'expected the ARN or the id of a foundation model or of a system-defined profile';

/** Reads what a profile is to be made from, or says what is wrong with it. */
export function readSource(text: string): ProfileSource | { readonly problem: string } {
  if (!text.startsWith('arn:')) return sourceOfId(text);
  const arn = parseArn(text);
  const [type = '', id = ''] = arn?.resource.split(/\/(.*)/s) ?? [];
  const known = KINDS.get(type);
  if (arn?.service !== 'bedrock' || known === undefined || !isId(id)) {
    return { problem: `${OTHERS.get(type) ?? 'no profile can be made from it'}; ${EXPECTED}` };
  }
  if (arn.region === '') return { problem: `its ARN names no region; ${EXPECTED} in one region` };
  if (!isRegionName(arn.region)) return { problem: `its ARN does not name a region such as eu-central-1; ${EXPECTED}` };
  return {
    kind: known,
    id,
    region: arn.region,
    partition: arn.partition,
    ...(arn.accountId !== '' && { accountId: arn.accountId }),
  };
}

/** The ARN that AWS takes as `copyFrom`. */
export function sourceArn({ kind, id }: ProfileSource, { partition, accountId, region }: ProfilePlace): string {
  const common = { partition, service: 'bedrock', region };
  return kind === 'foundation-model'
    ? formatArn({ ...common, accountId: '', resource: `foundation-model/${id}` })
    : formatArn({ ...common, accountId, resource: `inference-profile/${id}` });
}

/** Why the source cannot be used in the place; undefined where it can. */
export function misplaced(source: ProfileSource, { partition, accountId, region }: ProfilePlace): string | undefined {
  if (source.partition !== undefined && source.partition !== partition) {
    return `it is in the partition ${source.partition}, and these credentials in ${partition}; ${EXPECTED} there`;
  }
  if (source.region !== undefined && source.region !== region) {
    return `it is in ${source.region}, and the profile is to be made in ${region}; ${EXPECTED} of the same region`;
  }
  if (source.accountId !== undefined && source.accountId !== accountId) {
    return `it is of account ${source.accountId}, and these credentials are of ${accountId}; ${EXPECTED} of the same account`;
  }
  return undefined;
}

/** What to say where AWS has no such profile and the id begins with the geography of other regions; '' else. */
export function geographyHint({ kind, id }: ProfileSource, region: string): string {
  const [geography = ''] = id.split('.', 1);
  if (kind !== 'system-profile' || geography === 'global' || region.startsWith(`${geography}-`)) return '';
  return `Profiles that begin with ${geography}. are offered in regions of that geography only, and this is ${region}: choose one of the geography of the region, or another --region.`;
}

const KINDS: ReadonlyMap<string, ProfileSource['kind']> = new Map([
  ['foundation-model', 'foundation-model'],
  ['inference-profile', 'system-profile'],
]);

/** Source: the pattern of `modelSource.copyFrom`, which knows foundation models and system-defined profiles only. */
const OTHERS: ReadonlyMap<string, string> = new Map([
  ['application-inference-profile', 'a profile cannot be made from another application inference profile'],
  ['provisioned-model', 'a provisioned throughput bears the tag itself and needs no profile'],
]);

function sourceOfId(id: string): ProfileSource | { readonly problem: string } {
  if (!isId(id) || !id.includes('.')) return { problem: `AWS has no such id; ${EXPECTED}` };
  return { kind: hasGeography(id) ? 'system-profile' : 'foundation-model', id };
}

function isId(text: string): boolean {
  return text.length <= 256 && /^[a-zA-Z0-9.:-]+$/.test(text);
}
