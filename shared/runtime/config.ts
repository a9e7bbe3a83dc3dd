import { parseJson } from '../core/json.ts';
import { ConfigurationError } from '../errors.ts';

/** The environment variables of a function, as Node.js provides them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads one environment variable. Adds to `problems` instead of throwing. */
export type VariableReader<T> = (text: string | undefined, name: string, problems: string[]) => T;

/** Name and reader of the environment variable for each field of a configuration. */
export type VariableReaders<T> = {
  readonly [K in keyof T]: readonly [name: string, read: VariableReader<T[K]>];
};

/** The configuration that such readers produce. */
export type Configured<Readers> = {
  readonly [K in keyof Readers]: Readers[K] extends readonly [string, VariableReader<infer T>]
    ? T
    : never;
};

/** Reads any text except an empty one. */
export const requiredText: VariableReader<string> = (text, name, problems) => {
  if (text === undefined || text === '') {
    problems.push(`"${name}" must be set`);
  }
  return text ?? '';
};

/** Reads a number above 0, such as an amount of dollars. */
export const requiredNumber: VariableReader<number> = (text = '', name, problems) => {
  if (!/^\d+(?:\.\d+)?$/.test(text) || Number(text) === 0) {
    problems.push(`"${name}" must be a number above 0`);
  }
  return Number(text);
};

/** Stands for "none" in an environment variable, because that cannot be empty. */
export const NONE = 'none';

/** Reads an amount of dollars; `undefined` for {@link NONE}. */
export const amountOrNone: VariableReader<number | undefined> = (text, name, problems) => {
  if (text === NONE) {
    return undefined;
  }
  if (text === undefined || !/^\d+(\.\d+)?$/.test(text)) {
    problems.push(`"${name}" must be an amount in USD, or "${NONE}"`);
  }
  return Number(text);
};

/** Reads a JSON object whose values are texts, such as role ARNs by task name. */
export const requiredTextMap: VariableReader<Readonly<Record<string, string>>> = (
  text,
  name,
  problems,
) => {
  const value = jsonObject(text, name, problems);
  if (Object.values(value).every((each) => typeof each === 'string')) {
    return value as Record<string, string>;
  }
  problems.push(`"${name}" must be a JSON object of texts`);
  return {};
};

/** Reads a JSON object with any values. */
export const jsonObject: VariableReader<Readonly<Record<string, unknown>>> = (
  text,
  name,
  problems,
) => {
  const value = parseJson(text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  problems.push(`"${name}" must be a JSON object`);
  return {};
};

/** Reads names separated by commas; {@link NONE} is an empty list. */
export const nameList: VariableReader<readonly string[]> = (text = NONE) =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== NONE);

/**
 * Reads a function's environment variables, all of them before it reports a problem.
 *
 * @param environment Usually `process.env`, read once when the module is loaded.
 * @throws {ConfigurationError} If any is missing or malformed; lists all of them.
 */
export function readConfig<T>(environment: Environment, readers: VariableReaders<T>): Readonly<T> {
  const problems: string[] = [];
  const config: Partial<T> = {};
  for (const field of Object.keys(readers) as (keyof T)[]) {
    const [name, read] = readers[field];
    config[field] = read(environment[name], name, problems);
  }
  if (problems.length > 0) {
    throw new ConfigurationError(`Cannot start: environment variable ${problems.join('; ')}`);
  }
  return Object.freeze(config as T);
}

/** Returns this process's own environment variables. */
export function processEnvironment(): Environment {
  return process.env;
}
