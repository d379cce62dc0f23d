import type { IsoDate } from '../domain/dates.ts';
import { type LineTags, NO_TAGS } from './books.ts';
import type { BookOptions } from './default-books.ts';
import { edition, meter } from './default-services.ts';
import { usagePrefix } from './regions.ts';
import type { Stream } from './usage-stream.ts';
import type { WorldAccount } from './world.ts';

/** What a bill has besides usage of Bedrock: other services, tagged for MAP as well, and money given back. */
export function noise(options: BookOptions, from: IsoDate): readonly Stream[] {
  const isSpending = ({ state }: WorldAccount): boolean => state === 'ACTIVE' || state === 'PENDING_CLOSURE';
  return options.accounts.filter(isSpending).flatMap((account, index) => {
    const region = account.regions[index % Math.max(1, Math.min(account.regions.length, 5))]?.region ?? 'us-east-1';
    const place = { accountId: account.id, region, from };
    return [...otherServices(place, index, options), ...settlements(place, index, options)];
  });
}

interface Place {
  readonly accountId: string;
  readonly region: string;
  readonly from: IsoDate;
}

function otherServices(place: Place, index: number, options: BookOptions): readonly Stream[] {
  const { id } = options.agreement;
  // Other services take characters that Bedrock does not, even the one that Cost Explorer puts before a value.
  const values = [`mig${id}`, 'mig00000', `comm${id}`, `\${MPE_ID}=mig${id}`];
  const value = values[index % 5];
  const tags: LineTags = value === undefined ? NO_TAGS : { ...NO_TAGS, resource: { 'map-migrated': value } };
  const prefix = place.region === 'eu-west-1' ? 'EU' : usagePrefix(place.region);
  return [
    {
      ...place,
      service: 'Amazon Elastic Compute Cloud - Compute',
      operation: 'RunInstances',
      meters: meter(`${prefix}-BoxUsage:m5.large`, 960_000),
      dailyUsd: 46 + (index % 7) * 9,
      tagsOn: () => tags,
    },
    {
      ...place,
      service: 'Amazon Simple Storage Service',
      operation: 'StandardStorage',
      meters: meter(`${prefix}-TimedStorage-ByteHrs`, 230_000),
      dailyUsd: 3 + (index % 5),
      tagsOn: () => NO_TAGS,
    },
  ];
}

/** Credits, refunds and tax of the Bedrock services themselves, so that a sum over all records is visibly wrong. */
function settlements(place: Place, index: number, options: BookOptions): readonly Stream[] {
  const tags: LineTags = { ...NO_TAGS, resource: { 'map-migrated': `mig${options.agreement.id}` } };
  const prefix = usagePrefix(place.region);
  const common = { ...place, operation: '', isWeekly: true };
  const credit: Stream = {
    ...common,
    service: 'Amazon Bedrock',
    meters: meter(`${prefix}-NovaPro-input-tokens`, 8_000),
    recordType: 'Credit',
    dailyUsd: -11 - (index % 3) * 4,
    tagsOn: () => tags,
  };
  const tax: Stream = {
    ...common,
    service: edition('Claude Sonnet 4'),
    meters: meter(`${prefix}-MP:${prefix}_OutputTokenCount-Units`, 150_000),
    recordType: 'Tax',
    dailyUsd: 2.4,
    tagsOn: () => NO_TAGS,
  };
  const refund: Stream = { ...credit, service: edition('Claude Sonnet 4.5'), recordType: 'Refund', dailyUsd: -6.5 };
  return index % 2 === 0 ? [credit, tax] : index % 5 === 1 ? [credit, refund] : [credit];
}
