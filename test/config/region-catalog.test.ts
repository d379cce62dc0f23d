import { expect, test } from 'vitest';
import { loadRegionCatalog } from '../../src/config/region-catalog.ts';

test('no two regions share the beginning of a usage type', async () => {
  const { regions } = await loadRegionCatalog();
  const prefixes = [...regions.values()].flatMap(({ usagePrefixes }) => usagePrefixes);
  expect(new Set(prefixes).size).toBe(prefixes.length);
  expect(prefixes.length).toBeGreaterThanOrEqual(regions.size);
});

test.for<[region: string, prefixes: string[]]>([
  ['us-east-1', ['USE1']],
  ['eu-west-1', ['EU', 'EUW1']],
  ['ap-south-1', ['APS3']],
  ['ap-southeast-1', ['APS1']],
  ['ap-southeast-3', ['APS4']],
  ['ca-west-1', ['CAN2']],
])('usage types of %s begin with %j', async ([region, prefixes]) => {
  const { regions } = await loadRegionCatalog();
  expect(regions.get(region)?.usagePrefixes).toEqual(prefixes);
});
