import { describe, expect, test } from 'vitest';
import type { ProfileSource } from '../../src/domain/profile.ts';
import { geographyHint, misplaced, readSource, sourceArn } from '../../src/engine/profile-source.ts';

const PLACE = { partition: 'aws', accountId: '111122223333', region: 'eu-central-1' };
const MODEL = 'anthropic.claude-sonnet-4-20250514-v1:0';

function read(text: string): ProfileSource {
  const source = readSource(text);
  if ('problem' in source) throw new Error(source.problem);
  return source;
}

describe('what a profile is made from', () => {
  test.for([
    [MODEL, `arn:aws:bedrock:eu-central-1::foundation-model/${MODEL}`],
    ['amazon.nova-pro-v1:0:300k', 'arn:aws:bedrock:eu-central-1::foundation-model/amazon.nova-pro-v1:0:300k'],
    [`eu.${MODEL}`, `arn:aws:bedrock:eu-central-1:111122223333:inference-profile/eu.${MODEL}`],
    [`global.${MODEL}`, `arn:aws:bedrock:eu-central-1:111122223333:inference-profile/global.${MODEL}`],
    [`us-gov.${MODEL}`, `arn:aws:bedrock:eu-central-1:111122223333:inference-profile/us-gov.${MODEL}`],
  ] as const)('by the id %s is the ARN %s', ([id, arn]) => {
    expect(sourceArn(read(id), PLACE)).toBe(arn);
  });

  test.for([
    `arn:aws:bedrock:eu-central-1::foundation-model/${MODEL}`,
    `arn:aws:bedrock:eu-central-1:111122223333:inference-profile/apac.${MODEL}`,
  ])('by its ARN is that ARN: %s', (arn) => {
    const source = read(arn);

    expect(misplaced(source, PLACE)).toBeUndefined();
    expect(sourceArn(source, PLACE)).toBe(arn);
  });

  test('lies in the partition of the caller', () => {
    expect(sourceArn(read(MODEL), { ...PLACE, partition: 'aws-us-gov', region: 'us-gov-west-1' })).toBe(
      `arn:aws-us-gov:bedrock:us-gov-west-1::foundation-model/${MODEL}`,
    );
  });

  test.for([
    ['another region', `arn:aws:bedrock:us-east-1::foundation-model/${MODEL}`, 'it is in us-east-1'],
    [
      'another account',
      `arn:aws:bedrock:eu-central-1:444455556666:inference-profile/eu.${MODEL}`,
      'it is of account 444455556666',
    ],
    [
      'another partition',
      `arn:aws-us-gov:bedrock:eu-central-1::foundation-model/${MODEL}`,
      'it is in the partition aws-us-gov',
    ],
  ] as const)('is refused in %s', ([, arn, problem]) => {
    expect(misplaced(read(arn), PLACE)).toContain(problem);
  });

  test.for([
    ['gpt', 'AWS has no such id'],
    ['', 'AWS has no such id'],
    [`${MODEL}; rm -rf`, 'AWS has no such id'],
    ['arn:aws:s3:::bucket', 'no profile can be made from it'],
    ['arn:aws:bedrock', 'no profile can be made from it'],
    ['arn:aws:bedrock:eu-central-1::foundation-model/', 'no profile can be made from it'],
    ['arn:aws:bedrock:eu-central-1:111122223333:application-inference-profile/abc', 'from another application'],
    ['arn:aws:bedrock:eu-central-1:111122223333:provisioned-model/abc', 'bears the tag itself'],
    [`arn:aws:bedrock:::foundation-model/${MODEL}`, 'its ARN names no region'],
    [`arn:aws:bedrock:EU_1::foundation-model/${MODEL}`, 'its ARN does not name a region'],
    [`arn:aws:bedrock:x.evil.example/::foundation-model/${MODEL}`, 'its ARN does not name a region'],
  ] as const)('is not %j', ([text, problem]) => {
    expect(readSource(text)).toEqual({ problem: expect.stringContaining(problem) });
  });
});

describe('the geography of a system-defined profile', () => {
  test('is told where the region is of another', () => {
    expect(geographyHint(read(`eu.${MODEL}`), 'us-east-1')).toContain('Profiles that begin with eu. are offered');
    expect(geographyHint(read(`us.${MODEL}`), 'eu-west-1')).toContain('and this is eu-west-1');
  });

  test.for([`us.${MODEL}`, `global.${MODEL}`, MODEL])('is not told of %s in us-east-1', (id) => {
    expect(geographyHint(read(id), 'us-east-1')).toBe('');
  });
});
