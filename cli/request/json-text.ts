import { readFileSync } from 'node:fs';
import { type ParseError, parse as parseCommentedJson, printParseErrorCode } from 'jsonc-parser';
import { UsageError } from '../usage-error.ts';

/** The file descriptor that `-` stands for. */
const STANDARD_INPUT = 0;

/** Matches the beginning of JSON that is an object, a list or a string; few file names begin so. */
const JSON_START = /^\s*[{["]/;

/**
 * Reads JSON from a command line: written out, the name of a file that holds it, or `-` for
 * standard input.
 *
 * @param flag The option that it was given for, such as `--payload`.
 * @throws {UsageError} If it is none of these.
 */
export function readJsonText(text: string, flag: string): unknown {
  if (text === '-') {
    return parseGivenJson(readFileSync(STANDARD_INPUT, 'utf8'), `${flag} from standard input`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    if (JSON_START.test(text)) {
      throw new UsageError(`Cannot read ${flag}: it must be JSON: ${messageOf(error)}`);
    }
    return readJsonFile(text, flag, 'JSON, or a file that holds JSON');
  }
}

/**
 * Reads a file of JSON.
 *
 * @param accepted What the option accepts, for the message if there is no such file.
 * @throws {UsageError} If there is no such file, or it holds something else.
 */
export function readJsonFile(
  path: string,
  flag: string,
  accepted = 'a file that holds JSON',
): unknown {
  return parseGivenJson(readText(path, flag, accepted), `${flag} ${path}`);
}

/**
 * Reads a file of JSON that may have comments and trailing commas.
 *
 * @throws {UsageError} If there is no such file, or it holds something else.
 */
export function readCommentedJsonFile(path: string, flag: string): unknown {
  const text = readText(path, flag, 'a file that holds JSON');
  const errors: ParseError[] = [];
  const value: unknown = parseCommentedJson(text, errors, { allowTrailingComma: true });
  const [first] = errors;
  if (first !== undefined) {
    const before = text.slice(0, first.offset).split('\n');
    const what = printParseErrorCode(first.error)
      .replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter}`)
      .toLowerCase();
    throw new UsageError(
      `Cannot read ${flag} ${path}: it must hold JSON: line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}: ${what}`,
    );
  }
  return value;
}

function readText(path: string, flag: string, accepted: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new UsageError(
      `Cannot read ${flag} ${path}: it must be ${accepted}: ${isMissing ? 'there is no such file' : messageOf(error)}`,
    );
  }
}

function parseGivenJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`Cannot read ${what}: it must hold JSON: ${messageOf(error)}`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
