import { StateError } from './state-error.ts';

/** Largest input, output or arguments of a state, and largest variable, bytes of UTF-8 (quotas). */
const STATE_BYTES_MAX = 262_144;

/** All variables of an execution together, bytes (quotas). */
export const VARIABLES_BYTES_MAX = 10 * 1024 * 1024;

/** Returns the JSON text of a value; `null` for a value that JSON cannot represent. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}

/**
 * Returns the JSON text of a value that Step Functions would pass on.
 *
 * @param what What the value belongs to: the name of a state, the ARN of a function, or a service.
 * @throws {StateError} `States.DataLimitExceeded` if it is larger than a state may hold.
 */
export function limitedText(value: unknown, what: string): string {
  const text = jsonText(value);
  if (Buffer.byteLength(text) > STATE_BYTES_MAX) throw dataLimitExceeded(what);
  return text;
}

/** Returns the error for a value that is too large, worded like that of Step Functions. */
export function dataLimitExceeded(what: string): StateError {
  return new StateError(
    'States.DataLimitExceeded',
    `The state/task '${what}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  );
}
