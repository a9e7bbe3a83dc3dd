import type { TargetFunction } from '../../shared/contract/target-function.ts';
import type { Tier } from '../../shared/core/measurement/tier.ts';
import {
  CallRejectedError,
  FunctionNotFoundError,
  InvalidRequestError,
  NoTierMeasuredError,
  PermissionDeniedError,
  UnsupportedFunctionError,
} from '../../shared/errors.ts';

/** What AWS or the tuner itself refuses, however often it is asked, by the name of the error. */
const REFUSALS: Readonly<Record<string, (message: string) => Error>> = {
  PermissionDeniedError: (message) => new PermissionDeniedError(message),
  UnsupportedFunctionError: (message) => new UnsupportedFunctionError(message),
  FunctionNotFoundError: (message) => new FunctionNotFoundError(message),
  InvalidRequestError: (message) => new InvalidRequestError(message),
  CallRejectedError: (message) => new CallRejectedError(message, 'Refused'),
};

/** Failures that are not the function's own, and may pass at another time or another size. */
const PASSING =
  /^(?:States\.|Lambda\.|NoReport$|NoWarmSample$|(?:Throttled|TransientService|NotReady|RevisionConflict|ResourceConflict|UnknownService)Error$)/;

/**
 * Ends a run in the round in which every size failed in the same way while none has worked yet:
 * more sizes would only fail again.
 *
 * @param latest What this round brought.
 * @throws {TunerError} The refusal itself, where AWS or the tuner refuses for good.
 * @throws {NoTierMeasuredError} If the function fails with the same error of its own at every size.
 */
export function refuseHopelessRound(
  latest: readonly Tier[],
  earlier: readonly Tier[],
  { functionName }: Pick<TargetFunction, 'functionName'>,
): void {
  const hasWorked = [...latest, ...earlier].some(({ samples }) => samples.length > 0);
  const failures = latest.flatMap(({ outcome }) => (outcome.kind === 'failed' ? [outcome] : []));
  const [first] = failures;
  if (hasWorked || first === undefined || failures.length < latest.length) {
    return;
  }
  const { errorName, message } = first;
  if (failures.some((failure) => failure.errorName !== errorName) || PASSING.test(errorName)) {
    return;
  }
  const refusal = REFUSALS[errorName];
  if (refusal !== undefined) {
    throw refusal(message);
  }
  const sizes = latest.map(({ powerValue }) => powerValue).join(', ');
  throw new NoTierMeasuredError(
    `Cannot tune "${functionName}": it fails at every size tried (${sizes} MB) with ${errorName}: ${message}. Check the event ("payload"), the handler, the package and the environment variables of the function; in a clone, AWS_LAMBDA_FUNCTION_NAME is the name of the clone`,
  );
}
