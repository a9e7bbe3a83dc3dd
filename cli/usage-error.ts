/** A command line that cannot be followed; the message says what is accepted. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
