import { TARGET_OUTCOMES, type TargetOutcome } from '../../domain/outcome.ts';
import type { Coverage } from '../../domain/report.ts';
import type { CoverageGap } from '../../domain/target.ts';
import { type GapGroup, groupGaps, regionsOf } from '../gap-groups.ts';
import { addTo, itemAt } from '../page/lists.ts';
import { printable } from '../printable.ts';
import { clean } from '../text-lines.ts';
import { OUTCOME_MEANINGS } from '../verdict.ts';
import { count, firstOf, number } from '../words.ts';
import { type CoverageRow, coverageMap, pathsOf } from './coverage-rows.ts';

/** Gaps that are told one by one below their cause. */
const MOST_TARGETS = 200;

export function CoverageSection({ coverage }: { coverage: Coverage }) {
  const { targets, byOutcome, byAccount, gaps } = coverage;
  const outcomes = TARGET_OUTCOMES.filter((outcome) => byOutcome[outcome] > 0);
  return (
    <section id="coverage">
      <h2>Coverage</h2>
      <p>{`${count(targets, 'target')}; a target is one account in one region.`}</p>
      <table class="outcomes">
        <caption class="unseen">Targets by outcome</caption>
        <thead class="unseen">
          <tr>
            <th scope="col">Outcome</th>
            <th scope="col">Targets</th>
            <th scope="col">Meaning</th>
          </tr>
        </thead>
        <tbody>
          {outcomes.map((outcome) => (
            <tr key={outcome}>
              <th scope="row">
                <i class={`swatch ${outcome}`} /> {outcome}
              </th>
              <td class="amount">{number(byOutcome[outcome])}</td>
              <td>{OUTCOME_MEANINGS[outcome]}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {byAccount.length === 0 ? null : <OutcomeMap coverage={coverage} />}
      {groupGaps(gaps).map((group) => (
        <Gap key={JSON.stringify([group.outcome, group.operation, group.code])} group={group} gaps={gaps} />
      ))}
    </section>
  );
}

function OutcomeMap({ coverage }: { coverage: Coverage }) {
  const { regions, rows, hidden } = coverageMap(coverage.byAccount);
  const grid = regions.map((_, index) => `M${index + 0.94} 0h.12v1h-.12z`).join('');
  // The narrowest width that keeps a region apart from the next, in steps for which there is a style.
  const width = `map-${Math.min(5, Math.ceil(regions.length / 8))}`;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard.
    <section class="scroll" tabIndex={0} aria-label="Map of accounts and regions">
      <svg class="unseen" aria-hidden="true">
        <defs>
          <path id="grid" d={grid} />
        </defs>
      </svg>
      <table class={`map ${width}`}>
        <caption>Accounts by region, the most gaps first</caption>
        <thead>
          <tr>
            <th scope="col">Account</th>
            <th scope="col">
              <span class="unseen">Outcome by region</span>
              <span class="regions" aria-hidden="true">
                {regions.map((region) => (
                  <span key={region}>{printable(region)}</span>
                ))}
              </span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <MapRow key={row.accounts[0].accountId} row={row} regions={regions} />
          ))}
        </tbody>
      </table>
      {hidden.accounts === 0 ? null : (
        <p>
          {`and ${count(hidden.accounts, 'more account')} with ${count(hidden.gaps, 'gap')}: coverage.byAccount in report.json`}
        </p>
      )}
    </section>
  );
}

function MapRow({ row, regions }: { row: CoverageRow; regions: readonly string[] }) {
  const [only, ...others] = row.accounts;
  return (
    <tr class={row.gaps > 0 ? 'with-gap' : undefined}>
      <th scope="row">
        {others.length === 0 ? (
          <a href={`#account=${encodeURIComponent(printable(only.accountId))}`} title={printable(only.accountId)}>
            {clean(only.accountName)}
          </a>
        ) : (
          <span title={clean(firstOf(namesOf(row), 100))}>{`${count(row.accounts.length, 'account')}: ${clean(
            firstOf(
              row.accounts.map(({ accountName }) => accountName),
              2,
            ),
          )}`}</span>
        )}
      </th>
      <td>
        <svg viewBox={`0 0 ${regions.length} 1`} preserveAspectRatio="none" role="img">
          <title>{tellRow(row, regions)}</title>
          {[...pathsOf(row)].map(([outcome, d]) => (
            <path key={outcome} class={outcome} d={d} />
          ))}
          <use href="#grid" class="grid" />
        </svg>
      </td>
    </tr>
  );
}

function namesOf({ accounts }: CoverageRow): readonly string[] {
  return accounts.map(({ accountName, accountId }) => `${accountName} (${accountId})`);
}

/** `3 timed-out: us-east-1, …; 17 scanned`: regions are named where they were not read. */
function tellRow({ outcomes }: CoverageRow, regions: readonly string[]): string {
  const byOutcome = new Map<TargetOutcome, string[]>();
  for (const [index, outcome] of outcomes.entries()) {
    if (outcome !== undefined) addTo(byOutcome, outcome, printable(itemAt(regions, index, '')));
  }
  return [...byOutcome]
    .sort(([a], [b]) => TARGET_OUTCOMES.indexOf(b) - TARGET_OUTCOMES.indexOf(a))
    .map(
      ([outcome, names]) =>
        `${number(names.length)} ${outcome}${outcome === 'scanned' ? '' : `: ${firstOf(names, 40)}`}`,
    )
    .join('; ');
}

function Gap({ group, gaps }: { group: GapGroup; gaps: readonly CoverageGap[] }) {
  const own = gaps.filter(
    ({ outcome, operation, code }) => outcome === group.outcome && operation === group.operation && code === group.code,
  );
  const remedies = group.remedies.slice(0, 3);
  return (
    <article class="gap">
      <h3>
        <i class={`swatch ${group.outcome}`} />{' '}
        {`${count(group.targets, 'target')} ${group.outcome}: ${OUTCOME_MEANINGS[group.outcome]}`}
      </h3>
      <dl>
        <div>
          <dt>Call</dt>
          <dd>{`${printable(group.operation)}, which answered ${printable(group.code)}`}</dd>
        </div>
        <div>
          <dt>{group.accounts.length === 1 ? 'Account' : 'Accounts'}</dt>
          <dd>{clean(firstOf(group.accounts, 3))}</dd>
        </div>
        <div>
          <dt>{group.regions.length === 1 ? 'Region' : 'Regions'}</dt>
          <dd>{printable(regionsOf(group))}</dd>
        </div>
        {remedies.map((remedy) => (
          <div key={remedy}>
            <dt>Remedy</dt>
            <dd>{clean(remedy)}</dd>
          </div>
        ))}
      </dl>
      <details>
        <summary>
          {own.length === 1 ? "AWS's answer" : `Each of the ${count(own.length, 'target')}, with AWS's answer`}
        </summary>
        <GapTable gaps={own} />
      </details>
    </article>
  );
}

function GapTable({ gaps }: { gaps: readonly CoverageGap[] }) {
  const hidden = gaps.length - MOST_TARGETS;
  return (
    <>
      <table class="plain">
        <thead>
          <tr>
            <th scope="col">Account</th>
            <th scope="col">Region</th>
            <th scope="col">Answer</th>
            <th scope="col">Request id</th>
          </tr>
        </thead>
        <tbody>
          {gaps.slice(0, MOST_TARGETS).map((gap) => (
            <tr key={`${gap.accountId} ${gap.region}`}>
              <td>{`${printable(gap.accountName)} (${printable(gap.accountId)})`}</td>
              <td>{printable(gap.region)}</td>
              <td>{clean(gap.message)}</td>
              <td>
                <code>{printable(gap.requestId ?? '-')}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {hidden > 0 ? <p>{`and ${count(hidden, 'more target')}: coverage.gaps in report.json`}</p> : null}
    </>
  );
}
