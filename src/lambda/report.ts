import { functionFolder, functionTools } from './powertools.ts';
import { reportHandler } from './report-handler.ts';

/** Clients are made once, and serve every invocation of this environment. */
export const handler = reportHandler(functionTools(functionFolder(import.meta.url)));
