/** A failure as the machine sees it. */
export class StateError extends Error {
  override readonly name = 'StateError';
  /** What `ErrorEquals` is compared with. */
  readonly error: string;
  /** Absent where the engine says nothing but a name. */
  override readonly cause: string | undefined;

  constructor(error: string, cause: string | undefined) {
    super(`${error}: ${cause ?? ''}`);
    this.error = error;
    this.cause = cause;
  }
}

/** Tells whether a Retry or Catch applies (`States.ALL` leaves two errors out). */
export function matchesError(names: readonly string[], error: string): boolean {
  return names.some((name) => {
    switch (name) {
      case 'States.ALL':
        return error !== 'States.DataLimitExceeded' && error !== 'States.Runtime';
      case 'States.TaskFailed':
        return error !== 'States.Timeout' && !error.startsWith('States.');
      default:
        return name === error;
    }
  });
}
