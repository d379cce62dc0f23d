import type { Run } from '../../domain/report.ts';
import type { RunPoint } from '../../domain/run-history.ts';
import { acceptedText } from '../accepted.ts';
import { asideOf, type FindingSummary } from '../finding-groups.ts';
import { nextSteps } from '../next-steps.ts';
import { Explorer } from '../page/explorer.tsx';
import type { Table } from '../page/table.ts';
import { printable } from '../printable.ts';
import type { ReportContext } from '../reporter.ts';
import { clean } from '../text-lines.ts';
import { verdictOf } from '../verdict.ts';
import { CoverageSection } from './coverage.tsx';
import { Headline } from './headline.tsx';
import { MoneyView } from './money.tsx';
import { RulesSection } from './rules.tsx';
import { TrendSection } from './trend.tsx';

const MOST_WAIVERS = 100;

export interface PageProps {
  readonly run: Pick<Run, 'head' | 'place'>;
  readonly summary: FindingSummary;
  readonly past: readonly RunPoint[];
  readonly rules: ReportContext['rules'];
  readonly table: Table;
}

/** Everything between `<body>` and the scripts. It can be read without any script; then the list has no filters. */
export function Page({ run, summary, past, rules, table }: PageProps) {
  const { head } = run;
  const verdict = verdictOf(head);
  const steps = nextSteps(head, summary);
  const aside = asideOf(summary);
  return (
    <>
      <header class="top">
        <h1>MAP tags on Amazon Bedrock</h1>
        <p>
          {`Organization ${printable(head.organization.id)}, as of `}
          <time dateTime={head.now}>{`${head.now.slice(0, 10)} ${head.now.slice(11, 16)} UTC`}</time>
        </p>
      </header>
      <main>
        <Headline head={head} verdict={verdict} steps={steps} />
        <nav class="sections" aria-label="Sections">
          {steps.length === 0 ? null : <a href="#steps">What to do</a>}
          <a href="#coverage">Coverage</a>
          {head.spend.status === 'not-run' ? null : <a href="#money">Money</a>}
          {summary.groups.length === 0 ? null : <a href="#rules">Rules</a>}
          <a href="#trend">Trend</a>
          <a href="#findings">Findings</a>
        </nav>
        <section id="steps" class="steps">
          <h2>What to do next</h2>
          {steps.length === 0 ? <p>Nothing: there is nothing to do.</p> : null}
          <ol>
            {steps.map((step) => (
              <li key={step}>{printable(step)}</li>
            ))}
          </ol>
          {[...verdict.remarks, verdict.findings, aside]
            .filter((sentence) => sentence !== '')
            .map((sentence) => (
              <p key={sentence} class="remark">
                {clean(sentence)}
              </p>
            ))}
        </section>
        <CoverageSection coverage={head.coverage} />
        <MoneyView head={head} accounts={summary.accounts} />
        <RulesSection summary={summary} rules={rules} />
        <TrendSection past={past} isNarrowed={head.coverage.selection !== null} />
        <section id="findings">
          <h2>Findings</h2>
          {/* The script takes it away once it can do what the note says that nobody does. */}
          <p id="findings-note" class="small">
            Search and filters need JavaScript and a browser of 2023 or later. Without them the list shows its first
            page; findings.ndjson has all.
          </p>
          <div id="findings-root">
            <Explorer table={table} />
          </div>
        </section>
        <Accepted summary={summary} />
        <Origin run={run} />
      </main>
    </>
  );
}

/** Nobody should have to look into a file to see what is left out, and on whose word. */
function Accepted({ summary: { accepted } }: { summary: FindingSummary }) {
  if (accepted.length === 0) return null;
  const hidden = accepted.length - MOST_WAIVERS;
  return (
    <section id="accepted">
      <h2>Accepted, not counted</h2>
      <ul>
        {accepted.slice(0, MOST_WAIVERS).map((each) => (
          <li key={acceptedText(each)}>{clean(acceptedText(each))}</li>
        ))}
      </ul>
      {hidden > 0 ? <p>{`and ${hidden} more in findings.ndjson`}</p> : null}
    </section>
  );
}

function Origin({ run: { head, place } }: { run: PageProps['run'] }) {
  const told: readonly (readonly [string, string])[] = [
    ['Run', head.runId],
    ['As of', head.now],
    ['Made by', `mapwarden ${head.tool.version}`],
    ['Configuration', head.configuration.sha256],
    ['Rules', head.ruleset.sha256],
    ['List of models', head.catalog?.edition ?? '-'],
    ['Organization', `${head.organization.id}, read by ${head.caller.arn}`],
    ['Files', `report.json, findings.ndjson and resources.ndjson in ${place}`],
  ];
  return (
    <section id="origin">
      <h2>How to reproduce</h2>
      <p>Equal input gives an equal report. This one was made from:</p>
      <dl>
        {told.map(([label, text]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{printable(text)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
