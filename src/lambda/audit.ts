import { auditHandler } from './audit-handler.ts';
import { functionFolder, functionTools } from './powertools.ts';

/** Clients are made once, and serve every invocation of this environment. */
export const handler = auditHandler(functionTools(functionFolder(import.meta.url)));
