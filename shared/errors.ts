/** All that an {@link ErrorCategory} can be. */
export const ERROR_CATEGORIES = [
  'permanent',
  'throttled',
  'transient',
  'notReady',
  'conflict',
  'unknown',
] as const;

/**
 * What the tuner does next about a failure.
 *
 * - `permanent`: ends the run; never retried by anything.
 * - `throttled`, `transient`: retried with exponential back-off and full jitter, inside the step's
 *   deadline and then by the state machine.
 * - `notReady`: asked again after a pause, a bounded number of times.
 * - `conflict`: what was about to be written was changed meanwhile; read again and decide.
 * - `unknown`: retried once.
 */
export type ErrorCategory = (typeof ERROR_CATEGORIES)[number];

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

/**
 * Lets pass what failed in an expected way, for a caller that can do without. Anything else is a
 * defect.
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

/** What one state handed to the next does not have the agreed shape. */
export class ContractError extends TunerError {
  override readonly name = 'ContractError';
  readonly category = 'permanent';
}

/** A function of the tuner was deployed with missing or malformed environment variables. */
export class ConfigurationError extends TunerError {
  override readonly name = 'ConfigurationError';
  readonly category = 'permanent';
}

/** AWS refuses an action to the role that needs it. */
export class PermissionDeniedError extends TunerError {
  override readonly name = 'PermissionDeniedError';
  readonly category = 'permanent';
}

/** The function to tune does not exist, or not with this qualifier. */
export class FunctionNotFoundError extends TunerError {
  override readonly name = 'FunctionNotFoundError';
  readonly category = 'permanent';
}

/** A function of a kind that has no memory size to tune, or that cannot be cloned. */
export class UnsupportedFunctionError extends TunerError {
  override readonly name = 'UnsupportedFunctionError';
  readonly category = 'permanent';
}

/** Nothing could be measured at any size. Quotes the function's own error where it has one. */
export class NoTierMeasuredError extends TunerError {
  override readonly name = 'NoTierMeasuredError';
  readonly category = 'permanent';
}

/** Sizes were measured, and none of them keeps what the request asks for. */
export class NoTierQualifiesError extends TunerError {
  override readonly name = 'NoTierQualifiesError';
  readonly category = 'permanent';
}

/** One of two releases that are compared does not work by itself: memory, time-out, its own error. */
export class ReleaseBrokenError extends TunerError {
  override readonly name = 'ReleaseBrokenError';
  readonly category = 'permanent';
}

/** AWS refused a call for a reason that asking again cannot change. */
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

/** AWS asks to slow down, and kept asking until the step's time was up. */
export class ThrottledError extends TunerError {
  override readonly name = 'ThrottledError';
  readonly category = 'throttled';
}

/** AWS or the network failed in a way that passes, and kept failing until the step's time was up. */
export class TransientServiceError extends TunerError {
  override readonly name = 'TransientServiceError';
  readonly category = 'transient';
}

/** Something that was made or changed is not ready for use yet. */
export class NotReadyError extends TunerError {
  override readonly name = 'NotReadyError';
  readonly category = 'notReady';
}

/** The function was changed since it was read. */
export class RevisionConflictError extends TunerError {
  override readonly name = 'RevisionConflictError';
  readonly category = 'conflict';
}

/** Another resource or operation stands in the way of a write. */
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

/** A circuit breaker is open: the service kept failing lately, and is left alone for a while. */
export class CircuitOpenError extends TunerError {
  override readonly name = 'CircuitOpenError';
  readonly category = 'transient';
}

/** A failure that fits no other class. */
export class UnknownServiceError extends TunerError {
  override readonly name = 'UnknownServiceError';
  readonly category = 'unknown';
}

/** What the state machine engine fails with by itself and what passes, or may go well another time. */
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
 * The category of a failure that is none of our tasks' own, by the name that Step Functions gives
 * it. The state machine itself sorts in the same way where no Lambda may be called for it.
 */
export function categoryOfEngineError(name: string): ErrorCategory {
  const isOfEngine = name.startsWith('States.') || name.startsWith('Lambda.');
  return ENGINE_CATEGORIES.get(name) ?? (isOfEngine ? 'permanent' : 'unknown');
}

/** A value that our own code must never produce. */
export class InvariantError extends TunerError {
  override readonly name = 'InvariantError';
  readonly category = 'permanent';
}
