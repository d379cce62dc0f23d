import { describe, expect, test } from 'vitest';
import { isExcluded, settledOutcome, showsDisabledRegion } from '../../src/engine/targets.ts';
import { aCatalog, aFailure, anAccount } from '../support/builders.ts';

const open = { include: { ous: [], accounts: [] }, exclude: { ous: [], accounts: [] } };
const excluding = { ...open, exclude: { ous: [], accounts: ['111122223333'] } };
const catalog = aCatalog();

describe('the outcome of a target that needs no call', () => {
  test('is none where an enabled region has Bedrock', () => {
    expect(settledOutcome(anAccount(), 'us-east-1', 'enabled', open, catalog)).toBeUndefined();
  });

  test('follows the order inactive, excluded, no endpoint, disabled', () => {
    const closed = anAccount({ state: 'CLOSED' });
    expect(settledOutcome(closed, 'ap-east-1', 'disabled', excluding, catalog)).toBe('account-inactive');
    expect(settledOutcome(anAccount(), 'ap-east-1', 'disabled', excluding, catalog)).toBe('excluded');
    expect(settledOutcome(anAccount(), 'ap-east-1', 'disabled', open, catalog)).toBe('service-unavailable');
    expect(settledOutcome(anAccount(), 'eu-south-1', 'disabled', open, catalog)).toBe('region-disabled');
  });

  test('is disabled where a list that was read does not name the region', () => {
    expect(settledOutcome(anAccount(), 'us-east-1', 'unnamed', open, catalog)).toBe('region-disabled');
  });

  test.for(['changing', 'unknown'] as const)('is none while the region is %s: only a call can tell', (state) => {
    expect(settledOutcome(anAccount(), 'eu-south-1', state, open, catalog)).toBeUndefined();
  });

  test('is none for a region that the catalogue does not know: it may have Bedrock', () => {
    expect(settledOutcome(anAccount(), 'xx-new-1', 'enabled', open, catalog)).toBeUndefined();
  });
});

describe('who is excluded', () => {
  test('whoever an include list does not name', () => {
    expect(isExcluded(anAccount(), { ...open, include: { ous: ['ou-b'], accounts: [] } })).toBe(true);
    expect(isExcluded(anAccount(), { ...open, include: { ous: ['ou-a'], accounts: [] } })).toBe(false);
  });

  test('whoever is both included and excluded', () => {
    expect(isExcluded(anAccount(), { ...excluding, include: { ous: ['ou-a'], accounts: [] } })).toBe(true);
  });
});

describe('a refused token', () => {
  const refused = aFailure({ outcome: 'failed', code: 'UnrecognizedClientException' });

  test('shows a disabled region only where the region can be one', () => {
    expect(showsDisabledRegion(refused, 'eu-south-1', 'unknown', catalog)).toBe(true);
    expect(showsDisabledRegion(refused, 'us-east-1', 'changing', catalog)).toBe(true);
    expect(showsDisabledRegion(refused, 'us-east-1', 'unknown', catalog)).toBe(false);
    expect(showsDisabledRegion(refused, 'eu-south-1', 'enabled', catalog)).toBe(false);
    expect(showsDisabledRegion(refused, 'xx-new-1', 'unknown', catalog)).toBe(false);
  });

  test('is not any other failure', () => {
    expect(showsDisabledRegion(aFailure(), 'eu-south-1', 'unknown', catalog)).toBe(false);
  });
});
