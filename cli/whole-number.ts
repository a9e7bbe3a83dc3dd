import { UsageError } from './usage-error.ts';

/** The bounds of an option that takes a whole number. */
interface NumberOption {
  readonly min: number;
  readonly max: number;
  /** The value if the option is not given. */
  readonly fallback: number;
}

/**
 * Reads an option that takes a whole number.
 *
 * @param name The option with its dashes, for the message.
 * @throws {UsageError} If it is not a whole number, or out of bounds.
 */
export function wholeNumber(
  name: string,
  text: string | undefined,
  { min, max, fallback }: NumberOption,
): number {
  if (text === undefined) {
    return fallback;
  }
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max)) {
    throw new UsageError(
      `Cannot read ${name} ${text}: it must be a whole number from ${min} to ${max}`,
    );
  }
  return value;
}
