import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SnsMessage } from '../../src/domain/alert-messages.ts';
import { CHANGE_KINDS, type ChangeKind, type Digest } from '../../src/domain/alerts.ts';
import { alertDocument } from '../../src/report/alert-document.ts';
import { Alert, alertJsonSchema } from '../../src/report/alert-schema.ts';
import { snsMessage } from '../../src/report/alert-sns.ts';
import { aChange, aDigest, manyChanges } from '../support/alerts.ts';
import { aFinding, aGap, aHead } from '../support/run-builder.ts';
import { hostileDigest } from './alert-hostile.ts';

const validate = new Ajv2020({ allErrors: true }).compile(alertJsonSchema());

function kindAt(index: number): ChangeKind {
  return CHANGE_KINDS[index % CHANGE_KINDS.length] ?? 'new';
}

/** As SNS counts: the message, the subject and all of the attributes. */
function bytesOf({ subject, message, attributes }: SnsMessage): number {
  const texts = Object.entries(attributes).flatMap(([name, value]) =>
    typeof value === 'string' ? [name, 'String', value] : [name, 'String.Array', JSON.stringify(value)],
  );
  return [subject ?? '', message, ...texts].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

function formsOf({ message }: SnsMessage): { readonly default: string; readonly email: string } {
  return JSON.parse(message);
}

const emailOf = (digest: Digest) => formsOf(snsMessage(digest)).email;

describe('the message for SNS', () => {
  test('has a text for mail', () => {
    const finding = aFinding({
      owner: 'payments@example.com',
      atRisk: { amount: '12.3', currency: 'USD', days: 30, basis: 'b' },
    });
    const gone = aFinding({ lost: { amount: '5', currency: 'USD', start: 's', end: 'e' } }, 2);
    const organization = aFinding({ severity: 'critical', accountId: null, message: 'the tag is inactive' }, 3);
    const digest = aDigest([
      { kind: 'new', finding },
      { kind: 'resolved', finding: gone },
      { kind: 'reminder', finding: organization },
    ]);
    expect(emailOf(digest)).toBe(`mapwarden: 1 new, 1 still open, 1 resolved; worst: critical

All 10 targets of the organization were read.
Across the organization: $4,487.60 lost, $3,900.10 at risk.

CRITICAL still open: map-tag-missing: profile00003
  the tag is inactive

HIGH new: map-tag-missing: payments (111122223333), us-east-1
  chat-1 has no map-migrated tag
  $12.30 at risk
  owner: payments@example.com

resolved: map-tag-missing: payments (111122223333), us-east-1
  chat-2 has no map-migrated tag

Report: ${digest.place}
Console: ${digest.consoleUrl}
Run: 20260601T000000Z-abc123, digest: ${digest.id}
`);
  });

  test('says in the mail what could not be read', () => {
    const { coverage } = aHead({ gaps: [aGap()] });
    const digest = aDigest(undefined, { money: null, consoleUrl: null, coverage: { ...coverage, gaps: 1 } });
    expect(emailOf(digest)).toContain('Coverage is incomplete: 1 of 11 targets could not be read.\n\n');
    expect(emailOf(digest)).not.toContain('Console:');
  });

  test('has the digest for everybody else, as its schema says', () => {
    const digest = aDigest(manyChanges(3));
    const document: unknown = JSON.parse(formsOf(snsMessage(digest)).default);
    expect(document).toEqual({ ...digest, more: 0 });
    expect(validate(document), JSON.stringify(validate.errors)).toBe(true);
    expect(Alert.parse(document)).toEqual(document);
  });

  test('is the same text however the digest was read', () => {
    const digest = aDigest(manyChanges(2));
    const reversed = Object.fromEntries(Object.entries(digest).reverse()) as typeof digest;
    expect(snsMessage(reversed)).toEqual(snsMessage(digest));
  });

  test.for([1, 99, 10_000])('keeps within what SNS takes with %i changes', (count) => {
    const digest = aDigest(manyChanges(count));
    const message = snsMessage(digest);
    const document = JSON.parse(formsOf(message).default);
    expect(bytesOf(message)).toBeLessThanOrEqual(262_144);
    expect(document.changes.length + document.more).toBe(count);
    expect(document).toEqual(alertDocument(digest, digest.changes.slice(0, document.changes.length)));
    expect(document.changes.length).toBeGreaterThan(Math.min(count, 100) - 1);
    expect(document.counts.new).toBe(count);
    expect(formsOf(message).email.includes('\nand ')).toBe(count > 25);
  });

  test('uses the room that there is', () => {
    const message = snsMessage(aDigest(manyChanges(10_000)));
    const [first] = aDigest().changes;
    expect(262_144 - bytesOf(message)).toBeLessThan(JSON.stringify(JSON.stringify(first)).length + 20);
  });

  test('tells of a finding that has no room by what the mail says of it', () => {
    const digest = aDigest([aChange({ finding: aFinding({ message: 'x'.repeat(300_000) }) }), aChange({}, 2)]);
    const message = snsMessage(digest);
    expect(bytesOf(message)).toBeLessThanOrEqual(262_144);
    expect(JSON.parse(formsOf(message).default)).toMatchObject({ changes: [], more: 2 });
    expect(formsOf(message).email).toContain('  xxx');
  });

  test('has a subject of ASCII that fits, and no figure in it is cut', () => {
    const kinds = (most: number) => manyChanges(most).map((change, index) => ({ ...change, kind: kindAt(index) }));
    expect(snsMessage(aDigest(kinds(5))).subject).toBe(
      'mapwarden: 1 new, 1 worse, 1 stripped, 1 coverage lost, 1 still open; worst: high',
    );
    expect(snsMessage(aDigest(kinds(60))).subject).toBe(
      'mapwarden: 10 new, 10 worse, 10 stripped, 10 coverage lost, 10 still open, 10 resolved; worst: high',
    );
    expect(snsMessage(aDigest(kinds(600))).subject).toBe('mapwarden: 600 changes; worst: high');
    const million = Object.fromEntries(CHANGE_KINDS.map((kind) => [kind, 1_000_000])) as Digest['counts'];
    const { subject } = snsMessage(aDigest(manyChanges(10_000), { counts: million, severity: 'informational' }));
    expect(subject).toBe('mapwarden: 10,000 changes; worst: informational');
    expect(subject).toMatch(/^[A-Za-z][\x20-\x7e]{0,98}$/);
  });
});

describe('the attributes for subscription filters', () => {
  const changes = (count: number) =>
    Array.from({ length: count }, (_, index) =>
      aChange({
        finding: aFinding({ accountId: String(100_000_000_000 + (index % 100)), ruleId: `rule-${index}` }, index),
      }),
    );

  test('hold what the digest is about, each value once', () => {
    const organization = aFinding({ accountId: null, ouPath: null, ruleId: 'a' });
    const { attributes } = snsMessage(aDigest([...manyChanges(3), aChange({ finding: organization })]));
    expect(attributes).toEqual({
      kind: 'digest',
      severity: 'high',
      ruleId: ['a', 'map-tag-missing'],
      accountId: ['111122223333'],
      ouPath: ['o-exampleorg/r-root/ou-root-apps'],
    });
  });

  test('are left out where there are none', () => {
    const organization = aFinding({ accountId: null, ouPath: '' });
    expect(Object.keys(snsMessage(aDigest([aChange({ finding: organization })])).attributes)).toEqual([
      'kind',
      'severity',
      'ruleId',
    ]);
  });

  test('are left out beyond a hundred values', () => {
    expect(snsMessage(aDigest(changes(100))).attributes).toMatchObject({
      ruleId: expect.toSatisfy((values: unknown[]) => values.length === 100),
    });
    const { attributes } = snsMessage(aDigest(changes(101)));
    expect(Object.keys(attributes)).toEqual(['kind', 'severity', 'accountId', 'ouPath']);
    expect(attributes['accountId']).toHaveLength(100);
  });

  test('are left out where they would take the room of the message', () => {
    const long = Array.from({ length: 99 }, (_, index) =>
      aChange({ finding: aFinding({ ouPath: `${index}${'x'.repeat(300)}` }, index) }),
    );
    expect(snsMessage(aDigest(long)).attributes).not.toHaveProperty('ouPath');
    expect(snsMessage(aDigest(long.slice(0, 50))).attributes).toHaveProperty('ouPath');
  });
});

test('whatever things are called, the message fits, is whole, and is text', () => {
  fc.assert(
    fc.property(hostileDigest, (digest) => {
      const message = snsMessage(digest);
      expect(bytesOf(message)).toBeLessThanOrEqual(262_144);
      expect(message.message).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/u);

      const { default: text, email } = formsOf(message);
      const document = JSON.parse(text);
      expect(document).toEqual(alertDocument(digest, digest.changes.slice(0, document.changes.length)));
      expect(validate(document), JSON.stringify(validate.errors)).toBe(true);

      expect(email).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      const told = digest.changes.slice(0, 25);
      const starts = email.split('\n').filter((line) => /^(resolved|CRITICAL|HIGH)/.test(line));
      expect(starts).toHaveLength(told.length);
    }),
    { numRuns: 60 },
  );
});
