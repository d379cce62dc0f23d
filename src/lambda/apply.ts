import { applyHandler } from './apply-handler.ts';
import { functionFolder, functionTools } from './powertools.ts';

/** Clients are made once, and serve every invocation of this environment. */
export const handler = applyHandler(functionTools(functionFolder(import.meta.url)));
