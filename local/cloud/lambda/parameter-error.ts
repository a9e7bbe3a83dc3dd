import { ApiError } from '../wire/api-error.ts';

/** Returns the error for a well-formed parameter whose value Lambda refuses. */
export function invalidParameter(message: string): ApiError {
  return new ApiError(400, 'InvalidParameterValueException', message);
}

/** Returns the error for a parameter outside its constraint in the service model. */
export function violatedConstraint(name: string, value: unknown, constraint: string): ApiError {
  const member = name.charAt(0).toLowerCase() + name.slice(1);
  return new ApiError(
    400,
    'ValidationException',
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${constraint}`,
  );
}

/**
 * Checks that a write is based on the latest revision.
 *
 * @throws {ApiError} If it is not.
 */
export function checkRevision(
  expectedRevisionId: string | undefined,
  currentRevisionId: string,
): void {
  if (expectedRevisionId === undefined || expectedRevisionId === currentRevisionId) return;
  throw new ApiError(
    412,
    'PreconditionFailedException',
    'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
  );
}
