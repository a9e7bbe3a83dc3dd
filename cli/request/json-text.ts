import { readFileSync } from 'node:fs';
import { UsageError } from '../usage-error.ts';

/**
 * Reads JSON as a command line gives it: written out, or the name of a file that holds it.
 *
 * @param flag What it was given for, such as `--payload`.
 * @throws {UsageError} If it is neither.
 */
export function readJsonText(text: string, flag: string): unknown {
  const inline = tryJson(text);
  return inline === undefined ? readJsonFile(text, flag) : inline;
}

/**
 * Reads a file of JSON.
 *
 * @throws {UsageError} If there is no such file, or it holds something else.
 */
export function readJsonFile(path: string, flag: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new UsageError(`Cannot read ${flag} ${path}: it must be JSON, or a file that holds JSON`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(
      `Cannot read ${flag} ${path}: it must hold JSON: ${error instanceof Error ? error.message : error}`,
    );
  }
}

/** `undefined`, which no JSON stands for, where it is none. */
function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
