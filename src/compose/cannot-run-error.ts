/** Why a command cannot do its work, in sentences for the person, with what to do. Ends in exit code 3. */
export class CannotRunError extends Error {
  override readonly name = 'CannotRunError';
}
