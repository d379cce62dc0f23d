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
  /** The top of the axis in words. */
  scale(top: number, last: RunPoint): string;
}

const CURVES: readonly Curve[] = [
  {
    name: 'Covered',
    top: 100,
    value: ({ coverage }) => coverage.percent ?? undefined,
    scale: () => '100 %',
    shown: ({ coverage }) => percent(coverage.percent),
  },
  {
    name: 'Compliant by dollars',
    top: 100,
    value: ({ compliance }) => compliance.bySpend ?? undefined,
    scale: () => '100 %',
    shown: ({ compliance }) => percent(compliance.bySpend),
  },
  {
    name: 'At risk',
    scale: (top, { spend }) => money(top.toFixed(2), spend?.currency ?? 'USD').replace(/\.\d\d$/, ''),
    value: ({ spend }) => (spend === null || spend.atRisk === null ? undefined : Number(spend.atRisk)),
    shown: ({ spend }) => (spend === null || spend.atRisk === null ? '-' : money(spend.atRisk, spend.currency)),
  },
  { name: 'Findings', value: findingsOf, shown: (point) => number(findingsOf(point)), scale: number },
];

export function TrendSection({ past, isNarrowed }: { past: readonly RunPoint[]; isNarrowed: boolean }) {
  const [first, ...others] = past;
  const last = others.at(-1);
  return (
    <section id="trend">
      <h2>Trend</h2>
      {first && last ? (
        <>
          <p>{`${count(past.length, 'run')} of the whole organization that are stored, up to this one.`}</p>
          <div class="curves">
            {CURVES.map((curve) => (
              <Figure key={curve.name} curve={curve} past={past} first={first} last={last} />
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

interface FigureProps {
  readonly curve: Curve;
  readonly past: readonly RunPoint[];
  readonly first: RunPoint;
  readonly last: RunPoint;
}

function Figure({ curve, past, first, last }: FigureProps) {
  const ends = [first, last].map((point) => ({ day: point.now.slice(0, 10), shown: curve.shown(point) }));
  const x = scaleLinear([Date.parse(first.now), Date.parse(last.now)], [2, 298]);
  const highest = curve.top ?? Math.max(1, ...past.map((point) => curve.value(point) ?? 0));
  const y = scaleLinear([0, highest], [76, 4]);
  const draw = line<RunPoint>()
    .defined((point) => curve.value(point) !== undefined)
    .x(({ now }) => x(Date.parse(now)))
    .y((point) => y(curve.value(point) ?? 0))
    .digits(1);
  const known = past.filter((point) => curve.value(point) !== undefined);
  // A line of no length is a dot of one size, however wide the picture is drawn.
  const dots = known.map(
    (point) => `M${x(Date.parse(point.now)).toFixed(1)} ${y(curve.value(point) ?? 0).toFixed(1)}h0`,
  );
  return (
    <figure>
      <figcaption>
        <span>{curve.name}</span> <b>{curve.shown(last)}</b>
      </figcaption>
      <div class="plot">
        <p class="scale" aria-hidden="true">
          <span>{curve.scale(highest, last)}</span>
          <span>0</span>
        </p>
        <svg viewBox="0 0 300 80" preserveAspectRatio="none" role="img">
          <title>{`${curve.name}: ${ends.map(({ shown, day }) => `${shown} on ${day}`).join(', ')}`}</title>
          <path class="axis" d="M2 76H298M2 4H298" vector-effect="non-scaling-stroke" />
          <path class="curve" d={draw(past) ?? undefined} vector-effect="non-scaling-stroke" />
          <path class="dots" d={dots.join('')} vector-effect="non-scaling-stroke" />
        </svg>
      </div>
      <p class="ends">
        {ends.map(({ day }, at) => (
          <span key={at === 0 ? 'first' : 'last'}>{day}</span>
        ))}
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
