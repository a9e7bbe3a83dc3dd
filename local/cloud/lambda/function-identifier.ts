import { ApiError } from '../wire/api-error.ts';
import { invalidParameter, violatedConstraint } from './parameter-error.ts';

/** Which function, and which version of it, a request is about. */
export interface FunctionIdentifier {
  readonly name: string;
  /** Version number, alias or `$LATEST`; absent if the request names none. */
  readonly qualifier: string | undefined;
}

/** The account and region that ARNs must lie in. */
export interface ArnScope {
  readonly accountId: string;
  readonly region: string;
}

const IDENTIFIER =
  /^(?:arn:aws[\w-]*:lambda:([a-z0-9-]+):)?(?:(\d{12}):)?(?:function:)?([a-zA-Z0-9-_]+)(?::(\$LATEST|[a-zA-Z0-9-_]+))?$/;

/** Longest name, partial ARN or ARN in a request (Lambda API). */
const IDENTIFIER_LENGTH_MAX = 140;

/** Longest name of a function (Lambda quotas). */
const FUNCTION_NAME_LENGTH_MAX = 64;

/**
 * Reads a function's name, partial ARN or ARN, each with or without a qualifier.
 *
 * @param qualifier The request's `Qualifier` parameter, if it has one.
 * @throws {ApiError} If the form is unknown, or the two qualifiers differ.
 */
export function parseFunctionIdentifier(
  text: string,
  qualifier: string | undefined,
  scope: ArnScope,
): FunctionIdentifier {
  const match = IDENTIFIER.exec(text);
  const [, region, accountId, name = '', ownQualifier] = match ?? [];
  if (text.length > IDENTIFIER_LENGTH_MAX) {
    throw violatedConstraint(
      'functionName',
      text,
      `Member must have length less than or equal to ${IDENTIFIER_LENGTH_MAX}`,
    );
  }
  if (match === null) {
    throw new ApiError(
      400,
      'ValidationException',
      `1 validation error detected: Value '${text}' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}(-gov)?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?`,
    );
  }
  if (name.length > FUNCTION_NAME_LENGTH_MAX) {
    throw invalidParameter(
      `1 validation error detected: Value '${name}' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to ${FUNCTION_NAME_LENGTH_MAX}`,
    );
  }
  if ((region ?? scope.region) !== scope.region) {
    throw new ApiError(
      404,
      'ResourceNotFoundException',
      `Functions from '${region}' are not reachable in this region ('${scope.region}')`,
    );
  }
  if ((accountId ?? scope.accountId) !== scope.accountId) {
    throw new ApiError(
      403,
      'AccessDeniedException',
      `The caller is not authorized to use functions of account ${accountId}, because no resource-based policy allows it`,
    );
  }
  if (ownQualifier !== undefined && qualifier !== undefined && ownQualifier !== qualifier) {
    throw new ApiError(
      400,
      'InvalidParameterValueException',
      'The derived qualifier from the function name does not match the specified qualifier.',
    );
  }
  return { name, qualifier: qualifier ?? ownQualifier };
}

/** ARN of a function, with the qualifier if there is one. */
export function functionArn(identifier: FunctionIdentifier, scope: ArnScope): string {
  const arn = `arn:aws:lambda:${scope.region}:${scope.accountId}:function:${identifier.name}`;
  return identifier.qualifier === undefined ? arn : `${arn}:${identifier.qualifier}`;
}
