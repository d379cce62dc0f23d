import { expect, test } from 'vitest';
import { ConfigError } from '../../src/domain/errors.ts';
import { digestIn, isOverdue, waitingIn, waitingName } from '../../src/domain/outbox.ts';
import { aDigest } from '../support/alerts.ts';

const RUN = '20260601T123456Z-abc123';

test('a name tells run and digest, and nothing else is taken for one', () => {
  const name = waitingName({ runId: RUN, id: '0a' });
  const strangers = ['notes.txt', `${name}.partial`, `${RUN}.json`, 'run.0a.json', `x/${name}`, `${RUN}..json`];

  expect(waitingIn([...strangers, name])).toEqual([{ name, runId: RUN, id: '0a' }]);
});

test.for([
  ['2026-06-02T12:34:56.000Z', false],
  ['2026-06-02T12:34:56.001Z', true],
  ['2026-05-01T00:00:00.000Z', false],
] as const)('at %s what waits of an unfinished run is overdue: %j', ([now, overdue]) => {
  expect(isOverdue({ name: '', runId: RUN, id: '0a' }, now)).toBe(overdue);
});

test('a digest is read back as it was', () => {
  expect(digestIn(JSON.stringify(aDigest()), 'there')).toEqual(aDigest());
});

test.for<[string, object]>([
  ['its changes are no list', { changes: {} }],
  ['a change is empty', { changes: [{}] }],
  ['a change is about nothing', { changes: [{ kind: 'new', finding: { id: 'x' } }] }],
  ['its route is no name', { routeId: 1 }],
])('a digest is none where %s', ([, over]) => {
  expect(() => digestIn(JSON.stringify({ ...aDigest(), ...over }), 'there')).toThrow(ConfigError);
});

test.for(['', '{', 'null', '"text"', '{"id":"a"}', '{"changes":[]}'])(
  '%j is no digest, and told with its place',
  (text) => {
    const read = () => digestIn(text, 'there');

    expect(read).toThrow(ConfigError);
    expect(read).toThrow('there: this is no digest of an alert; expected the file as mapwarden wrote it');
  },
);
