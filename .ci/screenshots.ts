/** Takes the pictures of the HTML report that the documents show: `tsx .ci/screenshots.ts report.html`, of the demo. */
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { openDesk } from '../test/browser/support/browser.ts';

const FOLDER = fileURLToPath(new URL('../docs/images', import.meta.url));
const PICTURES = [
  { name: 'report-360', width: 360, height: 740 },
  { name: 'report-800', width: 800, height: 900 },
  { name: 'report-1600', width: 1600, height: 900 },
  { name: 'report-findings', width: 1600, height: 900, fragment: '#severity=high&group=rule', click: true },
  { name: 'report-map', width: 1600, height: 900, element: '.map' },
] as const;

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('Name the report.');
const desk = await openDesk();
try {
  for (const picture of PICTURES) {
    const { page } = await desk.open(pathToFileURL(path.resolve(file)).href, picture);
    if ('click' in picture) await page.locator('.findings tbody th a').nth(3).click();
    const place = path.join(FOLDER, `${picture.name}.png`);
    if ('element' in picture) await page.locator(picture.element).screenshot({ path: place });
    else await page.screenshot({ path: place });
    await page.context().close();
  }
} finally {
  await desk.close();
}
