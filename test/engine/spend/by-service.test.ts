import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SPEND_CLASSES } from '../../../src/domain/spend.ts';
import { amountsOf } from '../../../src/engine/spend/add-up.ts';
import {
  byService,
  eligibility,
  isConsistent,
  type ServiceAmount,
  type ServiceLine,
  serviceLines,
  valueMeanings,
} from '../../../src/engine/spend/by-service.ts';
import type { Classification } from '../../../src/engine/spend/classify.ts';
import { accountLines, type ValueAmount } from '../../../src/engine/spend/lines.ts';
import { agreement, CATALOG } from '../support/world.ts';
import {
  ACCOUNTS,
  AGREEMENTS,
  amountArb,
  anAmount,
  MAY,
  PAYMENTS,
  SEARCH,
  spendContext,
  unitsIn,
  unitsOf,
  VALUES,
} from './support.ts';

const CONTEXT = spendContext();
const SONNET = 'Claude Sonnet 4.5 (Amazon Bedrock Edition)';

const judged = (amounts: readonly ValueAmount[]) => accountLines(amounts, ACCOUNTS, CONTEXT);
const service = (key: string, changes: Partial<ValueAmount> = {}) => anAmount({ key, ...changes });

describe('what a value means on the bill by service', () => {
  test('is learnt from the accounts that have it', () => {
    const { meanings, ambiguous } = valueMeanings(judged([anAmount(), anAmount({ key: SEARCH.id })]));
    expect([...meanings.values()]).toEqual([{ class: 'attributed', agreementId: 'ABCDE12345' }]);
    expect(ambiguous).toEqual([]);
  });

  test('is ambiguous where it counts in one account and not in another, once for each segment', () => {
    const april = { start: '2026-04-01', end: '2026-05-01' };
    const amounts = [PAYMENTS.id, SEARCH.id, PAYMENTS.id].map((key) => anAmount({ key, value: 'migSEARCH0000' }));
    const onlyOne = anAmount({ value: 'migSEARCH0000', segment: april });
    expect(valueMeanings(judged([...amounts, onlyOne])).ambiguous).toEqual([
      { value: 'migSEARCH0000', isPrincipals: false, segment: MAY },
    ]);
  });

  test('is ambiguous where accounts count it under different agreements', () => {
    const own = (id: string, account: string) =>
      agreement(id, { tagValue: 'migX', scope: { ous: [], accounts: [account] } });
    const context = spendContext({ agreements: [own('A', PAYMENTS.id), own('B', SEARCH.id)] });
    const amounts = [PAYMENTS.id, SEARCH.id].map((key) => anAmount({ key, value: 'migX' }));
    expect(valueMeanings(accountLines(amounts, ACCOUNTS, context)).ambiguous).toHaveLength(1);
  });

  test('is not ambiguous where it is wrong everywhere, for different reasons', () => {
    const scope = { ous: [], accounts: [SEARCH.id] };
    const context = spendContext({ agreements: [agreement('A', { scope, endsOn: '2026-04-30' })] });
    const amounts = [PAYMENTS.id, SEARCH.id].map((key) => anAmount({ key, value: 'migA' }));
    const lines = accountLines(amounts, ACCOUNTS, context);
    expect(lines.map(({ verdict }) => verdict)).toMatchObject([
      { defect: 'agreement-out-of-scope' },
      { defect: 'outside-term' },
    ]);
    expect(valueMeanings(lines).ambiguous).toEqual([]);
  });

  test('is another thing under the principal key', () => {
    const { meanings } = valueMeanings(judged([anAmount(), anAmount({ isPrincipals: true })]));
    expect(meanings.size).toBe(2);
  });
});

describe('the bill by service', () => {
  const linesFor = (
    accounts: readonly ValueAmount[],
    services: readonly ValueAmount[],
    ofAmbiguous: readonly ServiceAmount[] = [],
  ) => serviceLines(services, ofAmbiguous, valueMeanings(judged(accounts)), ACCOUNTS, CONTEXT);

  test('has each value’s class', () => {
    const accounts = [anAmount({ amount: '3' }), anAmount({ value: '', amount: '4' })];
    const services = [service(SONNET, { amount: '3' }), service('Amazon Bedrock', { value: '', amount: '4' })];
    const lines = linesFor(accounts, services) ?? [];
    expect(byService(lines)).toMatchObject([
      { service: 'Amazon Bedrock', total: '4', unattributed: '4', attributed: '0' },
      { service: SONNET, total: '3', attributed: '3', unattributed: '0' },
    ]);
    expect(isConsistent(lines, amountsOf(judged(accounts)))).toBe(true);
  });

  test('takes an ambiguous value from the answer by account', () => {
    const value = 'migSEARCH0000';
    const accounts = [anAmount({ value, amount: '3' }), anAmount({ value, key: SEARCH.id, amount: '4' })];
    const ofAmbiguous = [
      { ...service(SONNET, { value, amount: '3' }), accountId: PAYMENTS.id },
      { ...service(SONNET, { value, amount: '4' }), accountId: SEARCH.id },
    ];
    const lines = linesFor(accounts, [service(SONNET, { value, amount: '7' })], ofAmbiguous) ?? [];
    expect(byService(lines)).toMatchObject([{ total: '7', attributed: '4', misattributed: '3' }]);
  });

  test('is none where a value comes up that no account had', () => {
    expect(linesFor([anAmount()], [service(SONNET, { value: 'new' })])).toBeUndefined();
  });

  test('is inconsistent where one class differs, though the total is the same', () => {
    const accounts = [anAmount({ amount: '3' }), anAmount({ value: '', amount: '4' })];
    const services = [service(SONNET, { amount: '4' }), service(SONNET, { value: '', amount: '3' })];
    expect(isConsistent(linesFor(accounts, services) ?? [], amountsOf(judged(accounts)))).toBe(false);
  });

  test('adds up to the bill by account, class by class, whatever was billed', () => {
    const usage = fc.array(
      fc.record({
        account: fc.constantFrom(PAYMENTS.id, SEARCH.id),
        service: fc.constantFrom('Amazon Bedrock', SONNET, 'Unheard of (Amazon Bedrock Edition)'),
        value: fc.constantFrom(...VALUES),
        amount: amountArb,
      }),
    );
    fc.assert(
      fc.property(usage, (bill) => {
        const lines = judged(bill.map(({ account, value, amount }) => anAmount({ key: account, value, amount })));
        const meanings = valueMeanings(lines);
        const open = new Set(meanings.ambiguous.map(({ value }) => value));
        const ofAmbiguous = bill
          .filter(({ value }) => open.has(value))
          .map((each) => ({ ...service(each.service, each), accountId: each.account }));
        const services = bill.map((each) => service(each.service, { value: each.value, amount: each.amount }));
        const cut = serviceLines(services, ofAmbiguous, meanings, ACCOUNTS, CONTEXT) ?? [];
        const all = amountsOf(lines);
        expect(isConsistent(cut, all)).toBe(true);
        for (const name of SPEND_CLASSES) {
          expect(unitsIn(byService(cut).map((amounts) => amounts[name]))).toBe(unitsOf(all[name]));
        }
        const { listed, tooEarly, notListed } = eligibility(cut, AGREEMENTS, CATALOG);
        expect(unitsIn([listed, tooEarly, notListed])).toBe(unitsOf(all.total));
      }),
    );
  });
});

describe('eligibility', () => {
  const COUNTED: Classification = { class: 'attributed', agreementId: 'A' };
  const partOf = (line: Partial<ServiceLine>, acceptedOn = '2025-09-28') => {
    const whole = { service: SONNET, value: 'migA', amount: '1', verdict: COUNTED, ...line };
    const parts = eligibility([whole], [agreement('A', { acceptedOn })], CATALOG);
    return Object.entries(parts).flatMap(([part, amount]) => (amount === '1' ? [part] : []));
  };

  test('of a model needs an agreement accepted after the model’s day', () => {
    expect(partOf({}, '2025-09-28')).toEqual(['tooEarly']);
    expect(partOf({}, '2025-09-29')).toEqual(['listed']);
    expect(partOf({ service: 'Amazon Bedrock' }, '2024-12-17')).toEqual(['listed']);
  });

  test.for(['agreement-out-of-scope', 'accepted-too-early', 'outside-term'] as const)(
    'looks at the agreement whose value it is, also where that does not count: %s',
    (defect) => {
      const verdict: Classification = { class: 'misattributed', defect };
      expect(partOf({ verdict }, '2025-09-28')).toEqual(['tooEarly']);
      expect(partOf({ verdict }, '2025-09-29')).toEqual(['listed']);
    },
  );

  test.for([
    ['', { class: 'unattributed' }],
    ['', { class: 'unknown' }],
    ['migB', { class: 'misattributed', defect: 'unknown-agreement' }],
    ['MIGA', { class: 'misattributed', defect: 'value-case' }],
  ] as const)('under the value "%s" of no agreement says only whether the model is listed: %j', ([value, verdict]) => {
    expect(partOf({ value, verdict })).toEqual(['listed']);
    expect(partOf({ value, verdict, service: 'Unheard of (Amazon Bedrock Edition)' })).toEqual(['notListed']);
  });

  test('is unknown of a model that is not listed, whatever the agreement', () => {
    expect(partOf({ service: 'Unheard of (Amazon Bedrock Edition)' }, '2024-12-17')).toEqual(['notListed']);
  });
});
