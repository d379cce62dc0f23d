// Generated from package.json by npm run generate.
/** The tool's version. */
export const VERSION = '0.1.0';
