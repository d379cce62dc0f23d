import type { IsoDate } from '../domain/dates.ts';
import { type LineTags, NO_TAGS } from './books.ts';
import type { BookOptions } from './default-books.ts';
import { edition, meter, offeringOf } from './default-services.ts';
import { isOptIn, REGIONS_WITHOUT_BEDROCK, usagePrefix } from './regions.ts';
import type { Meter, Stream } from './usage-stream.ts';
import type { WorldAccount } from './world.ts';

/** Calls of Bedrock that go through no profile of the account's own, so that no resource bears a tag. */
interface Bypass {
  readonly account: string;
  readonly region: string;
  readonly model: string;
  readonly dailyUsd: number;
  /** Whether the calling role bears the map tag, in a world whose billing has seen such tags. */
  readonly hasTaggedRole?: boolean;
}

/** The claims department is the one that lost money; the pennies of others are below any threshold. */
const BYPASSES: readonly Bypass[] = [
  { account: 'claims-prod', region: 'us-east-1', model: 'anthropic.claude-sonnet-4-5', dailyUsd: 84 },
  { account: 'claims-prod', region: 'eu-central-1', model: 'anthropic.claude-sonnet-4-6', dailyUsd: 31 },
  {
    account: 'claims-dev',
    region: 'eu-central-1',
    model: 'anthropic.claude-3-haiku',
    dailyUsd: 7,
    hasTaggedRole: true,
  },
  { account: 'innovation-lab', region: 'us-west-2', model: 'upstage.solar-pro-2', dailyUsd: 1.9, hasTaggedRole: true },
  { account: 'data-platform', region: 'us-west-2', model: 'cohere.command-r', dailyUsd: 5.5 },
  { account: 'payments-prod', region: 'us-east-1', model: 'anthropic.claude-3-haiku', dailyUsd: 0.04 },
  { account: 'log-archive', region: 'us-east-1', model: 'amazon.nova-lite', dailyUsd: 0.03 },
];

const AGENT_CORE = 'Amazon Bedrock AgentCore';

/** Everything of Bedrock that is not a call through a profile. */
export function bypasses(options: BookOptions, from: IsoDate): readonly Stream[] {
  return [
    ...BYPASSES.flatMap((bypass) => streamOf(bypass, options, from)),
    ...tagged(options, from),
    ...dataTransfer(options, from),
    ...behindClosedDoors(options, from),
    ...trifles(options, from),
  ];
}

/** What AWS takes back on a Monday is usage too, and negative; and some usage costs less than a millionth of a dollar. */
function trifles(options: BookOptions, from: IsoDate): readonly Stream[] {
  const stream = ({ account, region }: Place, model: string, dailyUsd: number): Stream => {
    const offering = offeringOf(model);
    const { service } = offering;
    const [meter] = offering.metersIn(region);
    const meters = meter === undefined ? [] : [{ ...meter, price: 1, share: 1 }];
    return { ...BEDROCK, accountId: account.id, region, service, meters, from, dailyUsd, tagsOn: () => NO_TAGS };
  };
  return [
    ...inAccount({ account: 'claims-prod', region: 'us-east-1' }, options).map((place) => ({
      ...stream(place, 'anthropic.claude-sonnet-4-5', -0.0173),
      isWeekly: true,
    })),
    ...inAccount({ account: 'network-hub', region: 'us-east-1' }, options).map((place) =>
      stream(place, 'amazon.titan-embed-text-v2', 0.000_000_012),
    ),
  ];
}

function streamOf(bypass: Bypass, options: BookOptions, from: IsoDate): readonly Stream[] {
  const offering = offeringOf(bypass.model);
  const isTagged = bypass.hasTaggedRole === true && options.hasPrincipalTags;
  const tags: LineTags = isTagged ? { ...NO_TAGS, principal: mapTag(options) } : NO_TAGS;
  return inAccount(bypass, options).map(({ account, region }) => ({
    ...BEDROCK,
    accountId: account.id,
    region,
    service: offering.service,
    meters: offering.metersIn(region),
    from,
    dailyUsd: bypass.dailyUsd,
    tagsOn: () => tags,
  }));
}

const BEDROCK = { operation: 'InvokeModelInference' } as const;

/** Agents' runtimes and a commitment, which bear the tag themselves. A wrong tag of the caller does not matter then. */
function tagged(options: BookOptions, from: IsoDate): readonly Stream[] {
  const resource = mapTag(options);
  const principal = options.hasPrincipalTags ? { 'map-migrated': 'migROLE000001' } : {};
  const stream = (place: Place, service: string, meters: readonly Meter[], dailyUsd: number): Stream => ({
    operation: 'Runtime',
    accountId: place.account.id,
    region: place.region,
    service,
    meters,
    from,
    dailyUsd,
    tagsOn: () => ({ resource, principal }),
  });
  const runtime = (place: Place) => {
    const prefix = usagePrefix(place.region);
    return [
      { usageType: `${prefix}-AgentCore-Runtime-vCPU-Hours`, price: 895_000, share: 0.7 },
      { usageType: `${prefix}-AgentCore-Runtime-Memory-GB-Hours`, price: 94_500, share: 0.3 },
    ];
  };
  const units = (place: Place) => meter(`${usagePrefix(place.region)}-ProvisionedThroughput-NovaPro-ModelUnits`, 1);
  return [
    ...inAccount({ account: 'payments-prod', region: 'us-east-1' }, options).map((place) =>
      stream(place, AGENT_CORE, runtime(place), 23),
    ),
    ...inAccount({ account: 'contact-center-prod', region: 'us-west-2' }, options).map((place) =>
      stream(place, AGENT_CORE, runtime(place), 41),
    ),
    ...inAccount({ account: 'payments-prod', region: 'us-west-2' }, options).map((place) => ({
      ...stream(place, 'Amazon Bedrock', units(place), 39.12),
      isPrepaid: true,
    })),
  ];
}

/** Bedrock bills traffic too, which MAP leaves out: tagged and not, to the internet and between regions. */
function dataTransfer(options: BookOptions, from: IsoDate): readonly Stream[] {
  const transfer = (place: Place, service: string, tags: LineTags, name = 'DataTransfer'): Stream => ({
    operation: 'DataTransfer',
    accountId: place.account.id,
    region: place.region,
    service,
    meters: meter(`${usagePrefix(place.region)}-${name}-Out-Bytes`, 900_000),
    from,
    dailyUsd: 2.2,
    tagsOn: () => tags,
  });
  return [
    ...inAccount({ account: 'payments-prod', region: 'eu-central-1' }, options).map((place) =>
      transfer(place, 'Amazon Bedrock', { ...NO_TAGS, resource: mapTag(options) }),
    ),
    ...inAccount({ account: 'claims-prod', region: 'us-east-1' }, options).map((place) =>
      transfer(place, edition('Claude Sonnet 4.5'), NO_TAGS),
    ),
    ...inAccount({ account: 'payments-prod', region: 'us-east-1' }, options).map((place) =>
      transfer(place, AGENT_CORE, NO_TAGS, 'EUC1-AWS'),
    ),
  ];
}

/** One account still pays for a region that it has switched off. */
function behindClosedDoors(options: BookOptions, from: IsoDate): readonly Stream[] {
  const wanted = (account: WorldAccount): boolean => account.name === 'data-platform';
  const [place] = [...options.accounts]
    .sort((left, right) => Number(wanted(right)) - Number(wanted(left)))
    .filter(({ state }) => state === 'ACTIVE')
    .flatMap((account) => closedRegions(account).map((region) => ({ account, region })));
  if (place === undefined) return [];
  const offering = offeringOf('amazon.nova-pro');
  return [
    {
      ...BEDROCK,
      accountId: place.account.id,
      region: place.region,
      service: offering.service,
      meters: offering.metersIn(place.region),
      from,
      dailyUsd: 2.6,
      tagsOn: () => NO_TAGS,
    },
  ];
}

function closedRegions(account: WorldAccount): readonly string[] {
  return account.regions
    .filter(
      ({ region, status }) => isOptIn(region) && status === 'DISABLED' && !REGIONS_WITHOUT_BEDROCK.includes(region),
    )
    .map(({ region }) => region);
}

interface Place {
  readonly account: WorldAccount;
  readonly region: string;
}

/** The account of the name, if the world has it, in the region or, where it has fewer, in its first. */
function inAccount(wanted: { account: string; region: string }, options: BookOptions): readonly Place[] {
  const account = options.accounts.find(({ name }) => name === wanted.account);
  const region = account?.regions.find((known) => known.region === wanted.region) ?? account?.regions[0];
  return account === undefined || region === undefined ? [] : [{ account, region: region.region }];
}

function mapTag({ agreement }: BookOptions): Readonly<Record<string, string>> {
  return { 'map-migrated': `mig${agreement.id}` };
}
