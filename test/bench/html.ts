import { html } from '../../src/report/html/html.tsx';
import { openDesk } from '../browser/support/browser.ts';
import { aContext } from '../report/example-run.ts';
import { manyFindings } from '../support/many-findings.ts';
import { aRun, collected } from '../support/run-builder.ts';

/** How large the HTML report of 10,000 findings is, and how fast a browser shows and filters it: the middle of five. */
const SIZE = 10_000;
const ROUNDS = 5;

/** In the page: clicks, and gives the milliseconds until the list has been drawn anew. */
const timed = (action: string) => `new Promise((done) => {
  const started = performance.now();
  const before = document.querySelector('.found').textContent;
  const look = () => {
    if (document.querySelector('.found').textContent === before) return requestAnimationFrame(look);
    // The next task comes after the frame with the new list has been painted.
    setTimeout(() => done(performance.now() - started));
  };
  ${action};
  requestAnimationFrame(look);
})`;

const FILTER = timed(`document.querySelector('.toggle.critical').click()`);
const SEARCH = timed(`
  const field = document.querySelector('#filter-search');
  field.value = 'claims whitespace eu-west';
  field.dispatchEvent(new Event('input', { bubbles: true }))`);

const started = performance.now();
const report = await collected(html(aRun({ findings: manyFindings(SIZE) }), aContext()));
const written = performance.now() - started;
const desk = await openDesk();
try {
  const url = await desk.lay(report);
  const times: Record<'firstView' | 'ready' | 'filter' | 'search', number[]> = {
    firstView: [],
    ready: [],
    filter: [],
    search: [],
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    const { page } = await desk.open(url);
    const measure = async (script: string) => Number(await page.evaluate(script));
    times.firstView.push(await measure(`performance.getEntriesByName('first-contentful-paint')[0].startTime`));
    times.ready.push(await measure(`performance.getEntriesByName('findings-ready')[0].startTime`));
    times.filter.push(await measure(FILTER));
    times.search.push(await measure(SEARCH));
    await page.context().close();
  }
  const figures = {
    'html findings': SIZE,
    'html bytes': Buffer.byteLength(report),
    'html written in ms': Math.round(written),
    'html first view after ms': middle(times.firstView),
    'html filters ready after ms': middle(times.ready),
    'html filter ms': middle(times.filter),
    'html first search ms': middle(times.search),
  };
  for (const [name, value] of Object.entries(figures)) process.stdout.write(`${name.padEnd(34)} ${value}\n`);
} finally {
  await desk.close();
}

function middle(values: readonly number[]): number {
  return Math.round([...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN);
}
