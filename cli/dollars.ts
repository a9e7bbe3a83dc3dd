import { UsageError } from './usage-error.ts';

/**
 * Reads an amount of dollars.
 *
 * @param name Name of the option, for the message.
 * @throws {UsageError} If it is not a number above 0.
 */
export function dollars(name: string, text: string): number {
  if (!/^\d+(\.\d+)?$/.test(text) || Number(text) === 0) {
    throw new UsageError(`Cannot read ${name} ${text}: it must be a number above 0, such as 2.5`);
  }
  return Number(text);
}
