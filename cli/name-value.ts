import { UsageError } from './usage-error.ts';

/**
 * Reads `NAME=VALUE`, as a repeated option takes it.
 *
 * @param option As it is written, with its dashes.
 * @throws {UsageError} If there is no `=`, or no name before it.
 */
export function readNameValue(option: string, text: string): readonly [string, string] {
  const index = text.indexOf('=');
  if (index < 1) {
    throw new UsageError(`Cannot read ${option} ${text}: it must be NAME=VALUE`);
  }
  return [text.slice(0, index), text.slice(index + 1)];
}
