import type { JsonObject } from './lambda-protocol.ts';
import { violatedConstraint } from './parameter-error.ts';

/** Bounds of a numeric parameter, both inclusive. */
interface IntegerBounds {
  readonly min: number;
  readonly max: number;
}

/**
 * Reads a string parameter.
 *
 * @throws {ApiError} If it is given and is not a string, or does not match the pattern.
 */
export function readString(input: JsonObject, name: string, pattern?: RegExp): string | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') {
    throw violatedConstraint(name, value, 'Member must be a string');
  }
  if (pattern !== undefined && !pattern.test(value)) {
    throw violatedConstraint(
      name,
      value,
      `Member must satisfy regular expression pattern: ${constraintOf(pattern)}`,
    );
  }
  return value;
}

/** Returns the pattern as the API model writes it: without anchors, and with unescaped slashes. */
function constraintOf({ source }: RegExp): string {
  return source.replace(/^\^|\$$/g, '').replaceAll('\\/', '/');
}

/**
 * Reads an integer parameter.
 *
 * @throws {ApiError} If it is given and is not an integer within the bounds.
 */
export function readInteger(
  input: JsonObject,
  name: string,
  { min, max }: IntegerBounds,
): number | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    throw violatedConstraint(name, value, 'Member must be an integer');
  }
  if (value < min) {
    throw violatedConstraint(name, value, `Member must have value greater than or equal to ${min}`);
  }
  if (value > max) {
    throw violatedConstraint(name, value, `Member must have value less than or equal to ${max}`);
  }
  return value;
}

/**
 * Reads a parameter that takes one of a fixed set of values.
 *
 * @param path Name of the parameter in errors. Default `name`.
 * @throws {ApiError} If it is given and is not one of them.
 */
export function readChoice<const T extends string>(
  input: JsonObject,
  name: string,
  choices: readonly T[],
  path = name,
): T | undefined {
  const value = readString(input, name);
  if (value === undefined) return undefined;
  const choice = choices.find((candidate) => candidate === value);
  if (choice === undefined) {
    throw violatedConstraint(
      path,
      value,
      `Member must satisfy enum value set: [${choices.join(', ')}]`,
    );
  }
  return choice;
}

/** Reads a structure parameter; `undefined` if it is absent or not a structure. */
export function readObject(input: JsonObject, name: string): JsonObject | undefined {
  const value = input[name];
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as JsonObject) : undefined;
}

/**
 * Reads a map of strings.
 *
 * @throws {ApiError} If a value is not a string.
 */
export function readStringMap(
  input: JsonObject,
  name: string,
): Readonly<Record<string, string>> | undefined {
  const map = readObject(input, name);
  if (map === undefined) return undefined;
  for (const [key, value] of Object.entries(map)) {
    if (typeof value !== 'string') {
      throw violatedConstraint(name, value, `Member '${key}' must be a string`);
    }
  }
  return map as Readonly<Record<string, string>>;
}

/**
 * Reads a list of strings.
 *
 * @throws {ApiError} If it is given and is not a list of strings.
 */
export function readStringList(input: JsonObject, name: string): readonly string[] | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value) || !value.every((member) => typeof member === 'string')) {
    throw violatedConstraint(name, value, 'Member must be a list of strings');
  }
  return value;
}
