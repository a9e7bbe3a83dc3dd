import { readFileSync } from 'node:fs';
import { UsageError } from '../usage-error.ts';

/** The file descriptor that `-` stands for. */
const STANDARD_INPUT = 0;

/** How JSON begins that is an object, a list or a text; a file is hardly called that. */
const JSON_START = /^\s*[{["]/;

/**
 * Reads JSON as a command line gives it: written out, the name of a file that holds it, or `-` for
 * standard input.
 *
 * @param flag What it was given for, such as `--payload`.
 * @throws {UsageError} If it is none of them.
 */
export function readJsonText(text: string, flag: string): unknown {
  if (text === '-') {
    return parseJson(readFileSync(STANDARD_INPUT, 'utf8'), `${flag} from standard input`);
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
 * @param accepted What else could have been given, for the message where there is no such file.
 * @throws {UsageError} If there is no such file, or it holds something else.
 */
export function readJsonFile(
  path: string,
  flag: string,
  accepted = 'a file that holds JSON',
): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new UsageError(
      `Cannot read ${flag} ${path}: it must be ${accepted}: ${isMissing ? 'there is no such file' : messageOf(error)}`,
    );
  }
  return parseJson(text, `${flag} ${path}`);
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`Cannot read ${what}: it must hold JSON: ${messageOf(error)}`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
