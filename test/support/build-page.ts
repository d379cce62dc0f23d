import { buildPage } from '../../.ci/page.ts';

/** The script of the HTML report as its sources are now, before the tests that render one. */
export default buildPage;
