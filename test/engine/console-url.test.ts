import { expect, test } from 'vitest';
import { consoleUrlOf } from '../../src/engine/console-url.ts';

test.for([
  ['s3://runs/a/b', 'https://console.aws.amazon.com/s3/buckets/runs?prefix=a%2Fb%2F'],
  ['s3://runs/a/date=2026-06-01/', 'https://console.aws.amazon.com/s3/buckets/runs?prefix=a%2Fdate%3D2026-06-01%2F'],
  ['s3://runs/', 'https://console.aws.amazon.com/s3/buckets/runs?prefix='],
  ['mapwarden-out/runs', null],
  ['/srv/s3://runs/a', null],
] as const)('the page of %s is %s', ([place, url]) => {
  expect(consoleUrlOf(place)).toBe(url);
});
