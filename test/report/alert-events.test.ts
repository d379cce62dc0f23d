import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EventMessage } from '../../src/domain/alert-messages.ts';
import { CHANGE_KINDS } from '../../src/domain/alerts.ts';
import { alertEvents } from '../../src/report/alert-events.ts';
import { alertJsonSchema } from '../../src/report/alert-schema.ts';
import { aChange, aDigest, CONSOLE, manyChanges, PLACE } from '../support/alerts.ts';
import { aFinding, NOW } from '../support/run-builder.ts';
import { hostileDigest } from './alert-hostile.ts';

const validate = new Ajv2020({ allErrors: true }).compile(alertJsonSchema());

function bytesOf(batch: readonly EventMessage[]): number {
  return batch
    .flatMap(({ source, detailType, detail, resources }) => [source, detailType, detail, ...resources])
    .reduce((sum, text) => sum + Buffer.byteLength(text), 14 * batch.length);
}

const detailOf = ({ detail }: EventMessage) => JSON.parse(detail);

describe('events', () => {
  test('are one for each finding that changed', () => {
    const change = aChange();
    const digest = aDigest([change]);
    const [[event] = [], ...others] = alertEvents(digest);
    expect(others).toEqual([]);
    expect(event && { ...event, detail: detailOf(event) }).toEqual({
      part: change.finding.id,
      source: 'mapwarden',
      detailType: 'Mapwarden Finding New',
      at: NOW,
      resources: [change.finding.resource.arn],
      detail: {
        schemaVersion: 1,
        kind: 'change',
        digestId: digest.id,
        routeId: digest.routeId,
        runId: digest.runId,
        at: NOW,
        organizationId: 'o-exampleorg',
        change,
        place: PLACE,
        consoleUrl: CONSOLE,
      },
    });
  });

  test('say in their type what has changed', () => {
    const changes = CHANGE_KINDS.map((kind, index) => aChange({ kind }, index));
    expect(
      alertEvents(aDigest(changes))
        .flat()
        .map(({ detailType }) => detailType)
        .sort(),
    ).toEqual([
      'Mapwarden Finding Coverage Lost',
      'Mapwarden Finding New',
      'Mapwarden Finding Reminder',
      'Mapwarden Finding Resolved',
      'Mapwarden Finding Stripped',
      'Mapwarden Finding Worsened',
    ]);
  });

  test('name no resource where there is none', () => {
    const account = aFinding();
    const finding = { ...account, resource: { ...account.resource, arn: null } };
    expect(alertEvents(aDigest([aChange({ finding })]))[0]?.[0]?.resources).toEqual([]);
  });

  test.for<[count: number, calls: number, more: number]>([
    [1, 1, 0],
    [10, 1, 0],
    [11, 2, 0],
    [100, 10, 0],
    [101, 11, 1],
    [10_000, 11, 9_900],
  ])('of %i changes are sent in %i calls, and %i changes are only counted', ([count, calls, more]) => {
    const digest = aDigest(manyChanges(count));
    const batches = alertEvents(digest);
    expect(batches).toHaveLength(calls);
    for (const batch of batches) expect(batch.length).toBeLessThanOrEqual(10);
    const last = batches.at(-1)?.at(-1);
    if (more === 0) expect(last?.detailType).toBe('Mapwarden Finding New');
    else
      expect(last && { ...last, detail: detailOf(last) }).toMatchObject({
        detailType: 'Mapwarden Digest',
        detail: { kind: 'digest', id: digest.id, more, changes: [], counts: { new: count } },
      });
  });

  test('share a call only as far as there is room', () => {
    const finding = (n: number) => aFinding({ message: 'x'.repeat(100_000) }, n);
    const batches = alertEvents(aDigest([1, 2, 3].map((n) => aChange({ finding: finding(n) }))));
    expect(batches.map((batch) => batch.length)).toEqual([2, 1]);
  });

  test('of what no call has room for are only counted', () => {
    const huge = aFinding({ message: 'x'.repeat(270_000) }, 2);
    const events = alertEvents(aDigest([aChange(), aChange({ finding: huge })])).flat();
    expect(events.map(({ detailType }) => detailType)).toEqual(['Mapwarden Finding New', 'Mapwarden Digest']);
    expect(events[1] && detailOf(events[1])).toMatchObject({ more: 1 });
  });

  test('fit and are whole whatever things are called', () => {
    fc.assert(
      fc.property(hostileDigest, (digest) => {
        const batches = alertEvents(digest);
        for (const batch of batches) {
          expect(batch.length).toBeLessThanOrEqual(10);
          expect(bytesOf(batch)).toBeLessThanOrEqual(262_144);
        }
        const details = batches.flat().map(detailOf);
        for (const detail of details) expect(validate(detail), JSON.stringify(validate.errors)).toBe(true);
        expect(details.map(({ change }) => change)).toEqual(digest.changes);
      }),
      { numRuns: 60 },
    );
  });
});
