import { compare, type Decimal } from '../../domain/money.ts';
import type { ReportHead } from '../../domain/report.ts';
import { SPEND_CLASSES, type SpendAmounts, type SpendRead } from '../../domain/spend.ts';
import { type AccountLosses, accountOf } from '../losses.ts';
import { isSome, money } from '../money.ts';
import { agreementTable, classTable, type MoneyTable, moneySection } from '../money-section.ts';
import { isRead } from '../money-sentences.ts';
import { untagged } from '../spend-judgement.ts';
import { clean } from '../text-lines.ts';
import { count } from '../words.ts';
import { Bars, Legend } from './bars.tsx';

const CLASS_LABELS = [
  ['attributed', 'attributed: a tag that counts'],
  ['misattributed', 'misattributed: a tag that does not count'],
  ['unattributed', 'unattributed: no map tag'],
  ['unknown', 'unknown: could not be told'],
] as const;

const MOST = { accounts: 15, services: 20, months: 14 } as const;

export function MoneyView({ head, accounts }: { head: ReportHead; accounts: readonly AccountLosses[] }) {
  const section = moneySection(head, accounts);
  if (section === undefined) return null;
  const { spend } = head;
  return (
    <section id="money">
      <h2>Money</h2>
      {section.missing.map((sentence) => (
        <p key={sentence} class="missing">
          {clean(sentence)}
        </p>
      ))}
      {section.before.map((sentence) => (
        <p key={sentence}>{clean(sentence)}</p>
      ))}
      {isRead(spend) ? <Charts spend={spend} accounts={accounts} /> : null}
      <div class="sentences">
        {section.after.map((sentence) => (
          <p key={sentence}>{clean(sentence)}</p>
        ))}
      </div>
    </section>
  );
}

function Charts({ spend, accounts }: { spend: SpendRead; accounts: readonly AccountLosses[] }) {
  return (
    <>
      <Legend parts={CLASS_LABELS} />
      <div class="charts">
        <div class="chart-column">
          <Months spend={spend} />
          <Accounts spend={spend} accounts={accounts} />
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard. */}
          <section class="scroll" tabIndex={0} aria-label="Agreements">
            <MoneyFigures caption="Agreements" table={agreementTable(spend)} />
          </section>
        </div>
        <div class="chart-column">
          <div>
            <MoneyFigures caption="Bedrock spend by class" table={classTable(spend)} />
          </div>
          <Services spend={spend} />
        </div>
      </div>
    </>
  );
}

function Months({ spend }: { spend: SpendRead }) {
  const shown = spend.byMonth.slice(-MOST.months);
  const isEstimated = shown.some(({ estimated }) => estimated);
  return (
    <div>
      <Bars
        caption="Spend by month and class"
        parts={SPEND_CLASSES}
        columns={['Month', 'Total', 'No valid tag']}
        rows={shown.map((month) => ({
          key: month.month,
          label: month.estimated ? `${month.month}*` : month.month,
          parts: partsOf(month),
          cells: [money(month.total, spend.currency), money(untagged(month), spend.currency)],
        }))}
      />
      {isEstimated ? <p class="small">* AWS still calls some of it an estimate</p> : null}
      <More all={spend.byMonth.length} shown={shown.length} noun="earlier month" />
    </div>
  );
}

/** The bill tells models only by the services that it names. */
function Services({ spend }: { spend: SpendRead }) {
  if (spend.byService === null) return <p class="missing">Spend by service and model was not read.</p>;
  const services = [...spend.byService].sort((a, b) => compare(b.total, a.total));
  const shown = services.slice(0, MOST.services);
  return (
    <div>
      <Bars
        caption="Spend by service on the bill, which names the model where AWS Marketplace bills it"
        parts={SPEND_CLASSES}
        columns={['Service', 'Total', 'No valid tag']}
        rows={shown.map((service) => ({
          key: service.service,
          label: clean(service.service),
          parts: partsOf(service),
          cells: [money(service.total, spend.currency), money(untagged(service), spend.currency)],
        }))}
      />
      <More all={services.length} shown={shown.length} noun="service" />
    </div>
  );
}

function Accounts({ spend, accounts }: { spend: SpendRead; accounts: readonly AccountLosses[] }) {
  const { currency, judged } = spend;
  const found = new Map(accounts.map((each) => [each.accountId, each]));
  const losers = spend.byAccount
    .map((each) => ({ ...each, lost: untagged(each), finding: found.get(each.accountId) }))
    .filter(({ lost, finding }) => isSome(lost) || finding !== undefined)
    .sort((a, b) => compare(b.finding?.atRisk ?? '-1', a.finding?.atRisk ?? '-1') || compare(b.lost, a.lost));
  const shown = losers.slice(0, MOST.accounts);
  if (shown.length === 0) return null;
  return (
    <div>
      <Bars
        caption="Spend at risk in the next 30 days by account"
        parts={['at-risk']}
        columns={['Account', 'At risk', 'Lost']}
        rows={shown.map(({ accountId, accountName, lost, finding }) => ({
          key: accountId,
          label: accountOf({ accountId, accountName }),
          parts: { 'at-risk': Number(finding?.atRisk ?? 0) },
          cells: [
            finding?.isWaived
              ? 'waived'
              : finding === undefined
                ? judged
                  ? 'no finding'
                  : 'not judged'
                : money(finding.atRisk, currency),
            money(lost, currency),
          ],
        }))}
      />
      <More all={losers.length} shown={shown.length} noun="account" />
    </div>
  );
}

function More({ all, shown, noun }: { all: number; shown: number; noun: string }) {
  return all > shown ? <p class="small">{`and ${count(all - shown, `more ${noun}`)} in report.json`}</p> : null;
}

function MoneyFigures({ caption, table }: { caption: string; table: MoneyTable }) {
  if (table.rows.length === 0) return null;
  return (
    <>
      <table class="plain">
        <caption>{caption}</caption>
        <thead>
          <tr>
            {table.columns.map(({ name, isAmount }) => (
              <th key={name} scope="col" class={isAmount ? 'amount' : undefined}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row) => (
            <tr key={row[0]} class={row[0]?.startsWith('of which ') ? 'part-of' : undefined}>
              {row.map((cell, index) => {
                const column = table.columns[index];
                return (
                  <td key={column?.name} class={column?.isAmount ? 'amount' : undefined}>
                    {clean(cell)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {table.more === '' ? null : <p class="small">{table.more}</p>}
    </>
  );
}

function partsOf(amounts: SpendAmounts): Readonly<Record<string, number>> {
  const drawn = (amount: Decimal) => Number(amount);
  return Object.fromEntries(SPEND_CLASSES.map((each) => [each, drawn(amounts[each])]));
}
