import { beforeEach, expect, test } from 'vitest';
import { buildUsageLine, costing, NO_TAGS } from '../../src/sandbox/books.ts';
import { expectedSpend, sumsOf } from '../support/expected-spend.ts';
import { open, stubEnvironment } from '../support/sandbox-scene.ts';
import { MEMBER, NOW, OTHER, smallWorld } from '../support/sandbox-world.ts';
import { auditMoney, ONE_REGION } from '../support/spend-scene.ts';

beforeEach(() => stubEnvironment());

const DAYS = { start: '2026-05-02', end: '2026-06-01' };

test.for([
  ['amounts of fourteen decimals', ['0.12345678901234', '12.00000000000001'], {}],
  ['an amount with an exponent', ['0.00000000012'], {}],
  ['amounts that are written with one', ['1.2E-7', '3E-9'], {}],
  ['usage that is taken back in part', ['10.5', '-0.0173'], {}],
  ['an account with nothing but usage that is taken back', ['-0.0173'], {}],
  ['a value with the sign that follows the key on the bill', ['7'], { 'map-migrated': 'mig$ABCDE12345' }],
  ['a value that begins with it', ['7'], { 'map-migrated': '$' }],
  ['a value with an equals sign', ['7'], { 'map-migrated': 'map-migrated=migABCDE12345' }],
] as const)('the money is that of the books with %s', async ([, costs, resource]) => {
  const odd = costs.map((cost, index) =>
    buildUsageLine({
      day: `2026-05-${28 + index}`,
      accountId: MEMBER,
      amounts: costing(cost),
      tags: { ...NO_TAGS, resource },
    }),
  );
  const plain = buildUsageLine({ day: '2026-05-20', accountId: OTHER }, '3');
  const sandbox = await open({}, smallWorld({ books: [...odd, plain] }));

  const { spend } = await auditMoney(sandbox, { owners: undefined }, { now: NOW, selection: ONE_REGION });

  expect(spend).toMatchObject({ status: 'complete', missing: [], ...DAYS });
  expect(sumsOf(spend)).toEqual(expectedSpend(sandbox.world, DAYS));
});

test('usage that is taken back elsewhere in the account hides none that carries no tag', async () => {
  const line = (cost: string, resource: Readonly<Record<string, string>>) =>
    buildUsageLine({ day: '2026-05-28', accountId: MEMBER, amounts: costing(cost), tags: { ...NO_TAGS, resource } });
  const books = [line('100', {}), line('-150', { 'map-migrated': 'migABCDE12345' })];
  const sandbox = await open({}, smallWorld({ books }));

  const { spend, findings } = await auditMoney(sandbox, { owners: undefined }, { now: NOW, selection: ONE_REGION });

  expect(findings.filter(({ ruleId }) => ruleId.startsWith('map-spend-'))).toMatchObject([
    { ruleId: 'map-spend-unattributed', accountId: MEMBER, lost: { amount: '100' } },
  ]);
  expect(spend).toMatchObject({ total: '-50', unattributed: '100', lost: '100', belowThreshold: '0' });
});
