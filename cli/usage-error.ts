/** A command line is invalid; the message says what is accepted. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
