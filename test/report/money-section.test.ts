import { describe, expect, test } from 'vitest';
import type { SpendByAccount, SpendRead } from '../../src/domain/spend.ts';
import type { AccountLosses } from '../../src/report/losses.ts';
import { type MoneySection, moneySection } from '../../src/report/money-section.ts';
import { aHead, aSpend } from '../support/run-builder.ts';

const loser = (n: number, overrides: Partial<AccountLosses> = {}): AccountLosses => ({
  accountId: `00000000000${n}`,
  accountName: `name-${n}`,
  owner: null,
  lost: `${10 - n}`,
  atRisk: '1',
  currency: 'USD',
  ...overrides,
});

function sectionOf(overrides: Partial<SpendRead> = {}, accounts: readonly AccountLosses[] = []): MoneySection {
  const section = moneySection(aHead({ spend: aSpend(overrides) }), accounts);
  if (!section) throw new Error('the bill was read, so there is a section');
  return section;
}

function tableOf(section: MoneySection, first: string) {
  const table = section.tables.find(({ columns }) => columns[0]?.name.startsWith(first));
  return { columns: table?.columns.map(({ name }) => name), rows: table?.rows, more: table?.more };
}

describe('the money section', () => {
  test('is not there where nobody asked for it', () => {
    expect(moneySection(aHead({ spend: { status: 'not-run' } }), [])).toBeUndefined();
  });

  test('says why there is none, and how much was asked, of which errors are not billed', () => {
    const reason = 'Cost Explorer is not enabled. Enable it in the management account.';
    const read = (requests: number) => moneySection(aHead({ spend: { status: 'unavailable', reason, requests } }), []);

    expect(read(1)).toEqual({
      missing: [reason],
      before: ['Asked: 1 request to Cost Explorer; AWS bills none that ends in an error.'],
      tables: [],
      after: [],
    });
    expect(read(0)?.before).toEqual([]);
  });

  test('divides the total into its classes, misattributed spend by its reason', () => {
    expect(tableOf(sectionOf(), 'Bedrock').rows).toEqual([
      ['total', '$12,000.00', '100.0 %'],
      ['attributed (a tag that counts)', '$7,500.00', '62.5 %'],
      ['misattributed (a tag that does not count)', '$319.78', '2.6 %'],
      ['of which unknown-agreement', '$119.78', '0.9 %'],
      ['of which outside-term', '$200.00', '1.6 %'],
      ['unattributed (no map tag)', '$4,180.22', '34.8 %'],
      ['unknown (could not be told)', '$0.00', '0.0 %'],
    ]);
  });

  test('marks an estimate, and only an estimate', () => {
    const sentence = 'AWS still calls some of these amounts an estimate.';

    expect(sectionOf({ estimated: true }).before).toContain(sentence);
    expect(sectionOf().before).toEqual([
      '30 days from 2026-05-02, AmortizedCost in USD, complete through 2026-05-29; read with 8 requests to Cost Explorer.',
    ]);
  });

  test('names what a partial reading lacks, up to five parts', () => {
    const parts = (many: number) => Array.from({ length: many }, (_, n) => `part ${n + 1}`);

    expect(sectionOf({ status: 'partial', missing: parts(1) }).missing).toEqual(['part 1']);
    expect(sectionOf({ status: 'partial', missing: parts(5) }).missing.at(-1)).toBe('part 5');
    expect(sectionOf({ status: 'partial', missing: parts(7) }).missing.slice(4)).toEqual([
      'part 5',
      'And 2 more parts: spend.missing in report.json.',
    ]);
  });

  test('says in every case that private offers earn nothing', () => {
    expect(sectionOf().after.filter((sentence) => sentence.startsWith('Private offers'))).toHaveLength(1);
  });
});

describe('agreements', () => {
  const agreement = { agreementId: 'A', tagValue: 'migA', total: '100', creditEarned: null, creditMissed: null };

  test('show no credit where none is configured', () => {
    expect(tableOf(sectionOf({ byAgreement: [agreement] }), 'agreement')).toEqual({
      columns: ['agreement', 'tag value', 'attributed'],
      rows: [['A', 'migA', '$100.00']],
      more: '',
    });
  });

  test('show credit earned and missed where one has it', () => {
    const credited = { ...agreement, agreementId: 'B', creditEarned: '25', creditMissed: '0' };

    expect(tableOf(sectionOf({ byAgreement: [agreement, credited] }), 'agreement')).toEqual({
      columns: ['agreement', 'tag value', 'attributed', 'credit earned', 'credit missed'],
      rows: [
        ['A', 'migA', '$100.00', 'not configured', 'not configured'],
        ['B', 'migA', '$100.00', '$25.00', '$0.00'],
      ],
      more: '',
    });
  });

  test('beyond ten are counted, and none is a table that is left out', () => {
    const many = Array.from({ length: 11 }, (_, n) => ({ ...agreement, agreementId: `A${n}` }));

    expect(tableOf(sectionOf({ byAgreement: many }), 'agreement').rows).toHaveLength(10);
    expect(tableOf(sectionOf({ byAgreement: many }), 'agreement').more).toBe('and 1 more agreement in report.json');
    expect(tableOf(sectionOf({ byAgreement: [] }), 'agreement').rows).toBeUndefined();
  });
});

/** An account of the bill that lost so much of it. */
const billed = (n: number, lost: string, overrides: Partial<SpendByAccount> = {}): SpendByAccount => ({
  accountId: `00000000000${n}`,
  accountName: `name-${n}`,
  total: '100',
  attributed: '50',
  misattributed: lost,
  unattributed: '0.5',
  unknown: '0',
  ...overrides,
});

describe('accounts', () => {
  test('are the five that lost most, with what findings say of them and with their owners', () => {
    const byAccount = [1, 2, 3, 4, 5, 6, 7].map((n) => billed(n, `${10 - n}`));
    const accounts = [loser(1, { owner: 'a@example.com' }), ...[2, 3, 4, 5, 6, 7].map((n) => loser(n))];

    const { columns, rows, more } = tableOf(sectionOf({ byAccount }, accounts), 'account');

    expect(columns).toEqual(['account, most lost first', 'lost', 'at risk', 'owner']);
    expect(rows).toHaveLength(5);
    expect(rows?.slice(0, 2)).toEqual([
      ['name-1 (000000000001)', '$9.50', '$1.00', 'a@example.com'],
      ['name-2 (000000000002)', '$8.50', '$1.00', ''],
    ]);
    expect(more).toBe('and 2 more accounts in report.json');
  });

  test('are listed by what they lost, whether or not a finding says so', () => {
    const byAccount = [billed(1, '1'), billed(2, '7'), billed(3, '7'), billed(4, '3', { accountName: '' })];

    expect(tableOf(sectionOf({ byAccount }, [loser(1)]), 'account').rows).toEqual([
      ['name-2 (000000000002)', '$7.50', 'no finding'],
      ['name-3 (000000000003)', '$7.50', 'no finding'],
      ['unlisted account (000000000004)', '$3.50', 'no finding'],
      ['name-1 (000000000001)', '$1.50', '$1.00'],
    ]);
  });

  test('whose findings are all accepted are said to be waived, and not to have none', () => {
    const byAccount = [billed(1, '2'), billed(2, '1')];
    const waived = loser(1, { lost: '0', atRisk: '0', currency: '', isWaived: true });

    expect(tableOf(sectionOf({ byAccount }, [waived, loser(2)]), 'account').rows).toEqual([
      ['name-1 (000000000001)', '$2.50', 'waived'],
      ['name-2 (000000000002)', '$1.50', '$1.00'],
    ]);
  });

  test('that no rule could judge are at a risk that nobody judged', () => {
    const byAccount = [billed(1, '1')];

    expect(tableOf(sectionOf({ byAccount, currency: 'CNY', judged: false }), 'account').rows).toEqual([
      ['name-1 (000000000001)', 'CNY 1.50', 'not judged'],
    ]);
  });

  test('show no owners where none is known, and keep their ids however long the names', () => {
    const byAccount = [billed(1, '1', { accountName: 'x'.repeat(99) })];
    const { columns, rows } = tableOf(sectionOf({ byAccount }, [loser(1)]), 'account');

    expect(columns).toEqual(['account, most lost first', 'lost', 'at risk']);
    expect(rows?.[0]?.[0]).toBe(`${'x'.repeat(29)}… (000000000001)`);
  });

  test('are left out where none loses', () => {
    const byAccount = [billed(1, '0', { unattributed: '0' }), billed(2, '-3')];

    expect(tableOf(sectionOf({ byAccount }), 'account').rows).toBeUndefined();
  });
});

describe('months', () => {
  const amounts = { total: '10', attributed: '4', misattributed: '2', unattributed: '3.5', unknown: '0.5' };

  test('show the unknown only where there is any', () => {
    const byMonth = [{ month: '2026-05', estimated: false, ...amounts }];

    expect(tableOf(sectionOf({ byMonth, unknown: '0.5' }), 'month')).toEqual({
      columns: ['month', 'total', 'attributed', 'no valid tag', 'unknown'],
      rows: [['2026-05', '$10.00', '$4.00', '$5.50', '$0.50']],
      more: '',
    });
    expect(tableOf(sectionOf({ byMonth }), 'month').columns).toHaveLength(4);
  });

  test('are the latest fourteen', () => {
    const byMonth = Array.from({ length: 15 }, (_, n) => ({ month: `20${10 + n}-01`, estimated: n === 0, ...amounts }));

    const { rows, more } = tableOf(sectionOf({ byMonth }), 'month');

    expect([rows?.length, rows?.[0]?.[0], rows?.at(-1)?.[0]]).toEqual([14, '2011-01', '2024-01']);
    expect(more).toBe('and 1 more earlier month in report.json');
  });

  test('of which AWS calls some an estimate are marked, and the mark is explained where one is shown', () => {
    const byMonth = Array.from({ length: 15 }, (_, n) => ({ month: `20${10 + n}-01`, estimated: n > 13, ...amounts }));
    const legend = '* AWS still calls some of it an estimate';

    const { rows, more } = tableOf(sectionOf({ byMonth: byMonth.slice(1) }), 'month');

    expect(rows?.slice(-2).map(([month]) => month)).toEqual(['2023-01', '2024-01*']);
    expect(more).toBe(legend);
    expect(tableOf(sectionOf({ byMonth }), 'month').more).toBe(`${legend}; and 1 more earlier month in report.json`);
  });
});

describe('what else is told', () => {
  const told = (overrides: Partial<SpendRead>) => sectionOf(overrides).after.join('\n');

  test('what findings lose, and what is in none', () => {
    expect(told({})).toContain('In findings: $4,487.60 lost');
    expect(told({})).toContain('$3,900.10 at risk in the next 30 days');
    expect(told({})).toContain('$12.40 without a valid tag is in no finding');
    expect(told({ belowThreshold: '0' })).not.toContain('in no finding');
  });

  test('eligibility, where the bill was read by service', () => {
    expect(told({})).toContain('$11,000.00 listed, $0.00 under an agreement older');
    expect(told({})).toContain('$1,000.00 not listed, which means unknown.');
    expect(told({ eligibility: null })).not.toContain('listed');
  });

  test('services that could not be classed, up to five by name, with their sum', () => {
    const unclassedServices = ['a', 'b', 'c', 'd', 'e', 'f'].map((service) => ({ service, total: '0.1' }));

    expect(told({ unclassedServices })).toContain('Not counted: $0.60 of services with the name of a model');
    expect(told({ unclassedServices })).toContain('"e" $0.10 and 1 more.');
    expect(told({})).not.toContain('Not counted');
  });

  test.for([
    [{ status: 'active', updatedAt: '2026-05-02T00:00:00.000Z' }, 'k is active since 2026-05-02.'],
    [
      { status: 'active', updatedAt: '2026-05-03T00:00:00.000Z' },
      'k is active since 2026-05-03, and what was spent before cannot carry it.',
    ],
    [{ status: 'active', updatedAt: null }, 'k is active.'],
    [{ status: 'inactive', updatedAt: '2026-05-03T00:00:00.000Z' }, 'k is inactive since 2026-05-03.'],
    [{ status: 'never-seen', updatedAt: null }, 'k is not known to billing.'],
  ] as const)('the cost allocation tag %j: %s', ([state, expected]) => {
    expect(told({ costAllocationTags: [{ key: 'k', ...state }] })).toContain(`Cost allocation tags: ${expected}`);
  });

  test('that the state of the cost allocation tags is unknown', () => {
    expect(told({ costAllocationTags: null })).toContain('The state of the cost allocation tags is unknown.');
    expect(told({ costAllocationTags: [] })).not.toContain('ost allocation tags');
  });
});
