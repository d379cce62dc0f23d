import { expect, test } from 'vitest';
import { carrierOf, resourceRecord } from '../../src/engine/resource-record.ts';
import { anAccount, aProfile } from '../support/builders.ts';

test('a record gives back the carrier that it was made of, its tags in the order of their keys', () => {
  const tags = new Map([
    ['team', 't1'],
    ['map-migrated', 'migABCDE12345'],
  ]);
  const record = resourceRecord(aProfile({ tags }), anAccount(), []);

  expect(Object.keys(record.tags ?? {})).toEqual(['map-migrated', 'team']);
  expect(carrierOf(record)).toEqual(aProfile({ tags }));
});

test('what could not be read is null in a record, and unknown again of the carrier made of it', () => {
  const { createdAt: _created, models: _models, tags: _tags, ...known } = aProfile();
  const record = resourceRecord(known, anAccount(), []);

  expect(record).toMatchObject({ createdAt: null, models: null, tags: null });
  expect(carrierOf(record)).toEqual(known);
});
