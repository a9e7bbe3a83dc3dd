import { UsageError } from './usage-error.ts';

/**
 * Reads one `NAME=VALUE` of an option that may be repeated.
 *
 * @param option The option with its dashes.
 * @throws {UsageError} If there is no `=`, or no name before it.
 */
export function readNameValue(option: string, text: string): readonly [string, string] {
  const index = text.indexOf('=');
  if (index < 1) {
    throw new UsageError(`Cannot read ${option} ${text}: it must be NAME=VALUE`);
  }
  return [text.slice(0, index), text.slice(index + 1)];
}
