/**
 * The script and the style of the page, which `npm ci` builds. Throws where that was not done, as with
 * `--ignore-scripts`: everything but this format works without them.
 */
export async function builtPage(): Promise<{ readonly SCRIPT: string; readonly STYLE: string }> {
  try {
    return await import('./generated/page.ts');
  } catch (cause) {
    throw new Error('The script of the HTML report has not been built: run npm run page.', { cause });
  }
}
