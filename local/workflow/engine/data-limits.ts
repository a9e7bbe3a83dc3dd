import { StateError } from './state-error.ts';

/** Largest input, output or arguments of a state, and largest variable, bytes of UTF-8 (quotas). */
const STATE_BYTES_MAX = 262_144;

/** All variables of an execution together, bytes (quotas). */
export const VARIABLES_BYTES_MAX = 10 * 1024 * 1024;

/** JSON text of a value; `null` for what JSON does not have. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}

/**
 * JSON text of a value that Step Functions would pass on.
 *
 * @param what The name of the state, the ARN of the function, or the service that it is of.
 * @throws {StateError} `States.DataLimitExceeded` if it is larger than a state may hold.
 */
export function limitedText(value: unknown, what: string): string {
  const text = jsonText(value);
  if (Buffer.byteLength(text) > STATE_BYTES_MAX) throw dataLimitExceeded(what);
  return text;
}

/** The error of a value that is too large, in the words of Step Functions. */
export function dataLimitExceeded(what: string): StateError {
  return new StateError(
    'States.DataLimitExceeded',
    `The state/task '${what}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  );
}
