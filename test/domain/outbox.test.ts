import { expect, test } from 'vitest';
import { CHANGE_KINDS, type Digest } from '../../src/domain/alerts.ts';
import { digestIn, isOverdue, waitingIn, waitingName } from '../../src/domain/outbox.ts';
import { aChange, aDigest } from '../support/alerts.ts';
import { aSpendFinding } from '../support/run-builder.ts';

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

test.for<[string, Digest]>([
  ['is', aDigest()],
  ['with a plan is', aDigest([aChange()], { plan: { place: 'there', hash: '00', actions: 3, isApplied: false } })],
  ['without money and with a console is', aDigest([aChange()], { money: null, consoleUrl: 'https://x' })],
  ['of all kinds is', aDigest(CHANGE_KINDS.map((kind) => aChange({ kind })))],
  ['about an account is', aDigest([aChange({ finding: aSpendFinding('7') })])],
])('a digest as it %s read back as it was', ([, digest]) => {
  expect(digestIn(JSON.stringify(digest))).toEqual(digest);
});

/** The JSON document without one of its members, or with null instead; arrays are gone through as well. */
function spoiled(value: unknown, path: readonly string[]): unknown {
  const [name = '', ...rest] = path;
  if (typeof value !== 'object' || value === null) return value;
  const copy = Array.isArray(value) ? [...value] : { ...value };
  const member: unknown = Reflect.get(copy, name);
  if (rest.length > 0) Reflect.set(copy, name, spoiled(member, rest));
  else Reflect.set(copy, name, { not: 'what it was' });
  return copy;
}

test.for([
  'id',
  'routeId',
  'runId',
  'at',
  'organizationId',
  'coverage',
  'coverage.targets',
  'money',
  'money.lost',
  'severity',
  'counts',
  'counts.coverage-lost',
  'changes',
  'changes.0',
  'changes.0.kind',
  'changes.0.finding',
  'changes.0.finding.message',
  'changes.0.finding.resource',
  'changes.0.finding.resource.name',
  'changes.0.finding.owner',
  'place',
  'consoleUrl',
  'plan',
])('a digest whose %s is something else is none', (path) => {
  const whole = JSON.parse(JSON.stringify(aDigest()));

  expect(digestIn(JSON.stringify(spoiled(whole, path.split('.'))))).toBeUndefined();
});

test.for(['', '{', 'null', '"text"', '[]', '{"id":"a"}', '{"changes":[]}'])('%j is no digest', (text) => {
  expect(digestIn(text)).toBeUndefined();
});

test('a digest without changes is none', () => {
  expect(digestIn(JSON.stringify({ ...aDigest(), changes: [] }))).toBeUndefined();
});
