import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatArn, parseArn } from '../../src/domain/arn.ts';

const part = fc.stringMatching(/^[a-z0-9-]{1,12}$/);
const optionalPart = fc.stringMatching(/^[a-z0-9-]{0,12}$/);
const arn = fc.record({
  partition: part,
  service: part,
  region: optionalPart,
  accountId: optionalPart,
  resource: fc.stringMatching(/^[A-Za-z0-9/:._-]{1,40}$/),
});

test('reading undoes writing', () => {
  fc.assert(
    fc.property(arn, (parts) => {
      expect(parseArn(formatArn(parts))).toEqual(parts);
    }),
  );
});

test('writing undoes reading', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), arn.map(formatArn)), (text) => {
      const parts = parseArn(text);
      if (parts) expect(formatArn(parts)).toBe(text);
    }),
  );
});

test('a foundation model keeps the colon of its version and has no account', () => {
  expect(parseArn('arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0')).toEqual({
    partition: 'aws',
    service: 'bedrock',
    region: 'us-east-1',
    accountId: '',
    resource: 'foundation-model/amazon.nova-pro-v1:0',
  });
});

test.for(['', 'arn', 'arn:aws:bedrock', 'urn:aws:s3:::bucket', 'arn:aws:s3:::', 'arn:aws:s3:::a b', 'arn:a:b:c:d:e\n'])(
  '%o is no ARN',
  (text) => {
    expect(parseArn(text)).toBeUndefined();
  },
);
