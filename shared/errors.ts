/** What the workflow does next about a failure: see ARCHITECTURE.md, "Errors". */
export type ErrorCategory =
  | 'permanent'
  | 'throttled'
  | 'transient'
  | 'notReady'
  | 'conflict'
  | 'unknown';

/**
 * Base of every error the tuner throws on purpose.
 *
 * `name` is a literal in each subclass: the Lambda runtime sends it as `errorType`, and the state
 * machine matches it in `ErrorEquals`. Only name, message and trace leave a failed Lambda, so
 * whatever a person needs stands in the message.
 */
export abstract class TunerError extends Error {
  abstract override readonly name: string;
  abstract readonly category: ErrorCategory;
}

/** A value that our own code must never produce. */
export class InvariantError extends TunerError {
  override readonly name = 'InvariantError';
  readonly category = 'permanent';
}
