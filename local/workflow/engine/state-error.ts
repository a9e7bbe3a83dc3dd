/** A failure of a state, as Retry, Catch and the execution's end see it. */
export class StateError extends Error {
  override readonly name = 'StateError';
  /** The name that `ErrorEquals` is compared with. */
  readonly error: string;
  /** Absent if Step Functions gives only a name, as for `States.Timeout`. */
  override readonly cause: string | undefined;

  constructor(error: string, cause?: string) {
    super(`${error}: ${cause ?? ''}`);
    this.error = error;
    this.cause = cause;
  }
}

/** Returns the `$states.errorOutput` of a Catch. */
export function errorOutput({ error, cause }: StateError): object {
  return { Error: error, ...(cause !== undefined && { Cause: cause }) };
}

/**
 * Returns whether `ErrorEquals` of a Retry or Catch matches an error. `States.ALL` leaves out two
 * errors and `States.TaskFailed` one (developer guide, "Handling errors in Step Functions
 * workflows").
 */
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
