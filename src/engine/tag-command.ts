import type { Carrier } from '../domain/carrier.ts';

/**
 * The AWS CLI line that puts one tag on a carrier, safe to paste into a POSIX shell whatever the values are. Null for
 * a carrier that the Bedrock service does not own.
 */
export function putTagCommand(carrier: Carrier, key: string, value: string): string | null {
  if (carrier.type !== 'inference-profile' && carrier.type !== 'provisioned-throughput') return null;
  const words = ['--region', carrier.region, '--resource-arn', carrier.arn, '--tags', tagArgument(key, value)];
  return ['aws bedrock tag-resource', ...words.map(quote)].join(' ');
}

/** The AWS CLI line that activates cost allocation tags, safe to paste likewise. For a person: nothing here runs it. */
export function activateTagsCommand(keys: readonly string[]): string {
  const isPlain = keys.every((key) => PLAIN.test(key));
  const words = isPlain
    ? keys.map((key) => `TagKey=${key},Status=Active`)
    : [JSON.stringify(keys.map((key) => ({ TagKey: key, Status: 'Active' })))];
  const command = 'aws ce update-cost-allocation-tags-status --cost-allocation-tags-status';
  return [command, ...words.map(quote)].join(' ');
}

const PLAIN = /^[A-Za-z0-9_.:/+@-]+$/;

/** The CLI's shorthand gives commas, quotes and equals signs a meaning; JSON has none of these traps. */
export function tagArgument(key: string, value: string): string {
  const isPlain = [key, value].every((text) => PLAIN.test(text));
  return isPlain ? `key=${key},value=${value}` : JSON.stringify([{ key, value }]);
}

/** Inside single quotes a POSIX shell reads nothing but the closing quote. */
export function quote(word: string): string {
  return /^[A-Za-z0-9_.:/=,+@-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
