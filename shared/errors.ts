/** All values of {@link ErrorCategory}. */
export const ERROR_CATEGORIES = [
  'permanent',
  'throttled',
  'transient',
  'notReady',
  'conflict',
  'unknown',
] as const;

/**
 * How the tuner handles a failure.
 *
 * - `permanent`: ends the run; never retried.
 * - `throttled`, `transient`: retried with exponential backoff and full jitter, first within the
 *   step's deadline and then by the state machine.
 * - `notReady`: checked again after a pause, a bounded number of times.
 * - `conflict`: the resource was changed before the write; it is read again before a new decision.
 * - `unknown`: retried once.
 */
export type ErrorCategory = (typeof ERROR_CATEGORIES)[number];

/**
 * Base class of every error that the tuner throws on purpose.
 *
 * `name` is a literal in each subclass: the Lambda runtime sends it as `errorType`, and the state
 * machine matches it in `ErrorEquals`. Only name, message and stack trace leave a failed Lambda
 * function, so the message must contain everything that a person needs.
 */
export abstract class TunerError extends Error {
  abstract override readonly name: string;
  abstract readonly category: ErrorCategory;
}

/**
 * Ignores an expected failure, for a caller that can continue without the result. Any other error
 * is a defect.
 *
 * @throws The error itself, unless it is a {@link TunerError}.
 */
export function rethrowDefect(error: unknown): asserts error is TunerError {
  if (!(error instanceof TunerError)) {
    throw error;
  }
}

/** The request of a run cannot be carried out as written. Lists every problem at once. */
export class InvalidRequestError extends TunerError {
  override readonly name = 'InvalidRequestError';
  readonly category = 'permanent';
}

/** Data passed from one state to the next does not have the agreed shape. */
export class ContractError extends TunerError {
  override readonly name = 'ContractError';
  readonly category = 'permanent';
}

/** A function of the tuner was deployed with missing or malformed environment variables. */
export class ConfigurationError extends TunerError {
  override readonly name = 'ConfigurationError';
  readonly category = 'permanent';
}

/** AWS denies a role an action that it needs. */
export class PermissionDeniedError extends TunerError {
  override readonly name = 'PermissionDeniedError';
  readonly category = 'permanent';
}

/** The function to tune does not exist, or has no such version or alias. */
export class FunctionNotFoundError extends TunerError {
  override readonly name = 'FunctionNotFoundError';
  readonly category = 'permanent';
}

/** The function has no memory size to tune, or cannot be cloned. */
export class UnsupportedFunctionError extends TunerError {
  override readonly name = 'UnsupportedFunctionError';
  readonly category = 'permanent';
}

/** No size could be measured. Quotes the function's own error if there is one. */
export class NoTierMeasuredError extends TunerError {
  override readonly name = 'NoTierMeasuredError';
  readonly category = 'permanent';
}

/** Sizes were measured, but none satisfies the request. */
export class NoTierQualifiesError extends TunerError {
  override readonly name = 'NoTierQualifiesError';
  readonly category = 'permanent';
}

/**
 * One of two compared releases does not work at all: it runs out of memory or time, or fails with
 * its own error.
 */
export class ReleaseBrokenError extends TunerError {
  override readonly name = 'ReleaseBrokenError';
  readonly category = 'permanent';
}

/** AWS rejected a call for a reason that retrying cannot change. */
export class CallRejectedError extends TunerError {
  override readonly name = 'CallRejectedError';
  readonly category = 'permanent';
  /** The error code of the AWS service, such as `InvalidParameterValueException`. */
  readonly code: string;

  constructor(message: string, code: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** AWS throttled a call until the step's time was up. */
export class ThrottledError extends TunerError {
  override readonly name = 'ThrottledError';
  readonly category = 'throttled';
}

/** AWS or the network failed temporarily, and the failure lasted until the step's time was up. */
export class TransientServiceError extends TunerError {
  override readonly name = 'TransientServiceError';
  readonly category = 'transient';
}

/** A resource that was created or changed is not ready for use yet. */
export class NotReadyError extends TunerError {
  override readonly name = 'NotReadyError';
  readonly category = 'notReady';
}

/** The function was changed after the tuner had read it. */
export class RevisionConflictError extends TunerError {
  override readonly name = 'RevisionConflictError';
  readonly category = 'conflict';
}

/** Another resource or operation prevents a write. */
export class ResourceConflictError extends TunerError {
  override readonly name = 'ResourceConflictError';
  readonly category = 'conflict';
}

/** Another run is tuning the function. Names its execution. */
export class FunctionBusyError extends TunerError {
  override readonly name = 'FunctionBusyError';
  readonly category = 'conflict';
}

/** Another run is tuning the function, and this one waits for its turn. */
export class TurnPendingError extends TunerError {
  override readonly name = 'TurnPendingError';
  readonly category = 'notReady';
}

/** A circuit breaker is open: the service failed repeatedly, and is not called for a while. */
export class CircuitOpenError extends TunerError {
  override readonly name = 'CircuitOpenError';
  readonly category = 'transient';
}

/** A failure that fits no other class. */
export class UnknownServiceError extends TunerError {
  override readonly name = 'UnknownServiceError';
  readonly category = 'unknown';
}

/** Errors of Step Functions itself that are temporary, or may not occur again. */
const ENGINE_CATEGORIES: ReadonlyMap<string, ErrorCategory> = new Map([
  ['Lambda.TooManyRequestsException', 'throttled'],
  ['Lambda.ServiceException', 'transient'],
  ['Lambda.AWSLambdaException', 'transient'],
  ['Lambda.SdkClientException', 'transient'],
  ['Lambda.ClientExecutionTimeoutException', 'transient'],
  ['States.Timeout', 'transient'],
  ['Sandbox.Timedout', 'transient'],
  ['Lambda.Unknown', 'unknown'],
]);

/**
 * Returns the category of a failure that does not come from the tuner's own tasks, by the name that
 * Step Functions gives it. The state machine categorises in the same way where it may not call a
 * Lambda function for that.
 */
export function categoryOfEngineError(name: string): ErrorCategory {
  const isOfEngine = name.startsWith('States.') || name.startsWith('Lambda.');
  return ENGINE_CATEGORIES.get(name) ?? (isOfEngine ? 'permanent' : 'unknown');
}

/** The tuner's own code produced a value that it must never produce. */
export class InvariantError extends TunerError {
  override readonly name = 'InvariantError';
  readonly category = 'permanent';
}
