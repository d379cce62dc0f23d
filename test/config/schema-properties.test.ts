import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { configurationJsonSchema } from '../../src/config/json-schema.ts';
import { configuration } from '../../src/config/schema.ts';
import { showConfiguration } from '../../src/config/show.ts';
import { configurations } from './support/configurations.ts';
import { load, problems } from './support/schema-problems.ts';

describe('properties', () => {
  test('a valid configuration survives JSON and config show', () => {
    fc.assert(
      fc.property(configurations, (given) => {
        const effective = load(JSON.stringify(given));
        expect(load(JSON.stringify(effective))).toEqual(effective);
        expect(load(showConfiguration(effective))).toEqual(effective);
      }),
    );
  });

  test('the published JSON Schema accepts what is valid', () => {
    const accepts = new Ajv2020({ allowUnionTypes: true }).compile(configurationJsonSchema());
    fc.assert(fc.property(configurations, (given) => accepts(given) && accepts(load(JSON.stringify(given)))));
    expect(accepts({ version: 1 })).toBe(false);
    expect(accepts({ version: 1, agreements: [{}] })).toBe(false);
  });

  test('an unknown key is refused wherever it stands', () => {
    const places = [
      [],
      ['organization'],
      ['organization', 'include'],
      ['agreements', 0],
      ['agreements', 0, 'scope'],
      ['tag'],
      ['attribution'],
      ['rules'],
      ['catalog'],
      ['owners'],
      ['spend'],
      ['traffic'],
      ['remediation'],
      ['alerts'],
      ['store'],
    ];
    const key = fc
      .string({ minLength: 1, maxLength: 12 })
      .filter((name) => name !== '__proto__' && !/[\u007f]/.test(name));
    const known = new Set(JSON.stringify(z.toJSONSchema(configuration, { io: 'input' })).match(/[\w$]+/g));
    fc.assert(
      fc.property(configurations, fc.constantFrom(...places), key, (given, place, name) => {
        fc.pre(!known.has(name));
        const effective = JSON.parse(JSON.stringify(load(JSON.stringify({ owners: {}, ...given }))));
        place.reduce((node, step) => node[step], effective)[name] = 1;
        expect(problems(JSON.stringify(effective))).toEqual([expect.stringContaining('is not a known key')]);
      }),
    );
  });

  test('any value gives a configuration or problems, each with its place', () => {
    const keys = fc.constantFrom(
      'version',
      'agreements',
      'organization',
      'tag',
      'attribution',
      'rules',
      'store',
      'waivers',
      'overrides',
      'method',
      'id',
      'settings',
      'regions',
      'x',
    );
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom<unknown>(null, 1, 1.5, '', 'a', 'any', '2025-01-01', true),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(keys, tie('tree'), { maxKeys: 5 }),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        for (const problem of problems(JSON.stringify(value))) {
          expect(problem).toMatch(/^m\.yaml:1:\d+( \S+)?: .+; expected .+; got .+$/);
        }
      }),
      { numRuns: 500 },
    );
  });
});
