import { describe, expect, test } from 'vitest';
import { organizationFacts } from '../../src/engine/facts.ts';
import { organizationFinding } from '../../src/engine/findings.ts';
import { compiled, definitionOf, ruleDefinition } from './support/rules.ts';
import { context, NOW, TODAY } from './support/world.ts';

describe('the remedy for inactive cost allocation tags', () => {
  const rule = compiled(definitionOf('map-cost-allocation-tag-inactive'));
  const RUN = 'In the management account run: aws ce update-cost-allocation-tags-status --cost-allocation-tags-status';

  function noteOf(key: string, states: Readonly<Record<string, 'active' | 'inactive' | 'never-seen'>>): string {
    const tags = Object.entries(states).map(([each, status]) => ({ key: each, status, updatedAt: null }));
    const settings = { tag: { key, prefix: 'mig' }, method: 'iam-principal' } as const;
    const evaluation = rule.evaluate('organization', organizationFacts(tags, settings, TODAY));
    return organizationFinding({ rule, evaluation, now: NOW, organizationId: 'o-example' }).remediation.note;
  }

  test.for<[what: string, key: string, states: Readonly<Record<string, 'active' | 'inactive'>>, words: string]>([
    [
      'the configured key',
      'our-map',
      { 'our-map': 'inactive', 'iamPrincipal/our-map': 'active' },
      'TagKey=our-map,Status=Active.',
    ],
    [
      'the form of principals, where that is the one',
      'our-map',
      { 'our-map': 'active', 'iamPrincipal/our-map': 'inactive' },
      'TagKey=iamPrincipal/our-map,Status=Active.',
    ],
    [
      'the form of principals as billing has it',
      'our-map',
      { 'our-map': 'active', 'user:iamPrincipal/our-map': 'inactive' },
      'TagKey=user:iamPrincipal/our-map,Status=Active.',
    ],
    [
      'both where both are inactive',
      'our-map',
      { 'our-map': 'inactive', 'iamPrincipal/our-map': 'inactive' },
      'TagKey=our-map,Status=Active TagKey=iamPrincipal/our-map,Status=Active.',
    ],
    [
      'a key that the shorthand of the command line could not have',
      'our map=1',
      { 'our map=1': 'inactive', 'iamPrincipal/our map=1': 'active' },
      `'[{"TagKey":"our map=1","Status":"Active"}]'.`,
    ],
  ])('names %s', ([, key, states, words]) => {
    const note = noteOf(key, states);
    expect(note.startsWith(`${RUN} ${words} `)).toBe(true);
    expect(note).not.toContain('map-migrated');
  });

  test('has the warnings before the backfill, and no command to be run', () => {
    const note = noteOf('map-migrated', { 'map-migrated': 'never-seen' });
    expect(note).toMatch(
      /Status=Active.*ALL keys.*first of a month, 12 months back at most, once in 24 hours.*aws ce start-/,
    );
    expect(note).toMatch(/mapwarden runs neither command\.$/);
    // Longer, and a report for people would cut it.
    expect(note.length).toBeLessThanOrEqual(1_000);
  });

  test('of an own rule that names no key is what the rule says', () => {
    const own = compiled(
      ruleDefinition({ appliesTo: ['organization'], assert: 'costAllocationTag.active', message: 'no' }),
    );
    const settings = context().settings;
    const tags = [{ key: 'map-migrated', status: 'inactive' as const, updatedAt: null }];
    const evaluation = own.evaluate('organization', organizationFacts(tags, settings, TODAY));
    const { note } = organizationFinding({ rule: own, evaluation, now: NOW, organizationId: 'o' }).remediation;
    expect(note).toBe('Do something.');
  });
});
