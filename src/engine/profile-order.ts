import { createHash } from 'node:crypto';
import type { ProfileOrder } from '../domain/profile.ts';
import type { ProfilePlace } from './profile-source.ts';
import { quote, tagArgument } from './tag-command.ts';

type Wish = Omit<ProfileOrder, 'clientRequestToken'>;

/**
 * The order for a profile. Its token is a hash of all that is ordered and of the place, so that AWS takes a repeat for
 * the same request, and an order that differs in anything for another one.
 */
export function profileOrder(
  { accountId, region }: Pick<ProfilePlace, 'accountId' | 'region'>,
  wish: Wish,
): ProfileOrder {
  const { name, description, copyFrom, tag } = wish;
  const parts = [accountId, region, name, description, copyFrom, tag.key, tag.value];
  const clientRequestToken = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  return { ...wish, clientRequestToken };
}

/** The AWS CLI line for an order, safe to paste into a POSIX shell whatever the values are. */
export function createProfileCommand({ region }: Pick<ProfilePlace, 'region'>, order: ProfileOrder): string {
  const { name, description, copyFrom, tag, clientRequestToken } = order;
  const words = [
    ...['--region', region, '--inference-profile-name', name, '--model-source', `copyFrom=${copyFrom}`],
    ...(description === '' ? [] : ['--description', description]),
    ...['--tags', tagArgument(tag.key, tag.value), '--client-request-token', clientRequestToken],
  ];
  return ['aws bedrock create-inference-profile', ...words.map(quote)].join(' ');
}
