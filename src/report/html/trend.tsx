import { extent, max } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import type { RunPoint } from '../../domain/run-history.ts';
import { SEVERITIES } from '../../domain/severity.ts';
import { money } from '../money.ts';
import { printable } from '../printable.ts';
import { count, number } from '../words.ts';

interface Curve {
  readonly name: string;
  /** For drawing; undefined where it is not known, which breaks the line. */
  value(point: RunPoint): number | undefined;
  shown(point: RunPoint): string;
  /** The top of the axis; the highest value where left out. */
  readonly top?: number;
}

const CURVES: readonly Curve[] = [
  {
    name: 'Covered',
    top: 100,
    value: ({ coverage }) => coverage.percent ?? undefined,
    shown: ({ coverage }) => percent(coverage.percent),
  },
  {
    name: 'Compliant by dollars',
    top: 100,
    value: ({ compliance }) => compliance.bySpend ?? undefined,
    shown: ({ compliance }) => percent(compliance.bySpend),
  },
  {
    name: 'At risk',
    value: ({ spend }) => (spend === null || spend.atRisk === null ? undefined : Number(spend.atRisk)),
    shown: ({ spend }) => (spend === null || spend.atRisk === null ? '-' : money(spend.atRisk, spend.currency)),
  },
  { name: 'Findings', value: findingsOf, shown: (point) => number(findingsOf(point)) },
];

export function TrendSection({ past, isNarrowed }: { past: readonly RunPoint[]; isNarrowed: boolean }) {
  return (
    <section id="trend">
      <h2>Trend</h2>
      {past.length > 1 ? (
        <>
          <p>{`${count(past.length, 'run')} of the whole organization that are stored, up to this one.`}</p>
          <div class="curves">
            {CURVES.map((curve) => (
              <Figure key={curve.name} curve={curve} past={past} />
            ))}
          </div>
          <details>
            <summary>The runs as a table</summary>
            <PastTable past={past} />
          </details>
        </>
      ) : (
        <p>
          {isNarrowed
            ? 'This run was narrowed by a selection: it is no point of a trend.'
            : 'No earlier run of the whole organization is stored: the trend begins with this one.'}
        </p>
      )}
    </section>
  );
}

function Figure({ curve, past }: { curve: Curve; past: readonly RunPoint[] }) {
  const [first, last] = [past[0], past.at(-1)];
  const [from = 0, to = 0] = extent(past, ({ now }) => Date.parse(now));
  const x = scaleLinear([from, Math.max(to, from + 1)], [2, 298]);
  const y = scaleLinear([0, curve.top ?? max(past, (point) => curve.value(point)) ?? 1], [76, 4]);
  const draw = line<RunPoint>()
    .defined((point) => curve.value(point) !== undefined)
    .x(({ now }) => x(Date.parse(now)))
    .y((point) => y(curve.value(point) ?? 0))
    .digits(1);
  return (
    <figure>
      <figcaption>
        <span>{curve.name}</span> <b>{last && curve.shown(last)}</b>
      </figcaption>
      <svg viewBox="0 0 300 80" preserveAspectRatio="none" role="img">
        <title>{`${curve.name}: ${first && curve.shown(first)} on ${first?.now.slice(0, 10)}, ${last && curve.shown(last)} on ${last?.now.slice(0, 10)}`}</title>
        <path class="axis" d="M2 76H298" vector-effect="non-scaling-stroke" />
        <path class="curve" d={draw(past) ?? ''} vector-effect="non-scaling-stroke" />
      </svg>
      <p class="ends">
        <span>{first?.now.slice(0, 10)}</span> <span>{last?.now.slice(0, 10)}</span>
      </p>
    </figure>
  );
}

function PastTable({ past }: { past: readonly RunPoint[] }) {
  return (
    <table class="plain">
      <thead>
        <tr>
          <th scope="col">Run</th>
          {CURVES.map(({ name }) => (
            <th key={name} scope="col" class="amount">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {[...past].reverse().map((point) => (
          <tr key={point.runId}>
            <th scope="row">{printable(point.runId)}</th>
            {CURVES.map((curve) => (
              <td key={curve.name} class="amount">
                {curve.shown(point)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function findingsOf({ findings }: RunPoint): number {
  return SEVERITIES.reduce((sum, severity) => sum + findings[severity], 0);
}

function percent(value: number | null): string {
  return value === null ? '-' : `${value.toFixed(1)} %`;
}
