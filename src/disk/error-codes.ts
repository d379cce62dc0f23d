/** What the system says of a name under which no file can be. */
const NO_SUCH_FILE = ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP', 'ERR_INVALID_ARG_VALUE'];

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

export function isNoSuchFile(error: unknown): boolean {
  return NO_SUCH_FILE.some((code) => hasCode(error, code));
}
