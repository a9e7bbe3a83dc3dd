import { UsageError } from './usage-error.ts';

/** A whole number that an option takes. */
interface NumberOption {
  readonly min: number;
  readonly max: number;
  /** Where the option is not given. */
  readonly fallback: number;
}

/**
 * Reads an option that takes a whole number.
 *
 * @param name As it is written, with its dashes.
 * @throws {UsageError} If it is none, or out of bounds.
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
